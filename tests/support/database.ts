import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { inject } from "vitest";
import { openDb } from "#db/client.server.ts";
import type { Schema } from "#db/schema.ts";
import { endsWithTheTest } from "./cleanup.ts";
import { lendDatabase } from "./kept-databases.ts";
import { createDatabase, databaseUrl, dropDatabase } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** SQLite: the folder with template.db. PostgreSQL: the template's URL. */
    databases: string;
  }
}

/** A migrated, empty database of one's own; `url` is for a second connection or another process. */
export type TestDb = { url: string; db: Kysely<Schema> } & AsyncDisposable;

/** The engine this run is on: `npm test` runs the same files on both. */
export const engine = process.env.PRESSRUN_TEST_DB === "postgres" ? "postgres" : "sqlite";

/**
 * Makes a database for one test (called in it or in a beforeEach) or for a file (called in a beforeAll).
 * It goes when that test or file ends; `await using` ends it sooner.
 */
export async function testDb(): Promise<TestDb> {
  if (engine === "sqlite") return openFor(await copyOnSqlite());
  // A server that was given to us may not let us make triggers, and keeps nothing of ours.
  if (process.env.TEST_POSTGRES_URL) return openFor(await cloneOnPostgres());
  const { url, db, giveBack } = await lendDatabase(postgresServer(), async () =>
    createDatabase(postgresServer(), template()),
  );
  return { url, db, [Symbol.asyncDispose]: endsWithTheTest(giveBack) };
}

/** Like {@link testDb}, but nothing has been migrated yet. */
export async function emptyDb(): Promise<TestDb> {
  return openFor(engine === "postgres" ? await cloneOnPostgres("template1") : placeOnSqlite());
}

function openFor(place: Place): TestDb {
  const db = openDb(place.url);
  const end = endsWithTheTest(() => db.destroy().then(place.remove));
  return { url: place.url, db, [Symbol.asyncDispose]: end };
}

type Place = { url: string; remove: () => Promise<void> };

const postgresServer = () => databaseUrl(inject("databases"), "postgres");
const template = () => new URL(inject("databases")).pathname.slice(1);

async function cloneOnPostgres(of = template()): Promise<Place> {
  const server = postgresServer();
  const name = await createDatabase(server, of);
  return { url: databaseUrl(server, name), remove: () => dropDatabase(server, name) };
}

async function copyOnSqlite(): Promise<Place> {
  const place = placeOnSqlite();
  await copyFile(join(inject("databases"), "template.db"), place.path);
  return place;
}

function placeOnSqlite() {
  const path = join(inject("databases"), `${randomBytes(8).toString("hex")}.db`);
  const remove = async () => {
    // Asked for as promises, four files take twice as long to go.
    for (const end of ["", "-wal", "-shm", "-home"]) rmSync(path + end, { force: true });
  };
  return { path, url: `file:${path}`, remove };
}
