import { sql, type Insertable, type Kysely, type RawBuilder } from "kysely";
import type { Db, Schema } from "./schema.ts";

export type BulkValue = string | number | Buffer | null;

/** Rows of one shape; `then`: SQL behind the values, `on conflict …`, `returning …`. */
export type BulkRows = { into: string; columns: string[]; rows: Record<string, BulkValue>[]; then: string };

/** The ways of one kind of database with many rows; its Kysely adapter holds them. */
export type BulkWays = {
  insert<R>(db: Db, bulk: BulkRows): Promise<R[]>;
  bytesOf(digits: RawBuilder<unknown>): RawBuilder<unknown>;
  among(column: RawBuilder<unknown>, values: readonly (string | number)[]): RawBuilder<boolean>;
  made(db: Db, table: string): Promise<MadeRows>;
  withRoom<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T>;
  withLongLog<T>(db: Db, work: () => Promise<T>): Promise<T>;
  transactionRows: number;
  guardDeletions(db: Kysely<unknown>, table: string, references: Record<string, string>): Promise<void>;
};

/**
 * Inserts rows of one shape by statements that are prepared once: what a query builder does for each value of a million rows
 * costs more than the database does.
 * @param rows all with the columns of the first
 * @param then SQL behind the values: `on conflict …`, `returning …`
 * @returns the rows that `then` returns
 */
export async function insertRows<T extends keyof Schema & string, R = unknown>(
  db: Db,
  table: T,
  rows: Insertable<Schema[T]>[],
  then = "",
): Promise<R[]> {
  if (rows.length === 0) return [];
  const given = rows as Record<string, BulkValue>[];
  const columns = Object.keys(given[0]!);
  const into = `insert into "${table}" (${columns.map((column) => `"${column}"`).join(", ")})`;
  return waysOf(db).insert<R>(db, { into, columns, rows: given, then });
}

/**
 * True for rows whose column has one of many values, in one statement whatever their number.
 * @param column of a table with an index on it
 */
export function isAmong(db: Db, column: string, values: readonly (string | number)[]): RawBuilder<boolean> {
  return waysOf(db).among(sql.ref(column), values);
}

/** The bytes that a column spells in hexadecimal digits; anything else becomes the bytes of its letters. For migrations. */
export function bytesOfHex(db: Kysely<unknown>, column: string): RawBuilder<unknown> {
  return waysOf(db).bytesOf(sql.ref(column));
}

/** Tells the rows that a statement made from those that it met. `returning`: columns that it then has to return. */
type MadeRows = { returning: string; isNew(row: { id: number }): boolean };

/** Asked in the transaction that then inserts into the table, with `on conflict … do update` where rows may be there already. */
export function madeRows(db: Db, table: keyof Schema & string): Promise<MadeRows> {
  return waysOf(db).made(db, table);
}

/** Runs work on many rows, with the memory and the plans that it needs. On a server it is one transaction. */
export function withManyRows<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  return waysOf(db).withRoom(db, work);
}

/** Runs work of many large transactions, one after the other; outside of any of them, because a log is carried over after a commit. */
export function withManyTransactions<T>(db: Db, work: () => Promise<T>): Promise<T> {
  return waysOf(db).withLongLog(db, work);
}

/** Rows that one transaction takes best when many come: with more, each finds more of its pages in memory, and more is lost by a kill. */
export function rowsOfTransaction(db: Db): number {
  return waysOf(db).transactionRows;
}

/**
 * Takes references from a table whose rows come from the referenced rows by the statement that inserts them: a server would look
 * each up again. There, deletions ask the table from then on, with the error of a reference; a file keeps its references. For
 * migrations.
 * @param references other tables, by the column that has their id
 */
export function guardDeletions(db: Kysely<unknown>, table: string, references: Record<string, string>): Promise<void> {
  return waysOf(db).guardDeletions(db, table, references);
}

function waysOf(db: Db | Kysely<unknown>): BulkWays {
  return (db.getExecutor().adapter as unknown as { bulk: BulkWays }).bulk;
}
