import { sql } from "kysely";
import type { TestProject } from "vitest/node";
import { openDb } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import { prepareRenewal } from "./kept-databases.ts";
import { createDatabase, databaseUrl, dropDatabase, startPostgres } from "./postgres.ts";

/** Starts one PostgreSQL for the run and migrates a template in it; every test database is cloned from that. */
export default async function setUpPostgres(project: TestProject) {
  const server = await startPostgres();
  try {
    const template = await createDatabase(server.url);
    await migrateTemplate(databaseUrl(server.url, template));
    project.provide("databases", databaseUrl(server.url, template));
    return async () => {
      await dropDatabase(server.url, template);
      await server.stop();
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function migrateTemplate(url: string) {
  const db = openDb(url);
  await migrateToLatest(db);
  // An edition's id is never its issue's by chance, so that no code takes one for the other.
  await sql`select setval(pg_get_serial_sequence('editions', 'id'), 1000)`.execute(db);
  if (!process.env.TEST_POSTGRES_URL) await prepareRenewal(db);
  // A template that somebody is connected to cannot be cloned.
  await db.destroy();
}
