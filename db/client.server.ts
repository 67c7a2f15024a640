import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import SqliteDatabase from "better-sqlite3";
import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
  type DatabaseConnection,
  type SelectQueryBuilder,
  type Transaction,
} from "kysely";
import pg from "pg";
import { fileWhereabouts } from "./file-home.server.ts";
import type { Schema } from "./schema.ts";
import { serverWhereabouts } from "./server-home.server.ts";

/** What a query can be asked of: the database, or the transaction that shadows it. */
export type Db = Kysely<Schema> | Transaction<Schema>;

// count() and identity columns come as strings from pg; no number of ours passes 2^53.
pg.types.setTypeParser(20, Number);

/**
 * Opens the database behind a URL: `file:PATH` (SQLite) or `postgres://…`.
 * The only place that knows there are two dialects.
 */
export function openDb(url: string): Kysely<Schema> {
  if (/^postgres(ql)?:/.test(url)) {
    const pool = new pg.Pool({ connectionString: url, max: 10 });
    // An idle connection that the server ends must not take the process with it.
    pool.on("error", () => {});
    return new Kysely({ dialect: new PostgresDialect({ pool }) });
  }
  const path = pathIn(url);
  mkdirSync(dirname(path), { recursive: true });
  return new Kysely({ dialect: new TwoProcessSqliteDialect({ database: keepStatements(openSqlite(path)) }) });
}

function pathIn(url: string): string {
  return url.replace(/^file:/, "");
}

function openSqlite(path: string) {
  const database = new SqliteDatabase(path);
  database.pragma("busy_timeout = 5000");
  database.pragma("journal_mode = WAL");
  // FULL: a delivery marked `sending` must survive a power cut before its first body byte leaves (T-01).
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  database.pragma("secure_delete = ON");
  return database;
}

/**
 * Kysely prepares every query anew; for the few that a sender asks thousands of times a second that was a quarter of
 * their time.
 */
function keepStatements(database: SqliteDatabase.Database) {
  const kept = new Map<string, SqliteDatabase.Statement>();
  return {
    close: () => void database.close(),
    prepare(query: string) {
      const known = kept.get(query);
      // One whose rows are still being read can serve nobody else.
      if (known && !known.busy) return known as never;
      const statement = database.prepare(query);
      if (kept.size >= mostStatements) kept.delete(kept.keys().next().value!);
      kept.set(query, statement);
      return statement as never;
    },
  };
}

const mostStatements = 300;

/**
 * Web and sender are two processes on one file. Kysely's stock dialect begins with a plain `begin`, so half of
 * the concurrent read-then-write transactions fail with SQLITE_BUSY, and it tells the migrator that schema
 * changes cannot be rolled back.
 */
class TwoProcessSqliteDialect extends SqliteDialect {
  override createDriver() {
    return new ImmediateDriver(this.settings);
  }
  override createAdapter() {
    return new TransactionalDdlAdapter();
  }
  private readonly settings: ConstructorParameters<typeof SqliteDialect>[0];
  constructor(settings: ConstructorParameters<typeof SqliteDialect>[0]) {
    super(settings);
    this.settings = settings;
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true;
  }
}

function isPostgres(db: Db | Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** Parts that are others in another place; what cannot be known is left out. */
export type Place = Partial<Record<"database" | "made" | "machine" | "address" | "server" | "timeline", string>>;

/** What there is around a database by which a copy of it, or a backup of it restored, can be told. */
export type Whereabouts = {
  place(): Promise<Place>;
  /** Outside of what a backup brings back: says the token of the `home` row, unless it was restored. Null: not there. */
  witness(): Promise<string | null>;
  /** A token for the `home` row, to be written in this transaction. */
  newToken(now: number): Promise<string>;
  /** When a token was made; from then on, earlier backups can be told. */
  madeAt(token: string): number;
  /** Makes the witness say this token, before it returns. */
  testify(token: string): void;
};

/** @param url the one that the database was opened with */
export function whereaboutsOf(db: Db, url: string): Whereabouts {
  return isPostgres(db) ? serverWhereabouts(db) : fileWhereabouts(pathIn(url));
}

/**
 * Lets a query for work pass over rows that another process is taking this moment, where processes can overlap at all:
 * SQLite has one writer at a time.
 */
export function skipLocked<DB, T extends keyof DB & string, O>(
  db: Db,
  query: SelectQueryBuilder<DB, T, O>,
  table: T,
): SelectQueryBuilder<DB, T, O> {
  return isPostgres(db) ? query.forUpdate(table).skipLocked() : query;
}

/** Keeps the rows of a query as they are until the transaction ends; on SQLite, whose transactions are alone, they are. */
export function forUpdate<DB, T extends keyof DB & string, O>(
  db: Db,
  query: SelectQueryBuilder<DB, T, O>,
): SelectQueryBuilder<DB, T, O> {
  return isPostgres(db) ? query.forUpdate() : query;
}

/** The type of a table's own integer key, never reused: rowid on SQLite, identity on PostgreSQL. */
export function identity(db: Kysely<unknown>) {
  return isPostgres(db)
    ? sql`integer generated by default as identity primary key`
    : sql`integer primary key autoincrement`;
}

/** The part of an address column behind its one `@`, for migrations: new rows get it from JavaScript. */
export function domainOf(db: Kysely<unknown>, column: string) {
  const address = sql.ref(column);
  return isPostgres(db) ? sql`split_part(${address}, '@', 2)` : sql`substr(${address}, instr(${address}, '@') + 1)`;
}

/** True when a write failed because a unique key or primary key is taken. */
export function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code ?? "";
  return code === "23505" || code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY";
}

const postgresAway = /^(08|28|3D|53|57)|^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN)$/;
const sqliteAway = /^SQLITE_(CANTOPEN|NOTADB|READONLY|FULL|IOERR|CORRUPT)/;

/** What keeps the database as a whole from being used: it is `busy` with another process, or `away`; else null. */
export function databaseTrouble(error: unknown): "busy" | "away" | null {
  const { code = "", syscall } = (error ?? {}) as { code?: string; syscall?: string };
  if (code === "SQLITE_BUSY") return "busy";
  return sqliteAway.test(code) || postgresAway.test(code) || syscall === "mkdir" ? "away" : null;
}

/** A database keeps about 32 000 bound values a statement; 500 rows of our widest table stay below. */
export function chunksOf<T>(rows: readonly T[], size = 500): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < rows.length; start += size) chunks.push(rows.slice(start, start + size));
  return chunks;
}
