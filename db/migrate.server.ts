import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "./migrations/index.ts";
import type { Schema } from "./schema.ts";

/**
 * Brings the database to the newest schema. Safe to call from several processes at once: one works, the others wait.
 * @param list what there is to apply; ours, but for tests
 * @returns the names of the migrations this call applied, in order.
 * @throws the first migration's error; nothing of it is kept.
 */
export async function migrateToLatest(db: Kysely<Schema>, list = migrations): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => list } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.map((result) => result.migrationName);
}

/**
 * Makes the tables of an empty database as they were after a migration.
 * @throws as above; a name that we do not know too
 */
export async function migrateTo(db: Kysely<Schema>, name: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateTo(name);
  if (error) throw error;
}

/** The names of the migrations that this version knows. */
export const knownMigrations = Object.keys(migrations);
