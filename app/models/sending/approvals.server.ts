import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { day } from "#app/models/durations.ts";
import { newestEvent, recordEvent } from "#app/models/events.server.ts";
import { isOpen } from "#app/models/issues/issues.server.ts";
import {
  isStillTheSame,
  renderIssue,
  type IssueFault,
  type RenderedIssue,
} from "#app/models/issues/rendering.server.ts";
import { statusesBefore } from "#app/models/issues/states.ts";
import { noteStep } from "#app/models/issues/steps.server.ts";
import { noReview } from "./askReview.server.ts";
import { notApproved } from "./revokedApprovals.server.ts";
import { departureTime } from "./schedule/overview.server.ts";
import { sendFaults } from "./start.server.ts";

export type Approved =
  | { approved: true }
  | { error: "not-found" | "not-set-up" | "already-sent" | "changed-meanwhile" | "past" | "too-far" }
  | { error: "faults"; faults: IssueFault[] };

/** A later time is a typing error. */
const farthest = 366 * day;

/**
 * Approves an issue as it is: the next slot of its list sends it. A scheduled time of its own is removed.
 * @param actor who approves
 * @param seen the `fingerprint` of what the actor was shown; after any change the error is `changed-meanwhile`
 */
export function approveIssue(context: Context, number: number, actor: string, seen?: string): Promise<Approved> {
  return approve(context, number, actor, null, seen);
}

/** Approves an issue, to be sent once at `sendAt`, whatever the slots. */
export async function scheduleIssue(
  context: Context,
  number: number,
  sendAt: number,
  actor: string,
  seen?: string,
): Promise<Approved> {
  if (sendAt <= context.clock()) return { error: "past" };
  if (sendAt > context.clock() + farthest) return { error: "too-far" };
  return approve(context, number, actor, sendAt, seen);
}

async function approve(
  context: Context,
  number: number,
  actor: string,
  sendAt: number | null,
  seen?: string,
): Promise<Approved> {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) return rehearsed;
  if (!isOpen(rehearsed.issue)) return { error: "already-sent" };
  if (seen !== undefined && seen !== rehearsed.fingerprint) return { error: "changed-meanwhile" };
  // Without a slot nobody knows yet when somebody will send it, and an embargo may be over by then.
  const goesAt = (await departureTime(context, { ...rehearsed.issue, sendAt })).at ?? Infinity;
  // An unclaimed database may be claimed before that time.
  const faults = (await sendFaults(context, rehearsed, goesAt)).filter(
    ({ error }) => error !== "away" && error !== "complaints",
  );
  if (faults.length > 0) return { error: "faults", faults };
  return inTransaction(context, async (context): Promise<Approved> => {
    if (!(await setReady(context, rehearsed, actor, sendAt))) return { error: "already-sent" };
    if (!(await isStillTheSame(context, rehearsed))) throw new ChangedMeanwhile();
    const when = sendAt === null ? "" : ` for ${new Date(sendAt).toISOString()}`;
    const step = sendAt === null ? "approve" : "schedule";
    await noteStep(context, rehearsed.issue.id, { step, by: actor });
    await logAction(context, actor, step, `issue ${number}${when}`);
    recordEvent(context, "issue-approved", rehearsed.issue.id, actor);
    return { approved: true };
  }).catch((error: unknown): Approved => {
    if (error instanceof ChangedMeanwhile) return { error: "changed-meanwhile" };
    throw error;
  });
}

/** Thrown inside the transaction, so that nothing of it stays. */
class ChangedMeanwhile extends Error {}

/**
 * An issue that was approved before keeps its place in the queue. `isStillTheSame` runs after this, so it notices saves up
 * to `approved_seq`; later saves revoke the approval.
 */
async function setReady(context: Context, { issue }: RenderedIssue, actor: string, sendAt: number | null) {
  const seen = await newestEvent(context);
  const ready = await context.db
    .updateTable("issues")
    .set((eb) => ({
      status: "ready" as const,
      approved_at: eb.fn.coalesce("approved_at", eb.val(context.clock())),
      approved_by: actor,
      approved_by_id: context.editorId ?? null,
      approved_seq: seen,
      send_at: sendAt,
      ...noReview,
    }))
    .where("id", "=", issue.id)
    .where("status", "in", statusesBefore(sendAt === null ? "approve" : "schedule"))
    .returning("id")
    .executeTakeFirst();
  return ready !== undefined;
}

/** Makes an approved issue a draft again, without a scheduled time. @returns false when it was not approved */
export async function withdrawApproval(context: Context, number: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const withdrawn = await context.db
      .updateTable("issues")
      .set(notApproved)
      .where("number", "=", number)
      .where("status", "in", statusesBefore("withdraw"))
      .returning("id")
      .executeTakeFirst();
    if (!withdrawn) return false;
    await noteStep(context, withdrawn.id, { step: "withdraw", by: actor });
    await logAction(context, actor, "approval-withdrawn", `issue ${number}`);
    return true;
  });
}
