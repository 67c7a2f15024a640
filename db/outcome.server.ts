import { sql } from "kysely";
import type { Db } from "./schema.ts";

/**
 * Names the transaction under way, so that `wasCommitted` can tell what became of it when the answer to its commit was lost.
 * @returns null on a file: nothing gets lost on the way to it
 */
export async function nameOfTransaction(db: Db): Promise<string | null> {
  if (!("isServer" in db.getExecutor().adapter)) return null;
  const { rows } = await sql<{ now: string }>`select pg_current_xact_id()::text as now`.execute(db);
  return rows[0]!.now;
}

/**
 * Tells whether a transaction of this database was committed. One of which the server has forgotten the end counts as such.
 * @throws while it is still under way, or the database is away
 */
export async function wasCommitted(db: Db, name: string): Promise<boolean> {
  const { rows } = await sql<{ status: string | null }>`
    select case when given < pg_snapshot_xmax(pg_current_snapshot()) then pg_xact_status(given) else 'aborted' end as status
    from (select ${name}::xid8 as given) as asked`.execute(db);
  const status = rows[0]!.status;
  if (status === "in progress") throw new Error("the transaction is still under way");
  return status !== "aborted";
}
