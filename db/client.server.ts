import {
  CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresDialect,
  sql,
  type ColumnDefinitionBuilder,
  type SelectQueryBuilder,
} from "kysely";
import type { Copier } from "./copy.server.ts";
import { fileCopier } from "./file-copy.server.ts";
import { fileWhereabouts } from "./file-home.server.ts";
import { fileReaderSearch } from "./file-reader-search.server.ts";
import { fileSearch } from "./file-search.server.ts";
import { fileTables } from "./file-tables.server.ts";
import type { Whereabouts } from "./home.server.ts";
import { postgresDialect, type ConnectTimeout } from "./postgres.server.ts";
import type { Db, Schema } from "./schema.ts";
import type { SearchIndex } from "./search.server.ts";
import { serverCopier } from "./server-copy.server.ts";
import { serverWhereabouts } from "./server-home.server.ts";
import { serverReaderSearch } from "./server-reader-search.server.ts";
import { serverSearch } from "./server-search.server.ts";
import { serverTables } from "./server-tables.server.ts";
import { fold, lookThrough, sqliteDialect } from "./sqlite.server.ts";
import type { Tables } from "./tables.server.ts";

export { syncFolder } from "./file-copy.server.ts";

/**
 * Opens the database behind a URL: `file:PATH` (SQLite) or `postgres://…`.
 * The only place that knows there are two dialects.
 * @param patience time limits of a server; the defaults when left out
 */
export function openDb(url: string, patience?: Partial<ConnectTimeout>): Kysely<Schema> {
  const isServer = /^postgres(ql)?:/.test(url);
  return new Kysely({ dialect: isServer ? postgresDialect(url, patience) : sqliteDialect(pathIn(url)) });
}

/** For a script that must not open the database: every query fails, and the real database is not locked. */
export function closedDb(): Kysely<Schema> {
  const dialect = new PostgresDialect({ pool: async () => Promise.reject(new Error("the database is closed")) });
  dialect.createDriver = () => new DummyDriver();
  return new Kysely({ dialect });
}

/** Returns the files of a database, the database first; empty for a database on a server. */
export function filesOf(url: string): string[] {
  if (!url.startsWith("file:")) return [];
  return ["", "-wal", "-shm", "-home"].map((end) => pathIn(url) + end);
}

function pathIn(url: string): string {
  return url.replace(/^file:/, "");
}

/**
 * Empties SQLite's log, which still holds pages from before an erasure.
 * @returns false while another process reads it. PostgreSQL manages its own log.
 */
export async function emptyLog(db: Kysely<Schema>): Promise<boolean> {
  if (isPostgres(db)) return true;
  return db.connection().execute(async (db) => {
    // Milliseconds: a page must not wait the five seconds of a write.
    await db.executeQuery(CompiledQuery.raw("pragma busy_timeout = 200"));
    try {
      const { rows } = await db.executeQuery<{ busy: number }>(CompiledQuery.raw("pragma wal_checkpoint(truncate)"));
      return rows[0]?.busy === 0;
    } finally {
      await db.executeQuery(CompiledQuery.raw("pragma busy_timeout = 5000"));
    }
  });
}

/**
 * Lets a server sample the tables of readers, for its plans: by itself it does so after a minute, and until then it walks
 * through a table that has just grown. SQLite plans without.
 */
export async function countAgain(db: Db): Promise<void> {
  if (isPostgres(db)) await sql`analyze subscribers, subscriptions, consent_events, suppressions`.execute(db);
}

/** Writes a row without meaning, with only a short wait for other writers. @throws the error of the write */
export async function probeWrite(db: Db, now: number): Promise<void> {
  const write = async (db: Db) => {
    await db
      .insertInto("throttles")
      .values({ scope: "health", subject: "", window_at: now, count: 1 })
      .onConflict((conflict) => conflict.columns(["scope", "subject"]).doUpdateSet({ window_at: now }))
      .execute();
  };
  if (isPostgres(db))
    return db.transaction().execute(async (db) => {
      await sql`set local lock_timeout = '1s'`.execute(db);
      await write(db);
    });
  await db.connection().execute(async (db) => {
    await db.executeQuery(CompiledQuery.raw("pragma busy_timeout = 0"));
    try {
      await write(db);
    } finally {
      await db.executeQuery(CompiledQuery.raw("pragma busy_timeout = 5000"));
    }
  });
}

/** Asks no class: the site's build and the process around it may each have their own. */
function isPostgres(db: Db | Kysely<unknown>): boolean {
  return "isServer" in db.getExecutor().adapter;
}

/** @param url that the database was opened with */
export function whereaboutsOf(db: Db, url: string): Whereabouts {
  return isPostgres(db) ? serverWhereabouts(db) : fileWhereabouts(pathIn(url));
}

/** Returns the way to copy and restore the database behind a URL; it need not exist yet. */
export function copierOf(url: string): Copier {
  if (/^postgres(ql)?:/.test(url)) return serverCopier(() => openDb(url));
  return fileCopier(pathIn(url), { open: (path) => openDb(`file:${path}`), lookThrough, fold });
}

/** Returns the search index of a database. */
export function searchIndexOf(db: Db | Kysely<unknown>): SearchIndex {
  return isPostgres(db) ? serverSearch : fileSearch;
}

/** Returns how all rows of a database are read and written. */
export function tablesOf(db: Db): Tables {
  return isPostgres(db) ? serverTables : fileTables;
}

/** Returns the search for readers of a database. */
export const readerSearchOf = (db: Db | Kysely<unknown>) => (isPostgres(db) ? serverReaderSearch : fileReaderSearch);

/** Makes a query skip rows that other processes have locked. SQLite has one writer at a time, and nothing to skip. */
export function skipLocked<DB, T extends keyof DB & string, O>(
  db: Db,
  query: SelectQueryBuilder<DB, T, O>,
  table: T,
): SelectQueryBuilder<DB, T, O> {
  return isPostgres(db) ? query.forUpdate(table).skipLocked() : query;
}

/** Locks the rows of a query until the transaction ends; on SQLite a transaction is alone anyway. */
export function forUpdate<DB, T extends keyof DB & string, O>(
  db: Db,
  query: SelectQueryBuilder<DB, T, O>,
): SelectQueryBuilder<DB, T, O> {
  return isPostgres(db) ? query.forUpdate() : query;
}

/** Like `forUpdate`, but other transactions may insert rows that refer to these without waiting. */
export function forChange<DB, T extends keyof DB & string, O>(
  db: Db,
  query: SelectQueryBuilder<DB, T, O>,
): SelectQueryBuilder<DB, T, O> {
  return isPostgres(db) ? query.forNoKeyUpdate() : query;
}

/** The type of a table's own integer key, never reused: rowid on SQLite, identity on PostgreSQL. */
export function identity(db: Kysely<unknown>) {
  return isPostgres(db)
    ? sql`integer generated by default as identity primary key`
    : sql`integer primary key autoincrement`;
}

/** Makes new ids follow the highest one, after rows were copied with their ids. SQLite does so by itself. */
export async function continueIdentity(db: Kysely<unknown>, table: string): Promise<void> {
  if (!isPostgres(db)) return;
  const sequence = sql`pg_get_serial_sequence(${table}, 'id')`;
  await sql`select setval(${sequence}, coalesce((select max(id) from ${sql.table(table)}), 0) + 1, false)`.execute(db);
}

/** Makes the ids of a table follow all ids that a former table ever gave, including deleted rows. */
export async function inheritIdentity(db: Kysely<unknown>, from: string, to: string): Promise<void> {
  if (isPostgres(db)) {
    const [former, next] = [from, to].map((table) => sql`pg_get_serial_sequence(${table}, 'id')`);
    await sql`select setval(${next}, nextval(${former}), false)`.execute(db);
    return;
  }
  await sql`delete from sqlite_sequence where name = ${to}`.execute(db);
  await sql`insert into sqlite_sequence (name, seq) select ${to}, seq from sqlite_sequence where name = ${from}`.execute(
    db,
  );
}

/**
 * Defines the references of a table that is filled at once, from its columns to other tables' ids. PostgreSQL checks
 * all rows together afterwards, several times as fast. SQLite only knows references from the table's creation.
 */
export function referencesAtOnce<Column extends string>(db: Kysely<unknown>, references: Record<Column, string>) {
  return {
    /** The definition of a column while the table is created. */
    to: (column: Column) => (definition: ColumnDefinitionBuilder) =>
      isPostgres(db) ? definition.notNull() : definition.notNull().references(`${references[column]}.id`),
    /** Call it after the rows are inserted. */
    async add(table: string): Promise<void> {
      if (!isPostgres(db)) return;
      for (const [column, other] of Object.entries<string>(references))
        await sql`alter table ${sql.table(table)} add foreign key (${sql.ref(column)}) references ${sql.table(other)} (id)`.execute(
          db,
        );
    },
  };
}

/** Inserts the row of the table `site` that `countChanges` increases. */
export async function startCounting(db: Kysely<unknown>): Promise<void> {
  await sql`insert into site (id, version) values (1, 1)`.execute(db);
  if (isPostgres(db))
    await sql`create function count_site_change() returns trigger language plpgsql
      as $$ begin update site set version = version + 1; return null; end $$`.execute(db);
}

/**
 * Makes every change of `table`'s rows increase the row of `site`, in the same transaction.
 * @param only a condition in SQL, given the row's name; a row that stops matching counts too
 */
export async function countChanges(db: Kysely<unknown>, table: string, only = (_row: string) => "true"): Promise<void> {
  const events = { insert: only("new"), update: `${only("old")} or ${only("new")}`, delete: only("old") };
  for (const [event, when] of Object.entries(events)) await countEvent(db, table, event, when);
}

/** Leaves updates of a table that `countChanges` counts uncounted. @param unless a condition in SQL on `old` and `new` */
export async function countFewerUpdates(
  db: Kysely<unknown>,
  table: string,
  only: (row: string) => string,
  unless: string,
): Promise<void> {
  await sql.raw(`drop trigger ${table}_update_shows${isPostgres(db) ? ` on ${table}` : ""}`).execute(db);
  await countEvent(db, table, "update", `(${only("old")} or ${only("new")}) and not (${unless})`);
}

async function countEvent(db: Kysely<unknown>, table: string, event: string, when: string): Promise<void> {
  const name = `${table}_${event}_shows`;
  const trigger = isPostgres(db)
    ? // At the commit, so that no transaction holds the row of `site` while it waits for another lock.
      `create constraint trigger ${name} after ${event} on ${table} deferrable initially deferred
       for each row when (${when}) execute function count_site_change()`
    : `create trigger ${name} after ${event} on ${table} for each row when ${when}
       begin update site set version = version + 1; end`;
  await sql.raw(trigger).execute(db);
}

/** The part of an address column after its one `@`, for migrations: new rows get it from JavaScript. */
export function domainOf(db: Kysely<unknown>, column: string) {
  const address = sql.ref(column);
  return isPostgres(db) ? sql`split_part(${address}, '@', 2)` : sql`substr(${address}, instr(${address}, '@') + 1)`;
}

/** True when a write failed because a unique key or primary key is taken. */
export function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code ?? "";
  return code === "23505" || code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY";
}

/** True when a statement named a missing table. */
export function isMissingTable(error: unknown): boolean {
  const { code, message = "" } = (error ?? {}) as { code?: string; message?: string };
  return code === "42P01" || (code === "SQLITE_ERROR" && message.startsWith("no such table"));
}

/**
 * An outage of the whole database: another process holds it (`busy`), its disk is `full`, it is `away` and will come
 * back, or it is `unusable` until somebody mends it.
 */
export type DatabaseOutage = "busy" | "full" | "away" | "unusable";

/** SQLSTATE (PostgreSQL, Appendix A), SQLite's result codes and the system's, in the order of the checks. */
const troubles: [DatabaseOutage, RegExp][] = [
  ["busy", /^(SQLITE_BUSY|SQLITE_LOCKED|55P03$|40001$|40P01$)/],
  // SHMSIZE: the index beside the log could not grow, which is the first error of opening on a full disk.
  ["full", /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE$|53100$|ENOSPC$|EDQUOT$)/],
  ["away", /^(08|53[0234]|57P0|25006$|ECONN|EPIPE$|ENOTFOUND$|ETIMEDOUT$|EAI_AGAIN$|EHOST|ENET)/],
  ["unusable", /^(28|3D|58|XX00[12]|SQLITE_(CANTOPEN|NOTADB|READONLY|IOERR|CORRUPT)|EIO$|EROFS$)/],
];

/** Messages of pg and its pool about lost or unavailable connections, which have no code. */
const lostConnection =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|Postgres connection has been discarded|timeout (exceeded when trying to connect|expired))/;

/** Returns null for an error that does not concern the database as a whole. */
export function databaseOutage(error: unknown): DatabaseOutage | null {
  const { code = "", syscall, message } = (error ?? {}) as { code?: string; syscall?: string; message?: string };
  const known = troubles.find(([, codes]) => codes.test(String(code)));
  if (known) return known[0];
  if (syscall === "mkdir") return "unusable";
  return lostConnection.test(message ?? "") ? "away" : null;
}

/** A database accepts about 32 000 bound values a statement; 500 rows of our widest table stay below. */
export function chunksOf<T>(rows: readonly T[], size = 500): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size));
  return chunks;
}
