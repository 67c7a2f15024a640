import type { Context } from "../context.server.ts";

export type NoticeKind =
  | "approval-ended"
  | "slot-reminder"
  | "slot-empty"
  | "slot-held"
  | "slot-missed"
  | "digest-missed"
  | "sign-ups"
  | "sign-ins"
  | "proxy";

/** What the desk tells everybody until somebody has taken note of it. `link`: the path of the desk that it is about. */
export type Notice = { id: number; kind: string; text: string; link: string | null; at: number };

/** Tells something once: what stands there in the same words already is not repeated. */
export async function addNotice(context: Context, notice: { kind: NoticeKind; text: string; link?: string }) {
  await context.db
    .insertInto("notices")
    .values({ link: null, ...notice, at: context.clock(), dismissed_at: null, dismissed_by: null, mailed_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What nobody has taken note of yet, newest first. */
export function openNotices(context: Context, limit = 20): Promise<Notice[]> {
  return context.db
    .selectFrom("notices")
    .select(["id", "kind", "text", "link", "at"])
    .where("dismissed_at", "is", null)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** @returns false when it was not open any more */
export async function dismissNotice(context: Context, id: number, who: string): Promise<boolean> {
  const dismissed = await context.db
    .updateTable("notices")
    .set({ dismissed_at: context.clock(), dismissed_by: who })
    .where("id", "=", id)
    .where("dismissed_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return dismissed !== undefined;
}

/** Takes away what is settled by what `who` did. */
export async function settleNotices(context: Context, kind: NoticeKind, link: string, who: string): Promise<void> {
  await context.db
    .updateTable("notices")
    .set({ dismissed_at: context.clock(), dismissed_by: who })
    .where("kind", "=", kind)
    .where("link", "=", link)
    .where("dismissed_at", "is", null)
    .execute();
}
