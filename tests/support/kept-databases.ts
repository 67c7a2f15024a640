import { Kysely, PostgresQueryCompiler, sql, type DatabaseConnection, type Driver } from "kysely";
import pg from "pg";
import { postgresDialect } from "#db/postgres.server.ts";
import type { Schema } from "#db/schema.ts";
import { databaseUrl, dropDatabase } from "./postgres.ts";

/*
 * Databases that go from test to test. A clone of the template, a server process for each connection to it and the drop
 * took a fifth of the whole run on PostgreSQL, and half of what the system itself had to do.
 */

/** A database on the server, with the connections to it that stay open between tests. */
type KeptDatabase = { server: string; name: string; driver: Driver; renewer?: pg.Client };

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
  const tables = await tablesOf(template);
  const statements = [
    "if (select is_called from renewal.changes_of_tables) then return false; end if",
    // Views of the activity look up names that nobody asks for here.
    `perform pg_terminate_backend(pid, 5000) from pg_stat_get_activity(null)
       where datid = (select oid from pg_database where datname = current_database())
         and usesysid is not null and application_name <> '${ours}'`,
    // One statement for all: as one for each table, this took most of the renewal.
    `changed := array[${tables.map(isChanged).join(", ")}]`,
    ...tables.map((table, i) => `if changed[${i + 1}] then ${emptying(table)}; end if`),
    ...tables.flatMap((table, i) => (table.rows ? `if changed[${i + 1}] then ${filling(table)}; end if` : [])),
    `perform ${(await firstNumbers(template)).join(", ")}`,
  ];
  const parts = [
    "create schema renewal",
    "create sequence renewal.changes_of_tables",
    `create function renewal.renew() returns boolean language plpgsql as $renew$
      declare changed boolean[]; begin ${statements.join(";\n")}; return true; end $renew$`,
    `create function renewal.note_change() returns event_trigger language plpgsql
      as $note$ begin perform nextval('renewal.changes_of_tables'); end $note$`,
    "create event trigger changed on ddl_command_end execute function renewal.note_change()",
    "create event trigger dropped on sql_drop execute function renewal.note_change()",
  ];
  for (const part of parts) await sql.raw(part).execute(template);
}

/** A table of the template. `rows`: as JSON, within quotes of SQL; null for an empty one. */
type TemplateTable = { name: string; rows: string | null };

async function tablesOf(template: Kysely<Schema>): Promise<TemplateTable[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select oid::regclass::text as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(template);
  return Promise.all(
    tables.map(async ({ name }) => {
      const all = await sql<{ json: string | null }>`
        select json_agg(one)::text as json from ${sql.table(name)} as one`.execute(template);
      return { name, rows: all.rows[0]?.json?.replaceAll("'", "''") ?? null };
    }),
  );
}

const hasGrown = (name: string) => `pg_relation_size('${name}') > 262144`;

function isChanged({ name, rows }: TemplateTable): string {
  const differs = rows
    ? `(select json_agg(one)::text from ${name} as one) is distinct from '${rows}'`
    : `exists (select from ${name})`;
  return `${differs} or ${hasGrown(name)}`;
}

/** The space that rows leave behind slows the tests that follow, so a table that has grown gets new files. */
function emptying({ name }: TemplateTable): string {
  return `if ${hasGrown(name)} then truncate ${name} cascade; else delete from ${name}; end if`;
}

function filling({ name, rows }: TemplateTable): string {
  return `insert into ${name} select * from json_populate_recordset(null::${name}, '${rows}')`;
}

async function firstNumbers(template: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ name: string; next: number; used: boolean }>`
    select c.oid::regclass::text as name, coalesce(last_value, start_value) as next, last_value is not null as used
    from pg_sequences join pg_class c on relname = sequencename and relnamespace = 'public'::regnamespace`.execute(
    template,
  );
  return rows.map(({ name, next, used }) => `setval('${name}', ${next}, ${used})`);
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
  if (await renew(kept)) return kept;
  await end(kept);
  return takeSpare(server);
}

/** @returns false where tables themselves were changed, which nothing takes back */
async function renew(kept: KeptDatabase): Promise<boolean> {
  const renewer = (kept.renewer ??= await connectToRenew(kept));
  const { rows } = await renewer.query<{ renew: boolean }>("select renewal.renew()");
  return rows[0]!.renew;
}

/**
 * As a replica it asks no foreign keys, so their order does not matter, and no trigger counts what it changes. It is a
 * connection of its own because one that becomes a replica forgets all its plans, and so it does when it is none again.
 */
async function connectToRenew(kept: KeptDatabase): Promise<pg.Client> {
  const renewer = new pg.Client({
    connectionString: databaseUrl(kept.server, kept.name),
    application_name: ours,
    options: "-c session_replication_role=replica",
  });
  renewer.on("error", () => {});
  // A test may end all connections.
  renewer.once("end", () => (kept.renewer = undefined));
  await renewer.connect();
  return renewer;
}

async function keep(server: string, name: string): Promise<KeptDatabase> {
  const url = new URL(databaseUrl(server, name));
  url.searchParams.set("application_name", ours);
  const driver = postgresDialect(url.href).createDriver();
  await driver.init();
  return { server, name, driver };
}

async function end({ server, name, driver, renewer }: KeptDatabase): Promise<void> {
  await driver.destroy();
  await renewer?.end();
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
      await kept.renewer?.end();
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
