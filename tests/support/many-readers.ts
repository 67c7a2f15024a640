import { CompiledQuery, sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { withManyRows } from "#db/bulk.server.ts";
import { countAgain } from "#db/client.server.ts";
import type { Db } from "#db/schema.ts";
import { engine } from "./database.ts";

/** Writes active readers `reader1@readers.example` and so on, with what many have, as planners find it after a night. */
export async function manyReaders(context: Context, list: List, size: number): Promise<void> {
  await sql`with recursive series(n) as (select 1 union all select n + 1 from series where n < ${sql.lit(size)})
    insert into subscribers (email, email_key, name, search_key, domain, created_at)
    select 'reader' || n || '@readers.example', 'reader' || n || '@readers.example', '', 'r' || n, 'readers.example', 0
    from series`.execute(context.db);
  await sql`insert into subscriptions (subscriber_id, list_id, status, created_at, confirmed_at)
    select id, ${list.id}, 'active', 0, 0 from subscribers`.execute(context.db);
  await sql`insert into suppressions (email_hash, reason, created_at)
    select 'hash' || id, 'operator', 0 from subscribers`.execute(context.db);
  await sql`insert into consent_ways (source, method) values ('/', null)`.execute(context.db);
  await sql`insert into consent_events (seq, hash, kind, subscriber_id, list_id, way_id, at)
    select id, '', 'signed-up', id, ${list.id}, (select min(id) from consent_ways), 1 from subscribers`.execute(
    context.db,
  );
  await countAgain(context.db);
  await sql`update consent_head set events = ${size}`.execute(context.db);
}

/** Returns the steps by which a query is answered. @param withRoom as work on many rows is planned */
export async function planOf(
  context: Context,
  { sql, parameters }: CompiledQuery,
  withRoom = false,
): Promise<string[]> {
  const explain = { sqlite: "explain query plan", postgres: "explain" }[engine];
  const explained = CompiledQuery.raw(`${explain} ${sql}`, [...parameters]) as CompiledQuery<Record<string, unknown>>;
  const ask = (db: Db) => db.executeQuery(explained);
  const { rows } = await (withRoom ? withManyRows(context.db, ask) : ask(context.db));
  return rows.map((row) => String(row.detail ?? row["QUERY PLAN"]));
}
