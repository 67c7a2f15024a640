import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";

/** Tables with rows for each reader, and their indexes, in bytes; the ledger of deliveries apart. */
export async function bytesOf(context: Context): Promise<{ readers: number; deliveries: number; all: string[] }> {
  const sizes = context.config.databaseUrl.startsWith("file:")
    ? sql<Size>`select coalesce(m.tbl_name, s.name) as "table", s.name as part, sum(pgsize) as bytes
        from dbstat as s left join sqlite_master as m on m.name = s.name where aggregate = 1 group by 1, 2`
    : sql<Size>`select coalesce(t.relname, c.relname) as "table", c.relname as part, pg_relation_size(c.oid) as bytes
        from pg_class as c left join pg_index as i on i.indexrelid = c.oid left join pg_class as t on t.oid = i.indrelid
        where c.relkind in ('r', 'i') and c.relnamespace = 'public'::regnamespace`;
  const { rows } = await sizes.execute(context.db);
  const of = (tables: RegExp) => rows.filter(({ table }) => tables.test(table));
  const sum = (some: Size[]) => some.reduce((sum, { bytes }) => sum + Number(bytes), 0);
  const held = of(/^(subscri|consent_events|reader_)/);
  const all = held.filter(({ bytes }) => bytes > 100_000).map(({ part, bytes }) => `${part} ${bytes}`);
  return { readers: sum(held), deliveries: sum(of(/^deliveries$/)), all };
}

type Size = { table: string; part: string; bytes: number };
