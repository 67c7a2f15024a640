import { CompiledQuery, sql, type Insertable, type RawBuilder } from "kysely";
import { isPostgres } from "./client.server.ts";
import type { Db, Schema } from "./schema.ts";

type Value = string | number | null;

/** Rows of one statement on a file: each size is prepared once, and the largest costs a row least. */
const sizes = [64, 8, 1];

/**
 * Inserts rows of one shape by statements that are prepared once: what a query builder does for each value of a million rows
 * costs more than the database does. A server takes them as one array a column.
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
  const given = rows as Record<string, Value>[];
  const columns = Object.keys(given[0]!);
  const into = `insert into "${table}" (${columns.map((column) => `"${column}"`).join(", ")})`;
  if (isPostgres(db)) return (await db.executeQuery<R>(atOnce(given, columns, into, then))).rows;
  const all: R[] = [];
  for (let at = 0; at < given.length;) {
    const size = sizes.find((one) => one <= given.length - at)!;
    const row = `(${columns.map(() => "?").join(", ")})`;
    const text = `${into} values ${new Array<string>(size).fill(row).join(", ")} ${then}`;
    const values: Value[] = [];
    for (const end = at + size; at < end; at += 1) for (const column of columns) values.push(given[at]![column]!);
    const { rows } = await db.executeQuery<R>(CompiledQuery.raw(text, values));
    for (const row of rows) all.push(row);
  }
  return all;
}

function atOnce<R>(rows: Record<string, Value>[], columns: string[], into: string, then: string): CompiledQuery<R> {
  const arrays: string[] = [];
  const names: string[] = [];
  const selected = columns.map((column, i) => {
    const values = rows.map((row) => row[column]!);
    const first = values.find((value) => value !== null);
    if (first === undefined) return "null";
    arrays.push(arrayText(values));
    names.push(`c${i}`);
    return `c${i}`;
  });
  const typed = columns.flatMap((column) => {
    const first = rows.find((row) => row[column] !== null)?.[column];
    return first === undefined ? [] : [typeof first === "number" ? "bigint[]" : "text[]"];
  });
  const from = typed.map((type, i) => `$${i + 1}::${type}`).join(", ");
  return CompiledQuery.raw(
    `${into} select ${selected.join(", ")} from unnest(${from}) as given(${names.join(", ")}) ${then}`,
    arrays,
  ) as CompiledQuery<R>;
}

/** A PostgreSQL array as text (Arrays, 8.15.6). */
function arrayText(values: readonly Value[]): string {
  const parts = new Array<string>(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (value === null) parts[i] = "NULL";
    else if (typeof value === "number") parts[i] = String(value);
    else parts[i] = `"${/["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
  }
  return `{${parts.join(",")}}`;
}

/**
 * True for rows whose column has one of many values, in one statement whatever their number.
 * @param column of a table with an index on it
 */
export function isAmong(db: Db, column: string, values: readonly (string | number)[]): RawBuilder<boolean> {
  const ref = sql.ref(column);
  if (!isPostgres(db)) return sql<boolean>`${ref} in (select value from json_each(${JSON.stringify(values)}))`;
  const type = sql.raw(typeof values[0] === "number" ? "integer[]" : "text[]");
  return sql<boolean>`${ref} = any(${arrayText(values)}::${type})`;
}

/**
 * Makes room for work on many rows. A file's pages that change stay in memory until it ends, 16 MB of them, instead
 * of being written and read again. A server finds the rows of `isAmong` by their index: of thousands of values among a million
 * rows its planner thinks a walk through the table cheaper, and the walk grows with the table.
 */
export async function withManyRows<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  if (isPostgres(db)) {
    if (!db.isTransaction) return db.transaction().execute((db) => withManyRows(db, work));
    await sql`select set_config(name, 'off', true)
      from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit']) as name`.execute(db);
    return work(db);
  }
  await db.executeQuery(CompiledQuery.raw("pragma cache_size = -16000"));
  try {
    return await work(db);
  } finally {
    await db.executeQuery(CompiledQuery.raw("pragma cache_size = -2000"));
  }
}
