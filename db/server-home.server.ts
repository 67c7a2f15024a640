import { sql } from "kysely";
import type { DatabasePlace, Whereabouts } from "./home.server.ts";
import type { Db } from "./schema.ts";

/**
 * Identifies a database on a server: by its cluster, its database id, and its timeline, which changes at a
 * point-in-time restore and at a failover. A dump loaded again has other transaction ids on its rows, so the `home` row
 * itself is the lease.
 */
export function serverWhereabouts(db: Db): Whereabouts {
  return {
    place: () => placeOnServer(db),
    readLease: async () => (await one<{ writer: string }>(db, writer))?.writer ?? null,
    newToken: async () => (await one<{ now: string }>(db, thisTransaction))!.now,
    // A backup is detected without a new token.
    madeAt: () => Infinity,
    writeLease: () => {},
  };
}

const writer = sql`select xmin::text as writer from home where id = 1`;
const thisTransaction = sql`select pg_current_xact_id()::xid::text as now`;
const database = sql`
  select oid::text as database, coalesce(host(inet_server_addr()), 'local') as address,
    coalesce(has_function_privilege(to_regprocedure('pg_control_system()'), 'execute'), false)
    and coalesce(has_function_privilege(to_regprocedure('pg_control_checkpoint()'), 'execute'), false) as known
  from pg_database where datname = current_database()`;
const cluster = sql`
  select system_identifier::text as server, timeline_id::text as timeline
  from pg_control_system(), pg_control_checkpoint()`;

async function placeOnServer(db: Db): Promise<DatabasePlace> {
  const found = (await one<{ database: string; address: string; known: boolean }>(db, database))!;
  // Checked before, because an error would end the caller's transaction.
  if (!found.known) return { database: found.database, address: found.address };
  const { server, timeline } = (await one<{ server: string; timeline: string }>(db, cluster))!;
  return { database: found.database, server, timeline };
}

async function one<Row>(db: Db, query: ReturnType<typeof sql>): Promise<Row | undefined> {
  return (await query.execute(db)).rows[0] as Row | undefined;
}
