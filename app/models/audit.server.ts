import type { Context } from "../context.server.ts";

export type AuditEvent = { at: number; actor: string; action: string; detail: string };

/** Notes who did what (S-16). `actor`: an editor's name, or the script; `detail` has ids and counts, no addresses. */
export async function note(context: Context, actor: string, action: string, detail = ""): Promise<void> {
  await context.db.insertInto("audit_events").values({ at: context.clock(), actor, action, detail }).execute();
}

/** The newest events, newest first. */
export function recentEvents(context: Context, limit = 50): Promise<AuditEvent[]> {
  return context.db
    .selectFrom("audit_events")
    .select(["at", "actor", "action", "detail"])
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** The newest event of an action whose detail begins so, like who sent `issue 12 to`. */
export function lastEvent(context: Context, action: string, detail: string): Promise<AuditEvent | undefined> {
  return context.db
    .selectFrom("audit_events")
    .select(["at", "actor", "action", "detail"])
    .where("action", "=", action)
    .where("detail", "like", `${detail}%`)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}
