import { rmSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { TestProject } from "vitest/node";
import { openDb } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { makeQuickFolder } from "./folders.ts";

/** Migrates one template file for the run; every test database is a copy of it. */
export default async function setUpSqlite(project: TestProject) {
  const folder = makeQuickFolder("pressrun-sqlite-");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Ctrl-C ends the run without its teardown.
  process.once("exit", remove);
  await migrateTemplate(join(folder, "template.db"));
  project.provide("databases", folder);
  return remove;
}

async function migrateTemplate(path: string) {
  const db = openDb(`file:${path}`);
  await migrateToLatest(db);
  // An edition's id is never its issue's by chance, so that no code takes one for the other.
  await sql`delete from sqlite_sequence where name = 'editions'`.execute(db);
  await sql`insert into sqlite_sequence (name, seq) values ('editions', 1000)`.execute(db);
  // Closing the last connection folds the write-ahead log into the file, so that copying the file is enough.
  await db.destroy();
}
