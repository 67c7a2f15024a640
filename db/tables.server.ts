import { hash } from "node:crypto";
import { CompiledQuery, sql, type Kysely } from "kysely";
import type { Db, Schema } from "./schema.ts";

/** How a column's values travel: a boolean is 0 or 1 in a file. */
export type ColumnKind = "number" | "text" | "bytes" | "boolean";
/** A table that migrations made; `needs`: those that its rows refer to. Columns that follow from others are left out. */
export type TableShape = { name: string; columns: { name: string; kind: ColumnKind; type: string }[]; needs: string[] };
/** Values in the order of the shape's columns. */
export type RowValues = unknown[];

/** How all rows of a database are read and written, whatever its tables are. */
export type Tables = {
  /** Begins a transaction that reads the database as of one moment, and holds nobody up. */
  still: string;
  /** Lists its tables, without those of search indexes and of the migrations. */
  shapes(db: Db): Promise<TableShape[]>;
  /** Yields all rows of a table in batches of a few megabytes, in a transaction of the caller. */
  rows(db: Db, shape: TableShape): AsyncGenerator<RowValues[]>;
  /**
   * Empties all tables, and lets rows come in any order without a trigger doing anything.
   * @returns what puts everything back, and checks all references
   */
  open(db: Db, shapes: TableShape[]): Promise<() => Promise<void>>;
  insert(db: Db, shape: TableShape, rows: RowValues[]): Promise<void>;
  /** The last id that each table gave, because ids are never given twice. */
  lastIds(db: Db): Promise<Map<string, number>>;
  setLastIds(db: Db, ids: Map<string, number>): Promise<void>;
};

/** Reads a database as of one moment, while others write to it. @param db of a connection that nobody else uses */
export function heldStill<T>(db: Kysely<Schema>, tables: Tables, work: (db: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (one) => {
    await one.executeQuery(CompiledQuery.raw(tables.still));
    return work(one).finally(() => one.executeQuery(CompiledQuery.raw("rollback")));
  });
}

/** The rows of a table as a number, and as a sum that no other rows have, in whatever order. */
type TableTally = { rows: number; sum: string };

/** Tables that follow from others, and that each database fills in its own way. */
const derived = new Set(["search_documents"]);

/** Columns are in the order of their names, so that the sums of two databases can be compared. */
function inOneOrder(shapes: TableShape[]): TableShape[] {
  const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
  return shapes
    .filter(({ name }) => !derived.has(name))
    .map((shape) => ({ ...shape, columns: shape.columns.toSorted(byName) }));
}

/** Lists what one database has and the other lacks, like `articles.embargo`; nothing is moved then. */
export function shapeDifferences(one: TableShape[], other: TableShape[]): string[] {
  const namesOf = (shapes: TableShape[]) =>
    new Set(inOneOrder(shapes).flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`)));
  const [here, there] = [namesOf(one), namesOf(other)];
  return [...[...here].filter((name) => !there.has(name)), ...[...there].filter((name) => !here.has(name))].sort();
}

/** Returns tables with those first that they refer to. Only rows of one table may refer to each other. */
export function referencedFirst<T extends Pick<TableShape, "name" | "needs">>(shapes: T[]): T[] {
  const left = [...shapes];
  const ordered: T[] = [];
  const isDone = (name: string, own: string) => name === own || !left.some((one) => one.name === name);
  while (left.length > 0) {
    const next = left.findIndex(({ name, needs }) => needs.every((need) => isDone(need, name)));
    if (next < 0) throw new Error(`tables refer to each other: ${left.map(({ name }) => name).join(", ")}`);
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}

type Side = { db: Db; tables: Tables };

/**
 * Copies every row of every table, both sides in a transaction of the caller; what stood in the second is deleted.
 * @returns the tallies of what was read
 */
export async function copyTables(
  from: Side,
  to: Side,
  onRows: (table: string, rows: number) => void,
): Promise<Map<string, TableTally>> {
  const there = await to.tables.shapes(to.db);
  const typesThere = new Map(inOneOrder(there).map((shape) => [shape.name, shape]));
  const close = await to.tables.open(to.db, there);
  const tallies = new Map<string, TableTally>();
  for (const shape of referencedFirst(inOneOrder(await from.tables.shapes(from.db)))) {
    const into = typesThere.get(shape.name)!;
    const tally = openTally();
    for await (const rows of from.tables.rows(from.db, shape)) {
      for (const row of rows) tally.add(row);
      await to.tables.insert(to.db, into, rows);
      onRows(shape.name, rows.length);
    }
    tallies.set(shape.name, tally.end());
  }
  await to.tables.setLastIds(to.db, await from.tables.lastIds(from.db));
  await close();
  return tallies;
}

/** Reads every row again. @returns the names of the tables whose rows are not those of the tallies */
export async function changedTables({ db, tables }: Side, tallies: Map<string, TableTally>): Promise<string[]> {
  const changed: string[] = [];
  for (const shape of inOneOrder(await tables.shapes(db))) {
    const tally = openTally();
    for await (const rows of tables.rows(db, shape)) for (const row of rows) tally.add(row);
    const [is, was] = [tally.end(), tallies.get(shape.name)];
    if (is.rows !== was?.rows || is.sum !== was.sum) changed.push(shape.name);
  }
  return changed;
}

function openTally() {
  let rows = 0;
  const sums = new BigUint64Array(2);
  return {
    add(row: RowValues) {
      rows += 1;
      const digest = hash("sha256", JSON.stringify(row, plainly), "buffer");
      sums[0]! += digest.readBigUInt64LE(0);
      sums[1]! += digest.readBigUInt64LE(8);
    },
    end: (): TableTally => ({ rows, sum: `${sums[0]!.toString(16)}-${sums[1]!.toString(16)}` }),
  };
}

/** The same text for the same value of either database. */
function plainly(_key: string, value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Bytes) return value.digest;
  return value;
}

/** The bytes of a value, which JSON would write number by number. */
export class Bytes {
  constructor(readonly buffer: Buffer) {}
  get digest(): string {
    return hash("sha256", this.buffer);
  }
}

/** Characters and bytes that one batch shall have. */
const batchSize = 4_000_000;
const mostRows = 2000;

/** Chooses how many rows to read next, so that long ones do not fill the memory. @param bytes true: rows hold files */
export function batches(bytes: boolean) {
  let rows = bytes ? 1 : 100;
  return {
    get rows() {
      return rows;
    },
    took(read: RowValues[]) {
      if (read.length === 0) return;
      const size = read.reduce((sum, row) => sum + row.reduce<number>((sum, value) => sum + sizeOf(value), 0), 0);
      rows = Math.max(1, Math.min(mostRows, rows * 2, Math.floor((batchSize * read.length) / size)));
    },
  };
}

function sizeOf(value: unknown): number {
  if (value instanceof Bytes) return value.buffer.length;
  return typeof value === "string" ? value.length : 8;
}

/** Yields rows in parts of at most so many. */
export function* inParts(rows: RowValues[], most: number): Generator<RowValues[]> {
  for (let at = 0; at < rows.length; at += most) yield rows.slice(at, at + most);
}

/** Returns the number of rows of a table. */
export async function countRows(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]!.count;
}

/** Returns the number of rows of each table that is copied. */
export async function countTables({ db, tables }: Side): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of inOneOrder(await tables.shapes(db))) counts[name] = await countRows(db, name);
  return counts;
}
