import { CompiledQuery, sql } from "kysely";
import { isBookkeeping } from "./copy.server.ts";
import type { Db } from "./schema.ts";
import {
  batches,
  Bytes,
  inParts,
  type ColumnKind,
  type RowValues,
  type Tables,
  type TableShape,
} from "./tables.server.ts";

/** The types of our migrations, as a file declares them. */
const kinds: Record<string, ColumnKind> = {
  ...{ integer: "number", bigint: "number", smallint: "number", real: "number", "double precision": "number" },
  ...{ text: "text", varchar: "text", blob: "bytes", bytea: "bytes", boolean: "boolean" },
};

/** Bound values of a statement, far below what the driver takes. */
const mostValues = 4000;

/** All rows of a database in a file. */
export const fileTables: Tables = {
  still: "begin",

  async shapes(db) {
    const found = await ask<{ name: string; type: string }>(db, "pragma main.table_list");
    const own = found.filter(({ name, type }) => type === "table" && !/^sqlite_/.test(name) && !isBookkeeping(name));
    const shapes: TableShape[] = [];
    for (const { name } of own) {
      // Generated columns are hidden from the plain list.
      const columns = await ask<{ name: string; type: string }>(db, `pragma table_info("${name}")`);
      const references = await ask<{ table: string }>(db, `pragma foreign_key_list("${name}")`);
      shapes.push({
        name,
        columns: columns.map((column) => ({ ...column, kind: kindOf(name, column) })),
        needs: [...new Set(references.map(({ table }) => table))],
      });
    }
    return shapes;
  },

  async *rows(db, { name, columns }) {
    const size = batches(columns.some(({ kind }) => kind === "bytes"));
    const names = columns.map((column) => `"${column.name}"`).join(", ");
    const text = `select rowid as "row", ${names} from "${name}" where rowid > ? order by rowid limit ?`;
    for (let after = 0; ;) {
      const found = await ask<Record<string, unknown> & { row: number }>(db, text, [after, size.rows]);
      if (found.length === 0) return;
      const rows = found.map((row) => columns.map((column) => readValue(row[column.name])));
      size.took(rows);
      yield rows;
      after = found.at(-1)!.row;
    }
  },

  async open(db, shapes) {
    // References are checked at the commit.
    await ask(db, "pragma defer_foreign_keys = on");
    const triggers = await ask<{ name: string; sql: string }>(
      db,
      "select name, sql from sqlite_master where type = 'trigger'",
    );
    for (const { name } of triggers) await ask(db, `drop trigger "${name}"`);
    for (const { name } of shapes) await ask(db, `delete from "${name}"`);
    return async () => {
      for (const { sql } of triggers) await ask(db, sql);
      for (const name of await indexedCopies(db)) await ask(db, `insert into "${name}" ("${name}") values ('rebuild')`);
      const broken = await ask<{ table: string; parent: string }>(db, "pragma foreign_key_check");
      if (broken[0])
        throw new Error(`a row of ${broken[0].table} refers to one of ${broken[0].parent} that is missing`);
    };
  },

  async insert(db, { name, columns }, rows) {
    const row = `(${columns.map(() => "?").join(", ")})`;
    const into = `insert into "${name}" (${columns.map((column) => `"${column.name}"`).join(", ")}) values `;
    for (const part of inParts(rows, Math.max(1, Math.floor(mostValues / columns.length))))
      await ask(db, into + Array<string>(part.length).fill(row).join(", "), part.flatMap(writtenRow));
  },

  async lastIds(db) {
    const rows = await ask<{ name: string; seq: number }>(db, "select name, seq from sqlite_sequence");
    return new Map(rows.map(({ name, seq }) => [name, seq]));
  },

  async setLastIds(db, ids) {
    for (const [name, seq] of ids) {
      await sql`delete from sqlite_sequence where name = ${name}`.execute(db);
      await sql`insert into sqlite_sequence (name, seq) values (${name}, ${seq})`.execute(db);
    }
  },
};

/** Search indexes over a table's own columns, which can be made from it again. */
async function indexedCopies(db: Db): Promise<string[]> {
  const rows = await ask<{ name: string; sql: string }>(
    db,
    "select name, sql from sqlite_master where sql like 'create virtual table%'",
  );
  return rows.filter(({ sql }) => /\bcontent\s*=\s*['"]?\w/i.test(sql)).map(({ name }) => name);
}

function kindOf(table: string, { name, type }: { name: string; type: string }): ColumnKind {
  const kind = kinds[type.toLowerCase().replace(/\(.*/, "").trim()];
  if (!kind) throw new Error(`${table}.${name} is of the type ${type}, which cannot be moved`);
  return kind;
}

function readValue(value: unknown): unknown {
  return Buffer.isBuffer(value) ? new Bytes(value) : value;
}

function writtenRow(row: RowValues): unknown[] {
  return row.map((value) => {
    if (value instanceof Bytes) return value.buffer;
    return typeof value === "boolean" ? Number(value) : value;
  });
}

async function ask<Row>(db: Db, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await db.executeQuery<Row>(CompiledQuery.raw(text, values) as CompiledQuery<Row>)).rows;
}
