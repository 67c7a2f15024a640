import type { Context } from "#app/context.server.ts";
import { wasSavedSinceApproval } from "./revokedApprovals.server.ts";

/** An approved issue. */
export type ApprovedIssue = { id: number; number: number; subject: string; approvedBy: string; sendAt: number | null };

const approvedColumns = ["id", "number", "subject", "approved_by as approvedBy", "send_at as sendAt"] as const;

/** Lists the approved issues of a list that its slots will send, in their order. */
export async function waitingIssues(context: Context, listId: number): Promise<ApprovedIssue[]> {
  return (await context.db
    .selectFrom("issues")
    .select(approvedColumns)
    .where("status", "=", "ready")
    .where("list_id", "=", listId)
    .where("send_at", "is", null)
    .orderBy("approved_at")
    .orderBy("id")
    .execute()) as ApprovedIssue[];
}

/** Lists the same of every list: the ids of the issues in their order, by the list's id. */
export async function waitingOfLists(context: Context): Promise<Map<number, number[]>> {
  const rows = await context.db
    .selectFrom("issues")
    .select(["id", "list_id"])
    .where("status", "=", "ready")
    .where("send_at", "is", null)
    .orderBy("approved_at")
    .orderBy("id")
    .execute();
  const waiting = new Map<number, number[]>();
  for (const { id, list_id } of rows) waiting.set(list_id, [...(waiting.get(list_id) ?? []), id]);
  return waiting;
}

/** Lists the approved issues with a scheduled time, the next first. @param until only those that are due by then */
export async function scheduledIssues(context: Context, until = Number.MAX_SAFE_INTEGER): Promise<ApprovedIssue[]> {
  return (await context.db
    .selectFrom("issues")
    .select(approvedColumns)
    .where("status", "=", "ready")
    .where("send_at", "<=", until)
    .orderBy("send_at")
    .orderBy("id")
    .execute()) as ApprovedIssue[];
}

/**
 * Locks an approved issue until the transaction ends, if it is still approved as before.
 * @returns false when its approval or its time changed, or when a save will end the approval
 */
export async function isStillToGo(context: Context, issue: ApprovedIssue): Promise<boolean> {
  const held = await context.db
    .updateTable("issues")
    .set((eb) => ({ approved_at: eb.ref("approved_at") }))
    .where("id", "=", issue.id)
    .where("status", "=", "ready")
    .where("send_at", issue.sendAt === null ? "is" : "=", issue.sendAt)
    .returning("id")
    .executeTakeFirst();
  return held !== undefined && !(await wasSavedSinceApproval(context, issue.id));
}
