import { CompiledQuery, sql } from "kysely";
import { isBookkeeping } from "./copy.server.ts";
import type { Db } from "./schema.ts";
import { batches, Bytes, type ColumnKind, type RowValues, type Tables, type TableShape } from "./tables.server.ts";

/** The types of our migrations, as a server calls them. */
const kinds: Record<string, ColumnKind> = {
  ...{ smallint: "number", integer: "number", bigint: "number", real: "number", "double precision": "number" },
  ...{ text: "text", bytea: "bytes", boolean: "boolean" },
};

/** Bytes of a value that travels in an array, as digits; larger ones, like pictures, go by themselves. */
const mostInArray = 4096;

/** All rows of a database on a server. */
export const serverTables: Tables = {
  still: "begin isolation level repeatable read read only",

  async shapes(db) {
    const { rows } = await sql<{ name: string; needs: string[]; columns: { name: string; type: string }[] }>`
      select c.relname as name,
        array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
          where k.conrelid = c.oid and k.contype = 'f') as needs,
        (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum)
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        ) as columns
      from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`.execute(db);
    return rows
      .filter(({ name }) => !isBookkeeping(name))
      .map(({ name, needs, columns }) => ({
        name,
        needs,
        // The words of a search document are made from it.
        columns: columns
          .filter(({ type }) => type !== "tsvector")
          .map((column) => ({ ...column, kind: kindOf(name, column) })),
      }));
  },

  async *rows(db, { name, columns }) {
    const size = batches(columns.some(({ kind }) => kind === "bytes"));
    const all = sql.join(columns.map((column) => sql.ref(column.name)));
    await sql`declare moved no scroll cursor for select ${all} from ${sql.table(name)}`.execute(db);
    for (;;) {
      const found = await sql<Record<string, unknown>>`fetch ${sql.lit(size.rows)} from moved`.execute(db);
      if (found.rows.length === 0) break;
      const rows = found.rows.map((row) => columns.map((column) => readValue(row[column.name])));
      size.took(rows);
      yield rows;
    }
    await sql`close moved`.execute(db);
  },

  async open(db, shapes) {
    const references = await takeReferences(db);
    const indexes = await takeIndexes(db, shapes);
    for (const { name } of shapes) await sql`alter table ${sql.table(name)} disable trigger user`.execute(db);
    await sql`truncate ${sql.join(shapes.map(({ name }) => sql.table(name)))}`.execute(db);
    return async () => {
      for (const text of [...indexes, ...references]) await sql.raw(text).execute(db);
      for (const { name } of shapes) await sql`alter table ${sql.table(name)} enable trigger user`.execute(db);
      await sql`analyze`.execute(db);
    };
  },

  async insert(db, shape, rows) {
    const into = `insert into "${shape.name}" (${shape.columns.map(({ name }) => `"${name}"`).join(", ")})`;
    const ask = (text: string, values: unknown[]) => db.executeQuery(CompiledQuery.raw(`${into} ${text}`, values));
    if (rows.some((row) => row.some((value) => value instanceof Bytes && value.buffer.length > mostInArray))) {
      const places = shape.columns.map((_, i) => `$${i + 1}`).join(", ");
      for (const row of rows) await ask(`values (${places})`, row.map(written(shape)));
      return;
    }
    const arrays = shape.columns.map(({ type }, i) => `$${i + 1}::${type}[]`).join(", ");
    const value = written(shape);
    const values = shape.columns.map((_, i) => arrayText(rows.map((row) => value(row[i], i))));
    await ask(`select * from unnest(${arrays})`, values);
  },

  async lastIds(db) {
    const { rows } = await sql<{ name: string; last: number | null }>`
      select c.relname as name, pg_sequence_last_value(pg_get_serial_sequence(quote_ident(c.relname), a.attname)::regclass) as last
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`.execute(db);
    return new Map(rows.flatMap(({ name, last }) => (last === null ? [] : [[name, last]])));
  },

  async setLastIds(db, ids) {
    // A file also counts ids of tables that a former migration made.
    const { rows } = await sql<{ name: string }>`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`.execute(db);
    for (const { name } of rows) {
      const last = ids.get(name) ?? 0;
      if (last > 0) await sql`select setval(pg_get_serial_sequence(${name}, 'id'), ${last})`.execute(db);
    }
  },
};

/** An array as the server reads it (manual, 8.15.2); the driver takes several times as long for the same. */
function arrayText(values: unknown[]): string {
  const parts = values.map((value) => {
    if (value === null) return "NULL";
    if (Buffer.isBuffer(value)) return `"\\\\x${value.toString("hex")}"`;
    if (typeof value !== "string") return String(value);
    return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, "\\$&") : value}"`;
  });
  return `{${parts.join(",")}}`;
}

/** Drops the references of all tables, whose rows then come faster and in any order. @returns what adds them again */
async function takeReferences(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string; constraint: string; definition: string }>`
    select c.relname as name, k.conname as constraint, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.connamespace = current_schema()::regnamespace order by k.oid`.execute(db);
  for (const { name, constraint } of rows)
    await sql`alter table ${sql.table(name)} drop constraint ${sql.ref(constraint)}`.execute(db);
  return rows.map(
    ({ name, constraint, definition }) => `alter table "${name}" add constraint "${constraint}" ${definition}`,
  );
}

/** Drops the indexes that no key needs, because one made at the end is made several times as fast. */
async function takeIndexes(db: Db, shapes: TableShape[]): Promise<string[]> {
  const { rows } = await sql<{ name: string; table: string; definition: string }>`
    select i.relname as name, t.relname as table, pg_get_indexdef(i.oid) as definition
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where t.relnamespace = current_schema()::regnamespace
      and not exists (select 1 from pg_constraint k where k.conindid = i.oid) order by i.oid`.execute(db);
  const ours = rows.filter(({ table }) => shapes.some(({ name }) => name === table));
  for (const { name } of ours) await sql`drop index ${sql.ref(name)}`.execute(db);
  return ours.map(({ definition }) => definition);
}

function kindOf(table: string, { name, type }: { name: string; type: string }): ColumnKind {
  const kind = kinds[type];
  if (!kind) throw new Error(`${table}.${name} is of the type ${type}, which cannot be moved`);
  return kind;
}

function readValue(value: unknown): unknown {
  return Buffer.isBuffer(value) ? new Bytes(value) : value;
}

function written({ columns }: TableShape) {
  return (value: RowValues[number], i: number): unknown => {
    if (value instanceof Bytes) return value.buffer;
    if (value === null || value === undefined) return null;
    return columns[i]!.kind === "boolean" ? Boolean(value) : value;
  };
}
