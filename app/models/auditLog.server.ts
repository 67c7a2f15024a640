import type { Context } from "#app/context.server.ts";
import { networkOf } from "./rateLimits.server.ts";

/** `editorId`: of the session; `network`: like `192.0.2.0/24`. Both null for actions outside the desk. */
type AuditEvent = {
  id: number;
  at: number;
  actor: string;
  editorId: number | null;
  network: string | null;
  action: string;
  detail: string;
};

const columns = ["id", "at", "actor", "editor_id as editorId", "network", "action", "detail"] as const;

/**
 * Logs an action (S-16), with the account and the network of the request.
 * @param actor an editor's name, or the script
 * @param detail ids and counts, no addresses
 */
export async function logAction(context: Context, actor: string, action: string, detail = ""): Promise<void> {
  const caller = { editor_id: context.editorId ?? null, network: context.ip ? networkOf(context.ip) : null };
  await context.db
    .insertInto("audit_events")
    .values({ at: context.clock(), actor, action, detail, ...caller })
    .execute();
}

/** Returns the newest events, newest first. @param before only those with a smaller id */
export function recentEvents(context: Context, limit = 50, before?: number): Promise<AuditEvent[]> {
  return context.db
    .selectFrom("audit_events")
    .select(columns)
    .$if(before !== undefined, (query) => query.where("id", "<", before!))
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** Yields the whole log, oldest first, in parts that keep memory flat. @param size the number of events in a part */
export async function* allEvents(context: Context, size = 1000): AsyncGenerator<AuditEvent[]> {
  for (let after = 0; ;) {
    const events = await context.db
      .selectFrom("audit_events")
      .select(columns)
      .where("id", ">", after)
      .orderBy("id")
      .limit(size)
      .execute();
    if (events.length === 0) return;
    yield events;
    after = events.at(-1)!.id;
  }
}

/** Returns the newest event of an action whose detail begins so, like `issue 12 to`. */
export function lastEvent(context: Context, action: string, detail: string): Promise<AuditEvent | undefined> {
  return context.db
    .selectFrom("audit_events")
    .select(columns)
    .where("action", "=", action)
    .where("detail", "like", `${detail}%`)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}
