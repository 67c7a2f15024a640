import { CompiledQuery } from "kysely";
import type { Db } from "./schema.ts";

/**
 * Leaves SQLite’s log to other processes: to carry it over takes up to half a second, in which a web process answers nobody. A sender
 * does so all the time; without one it is still done, after 16 MB.
 */
export async function leaveLog(db: Db): Promise<void> {
  if ("isServer" in db.getExecutor().adapter) return;
  await db.executeQuery(CompiledQuery.raw("pragma wal_autocheckpoint = 4000"));
}
