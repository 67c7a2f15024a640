import { sql, type Kysely } from "kysely";
import { DEFAULT_MIGRATION_TABLE, Migrator } from "kysely/migration";
import { isMissingTable } from "./client.server.ts";
import { migrations } from "./migrations/index.ts";
import type { Db, Schema } from "./schema.ts";

/** The database has a schema of a newer version, unknown to this one. */
export class NewerDatabase extends Error {
  override name = "NewerDatabase";
  /** @param newest the last of the unknown migrations */
  constructor(readonly newest: string) {
    super(`the database is at ${newest}, which is newer than this version`);
  }
}

/**
 * Compares the schema of a database with this version's. It only reads, so it waits for no writer.
 * @returns the names of the missing migrations, in order, and the last of the unknown ones
 */
export async function compareSchema(
  db: Db,
  list = migrations,
): Promise<{ missing: string[]; newest: string | null; isEmpty: boolean }> {
  const applied = await appliedTo(db);
  return {
    missing: Object.keys(list).filter((name) => !applied.includes(name)),
    newest: applied.findLast((name) => !(name in list)) ?? null,
    isEmpty: applied.length === 0,
  };
}

async function appliedTo(db: Db): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
    return rows.map(({ name }) => name).sort();
  } catch (error) {
    if (isMissingTable(error)) return [];
    throw error;
  }
}

/**
 * Migrates the database to the newest schema. Several processes may call it at once: one works, the others wait. A
 * database that is up to date is only read.
 * @param list the migrations; ours, except in tests
 * @returns the names of the migrations applied by this call, in order
 * @throws NewerDatabase, or the first migration's error; then nothing is applied
 */
export async function migrateToLatest(db: Kysely<Schema>, list = migrations): Promise<string[]> {
  const { missing, newest } = await compareSchema(db, list);
  if (newest) throw new NewerDatabase(newest);
  if (missing.length === 0) return [];
  const migrator = new Migrator({ db, provider: { getMigrations: async () => list } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.map((result) => result.migrationName);
}

/**
 * Creates the tables of an empty database as of a migration.
 * @throws as `migrateToLatest`; also for an unknown name
 */
export async function migrateTo(db: Kysely<Schema>, name: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateTo(name);
  if (error) throw error;
}

/** The names of the migrations that this version knows. */
export const knownMigrations = Object.keys(migrations);
