import { CompiledQuery, sql } from "kysely";
import type { BulkRows, BulkValue, BulkWays } from "./bulk.server.ts";
import type { Db } from "./schema.ts";

/** Rows of one statement: each size is prepared once, and the largest costs a row least. */
const sizes = [64, 8, 1];

/** Many rows in a database file. */
export const fileBulk: BulkWays = {
  async insert<R>(db: Db, { into, columns, rows, then }: BulkRows) {
    const all: R[] = [];
    const row = `(${columns.map(() => "?").join(", ")})`;
    for (let at = 0; at < rows.length;) {
      const size = sizes.find((one) => one <= rows.length - at)!;
      const text = `${into} values ${new Array<string>(size).fill(row).join(", ")} ${then}`;
      const values: BulkValue[] = [];
      for (const end = at + size; at < end; at += 1) for (const column of columns) values.push(rows[at]![column]!);
      const returned = await db.executeQuery<R>(CompiledQuery.raw(text, values));
      for (const one of returned.rows) all.push(one);
    }
    return all;
  },

  transactionRows: 4000,

  guardDeletions: async () => undefined,

  bytesOf: (digits) => sql`coalesce(unhex(${digits}), cast(${digits} as blob))`,

  among: (column, values) => sql<boolean>`${column} in (select value from json_each(${JSON.stringify(values)}))`,

  /** A transaction that writes is alone, and ids are never given twice. */
  async made(db, table) {
    const { rows } = await sql<{ last: number | null }>`select max(id) as last from ${sql.table(table)}`.execute(db);
    const last = rows[0]?.last ?? 0;
    return { returning: "id", isNew: ({ id }) => id > last };
  },

  /** Pages that change stay in memory until it ends, 48 MB of them, instead of being written and read again. */
  async withRoom(db, work) {
    await db.executeQuery(CompiledQuery.raw("pragma cache_size = -48000"));
    try {
      return await work(db);
    } finally {
      await db.executeQuery(CompiledQuery.raw("pragma cache_size = -2000"));
    }
  },

  /** The log grows to 64 MB before it is carried over: by then a page of an index has changed many times, and is written once. */
  async withLongLog(db, work) {
    const { rows } = await db.executeQuery<{ wal_autocheckpoint: number }>(
      CompiledQuery.raw("pragma wal_autocheckpoint"),
    );
    await db.executeQuery(CompiledQuery.raw("pragma wal_autocheckpoint = 16000"));
    try {
      return await work();
    } finally {
      await db.executeQuery(CompiledQuery.raw(`pragma wal_autocheckpoint = ${rows[0]!.wal_autocheckpoint}`));
    }
  },
};
