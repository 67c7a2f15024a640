import { Kysely, PostgresQueryCompiler, sql, type DatabaseConnection, type Driver } from "kysely";
import { postgresDialect } from "#db/postgres.server.ts";
import type { Schema } from "#db/schema.ts";
import { databaseUrl, dropDatabase } from "./postgres.ts";

/*
 * Databases that go from test to test. A clone of the template, a server process for each connection to it and the drop
 * took a fifth of the whole run on PostgreSQL, and half of what the system itself had to do.
 */

/** A database on the server, with the connections to it that stay open between tests. */
type KeptDatabase = { server: string; name: string; driver: Driver };

/** A kept database in the hands of one test. */
export type LentDatabase = { url: string; db: Kysely<Schema>; giveBack(): Promise<void> };

/** By this name the server knows the connections that stay; all others are ended before the next test. */
const ours = "kept";
/** Those that no test has now, of this process; they are made new when the next test takes them. */
const spare: KeptDatabase[] = [];

/**
 * Writes into the template what makes a clone of it new again: a function that empties the tables and puts back the
 * rows and the numbers of the template, and triggers that notice when tables themselves are changed.
 */
export async function prepareRenewal(template: Kysely<Schema>): Promise<void> {
  const statements = [
    `perform pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and usename is not null and application_name <> '${ours}'`,
    // Neither the order of foreign keys matters then, nor does a trigger count these changes.
    "perform set_config('session_replication_role', 'replica', true)",
    ...(await emptyings(template)),
    ...(await firstNumbers(template)),
  ];
  const parts = [
    "create schema renewal",
    "create sequence renewal.changes_of_tables",
    `create function renewal.renew() returns void language plpgsql as $renew$ begin ${statements.join(";\n")}; end $renew$`,
    `create function renewal.note_change() returns event_trigger language plpgsql
      as $note$ begin perform nextval('renewal.changes_of_tables'); end $note$`,
    "create event trigger changed on ddl_command_end execute function renewal.note_change()",
    "create event trigger dropped on sql_drop execute function renewal.note_change()",
  ];
  for (const part of parts) await sql.raw(part).execute(template);
}

/** Statements that leave every table with the template's rows: first all go, then those few come back. */
async function emptyings(template: Kysely<Schema>): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select oid::regclass::text as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(template);
  const fillings = [];
  for (const { name } of tables) {
    const all = await sql<{ json: string | null }>`
      select json_agg(one)::text as json from ${sql.table(name)} as one`.execute(template);
    const json = all.rows[0]?.json?.replaceAll("'", "''");
    if (json) fillings.push(`insert into ${name} select * from json_populate_recordset(null::${name}, '${json}')`);
  }
  // The space that rows leave behind slows the tests that follow, so a table that has grown gets new files.
  const emptied = tables.map(
    ({ name }) => `if pg_relation_size('${name}') > 262144 then truncate ${name} cascade;
      elsif exists (select from ${name}) then delete from ${name}; end if`,
  );
  return [...emptied, ...fillings];
}

async function firstNumbers(template: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ name: string; next: number; used: boolean }>`
    select c.oid::regclass::text as name, coalesce(last_value, start_value) as next, last_value is not null as used
    from pg_sequences join pg_class c on relname = sequencename and relnamespace = 'public'::regnamespace`.execute(
    template,
  );
  return rows.map(({ name, next, used }) => `perform setval('${name}', ${next}, ${used})`);
}

/**
 * A migrated, empty database for one test.
 * @param make clones one; asked when none is to be had
 */
export async function lendDatabase(server: string, make: () => Promise<string>): Promise<LentDatabase> {
  return lend((await takeSpare(server)) ?? (await keep(server, await make())));
}

async function takeSpare(server: string): Promise<KeptDatabase | undefined> {
  const index = spare.findLastIndex((one) => one.server === server);
  if (index < 0) return undefined;
  const [kept] = spare.splice(index, 1) as [KeptDatabase];
  const { db } = lend(kept);
  const { rows } = await sql<{ changed: boolean }>`
    select is_called as changed from renewal.changes_of_tables`.execute(db);
  if (!rows[0]!.changed) {
    await sql`select renewal.renew()`.execute(db);
    return kept;
  }
  await end(kept);
  return takeSpare(server);
}

async function keep(server: string, name: string): Promise<KeptDatabase> {
  const url = new URL(databaseUrl(server, name));
  url.searchParams.set("application_name", ours);
  const driver = postgresDialect(url.href).createDriver();
  await driver.init();
  return { server, name, driver };
}

async function end({ server, name, driver }: KeptDatabase): Promise<void> {
  await driver.destroy();
  await dropDatabase(server, name);
}

/** Connects a Kysely of the test's own to it: after its end it answers nobody, whatever a test has left running. */
function lend(kept: KeptDatabase): LentDatabase {
  const out = new Set<DatabaseConnection>();
  const { driver } = kept;
  let isOver = false;
  const own: Driver = {
    init: async () => {},
    async acquireConnection() {
      if (isOver) throw new Error("driver has already been destroyed");
      const connection = await driver.acquireConnection();
      out.add(connection);
      return connection;
    },
    async releaseConnection(connection) {
      out.delete(connection);
      await driver.releaseConnection(connection);
    },
    beginTransaction: (...given) => driver.beginTransaction(...given),
    commitTransaction: (...given) => driver.commitTransaction(...given),
    rollbackTransaction: (...given) => driver.rollbackTransaction(...given),
    savepoint: (...given) => driver.savepoint!(...given),
    rollbackToSavepoint: (...given) => driver.rollbackToSavepoint!(...given),
    releaseSavepoint: (...given) => driver.releaseSavepoint!(...given),
    // A test that ends it wants nobody to be connected any longer.
    async destroy() {
      isOver = true;
      await driver.destroy();
    },
  };
  const dialect = postgresDialect(databaseUrl(kept.server, kept.name));
  const db = new Kysely<Schema>({
    dialect: {
      createDriver: () => own,
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (db) => dialect.createIntrospector(db),
    },
  });
  return {
    url: databaseUrl(kept.server, kept.name),
    db,
    async giveBack() {
      const wasEnded = isOver;
      isOver = true;
      // What a test has left in the middle of its work ends with the database.
      if (wasEnded || out.size > 0) await end(kept);
      else spare.push(kept);
    },
  };
}
