import { CompiledQuery, sql, type Kysely } from "kysely";
import type { BulkRows, BulkValue, BulkWays } from "./bulk.server.ts";
import type { Db } from "./schema.ts";

/** Many rows on a database server: one array a column, so that one statement takes any number of them. */
export const serverBulk: BulkWays = {
  async insert<R>(db: Db, { into, columns, rows, then }: BulkRows) {
    const given = columns.map((column) => rows.map((row) => row[column]!));
    const types = given.map((values) => {
      const first = values.find((value) => value !== null);
      if (first === undefined) return null;
      return typeof first === "number" ? "bigint[]" : typeof first === "string" ? "text[]" : "bytea[]";
    });
    // A column of nothing but nulls needs no array, and says nothing of its type.
    const filled = types.flatMap((type, i) => (type ? [{ i, type }] : []));
    const selected = types.map((type, i) => (type ? `c${i}` : "null")).join(", ");
    const arrays = filled.map(({ type }, n) => `$${n + 1}::${type}`).join(", ");
    const names = filled.map(({ i }) => `c${i}`).join(", ");
    const text = `${into} select ${selected} from unnest(${arrays}) as given(${names}) ${then}`;
    const values = filled.map(({ i }) => arrayText(given[i]!));
    return (await db.executeQuery<R>(CompiledQuery.raw(text, values) as CompiledQuery<R>)).rows;
  },

  transactionRows: 2000,

  async guardDeletions(db, table, references) {
    for (const [column, other] of Object.entries(references)) {
      await dropReference(db, table, column);
      const name = sql.ref(`${other}_kept_for_${table}`);
      await sql`create function ${name}() returns trigger language plpgsql as $$ begin
          if exists (select from ${sql.table(table)} where ${sql.ref(column)} = old.id) then
            raise foreign_key_violation using message = 'a foreign key of ${sql.raw(table)} still has this row of ${sql.raw(other)}';
          end if;
          return null;
        end $$`.execute(db);
      await sql`create trigger ${name} after delete on ${sql.table(other)} for each row execute function ${name}()`.execute(
        db,
      );
    }
  },

  bytesOf: (digits) =>
    sql`case when ${digits} ~ '^([0-9a-f]{2})*$' then decode(${digits}, 'hex') else convert_to(${digits}, 'UTF8') end`,

  among(column, values) {
    // Nothing says of what type none would be.
    if (values.length === 0) return sql<boolean>`false`;
    const type = sql.raw(typeof values[0] === "number" ? "integer[]" : "text[]");
    return sql<boolean>`${column} = any(${arrayText(values)}::${type})`;
  },

  /** A row that was met bears the number of the transaction that locked it. */
  made: async () => ({
    returning: "id, (xmax = 0)::int as made",
    isNew: (row) => (row as { made?: number }).made === 1,
  }),

  /** A server carries its own log over. */
  withLongLog: (_db, work) => work(),

  /**
   * Rows are found by their indexes: of thousands of values among a million rows the planner thinks a walk through the table
   * cheaper, and that grows with the table.
   */
  async withRoom(db, work) {
    if (!db.isTransaction) return db.transaction().execute((db) => this.withRoom(db, work));
    await sql`select set_config(name, 'off', true)
      from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_bitmapscan', 'jit']) as name`.execute(
      db,
    );
    return work(db);
  },
};

async function dropReference(db: Kysely<unknown>, table: string, column: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select k.conname as name from pg_constraint k
    join pg_attribute a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
    where k.contype = 'f' and k.conrelid = ${table}::regclass and a.attname = ${column}`.execute(db);
  for (const { name } of rows) await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(db);
}

/** An array as the server writes it (PostgreSQL, 8.15.6). */
function arrayText(values: readonly BulkValue[]): string {
  const parts = new Array<string>(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (value === null) parts[i] = "NULL";
    else if (typeof value === "number") parts[i] = String(value);
    else if (typeof value !== "string") parts[i] = `"\\\\x${value.toString("hex")}"`;
    else parts[i] = `"${/["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
  }
  return `{${parts.join(",")}}`;
}
