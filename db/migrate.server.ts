import { sql, type Kysely } from "kysely";
import { DEFAULT_MIGRATION_TABLE, Migrator } from "kysely/migration";
import { isMissingTable } from "./client.server.ts";
import { migrations } from "./migrations/index.ts";
import type { Db, Schema } from "./schema.ts";

/** The database was brought to a schema that this version does not know, by a newer one. */
export class NewerDatabase extends Error {
  override name = "NewerDatabase";
  /** @param newest the last of the migrations that we do not know */
  constructor(readonly newest: string) {
    super(`the database is at ${newest}, which is newer than this version`);
  }
}

/**
 * How the schema of a database compares with ours. It only reads, so that it waits for nobody who writes.
 * @returns the names of the migrations it lacks, in order, and the last of those that we do not know
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
 * Brings the database to the newest schema. Safe to call from several processes at once: one works, the others wait. One
 * that is up to date is only looked at.
 * @param list what there is to apply; ours, but for tests
 * @returns the names of the migrations this call applied, in order.
 * @throws NewerDatabase, or the first migration's error; nothing of it is kept.
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
