import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { othersOf } from "#app/models/deliveries/claims.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { countOf, tidyLine } from "#app/models/fields.server.ts";
import { closeWhenDone } from "#app/models/issues/issues.server.ts";

/** What an operator gave as the reason, as a sentence. Nothing that was typed may keep an issue from being paused. */
export function pauseSentence(typed: string): string {
  const line = tidyLine(typed, 200);
  if (line === "") return "Paused by hand.";
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

/**
 * Stops the hand-over of an issue that is going out. What is in flight is finished; nothing new is claimed from the
 * moment this is committed (T-15), and who has not got it yet stays queued.
 * @param by an editor's name, the script, or the sender itself
 * @param reason one sentence for the operator; how many are still to come is added whenever it is read
 * @returns false when it was not sending
 */
export function pauseIssue(context: Context, issueId: number, by: string, reason: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const issue = await context.db
      .updateTable("issues")
      .set({
        status: "paused",
        paused_at: context.clock(),
        paused_by: by,
        pause_reason: toSentence(reason),
      })
      .where("id", "=", issueId)
      .where("status", "=", "sending")
      .returning("number")
      .executeTakeFirst();
    if (!issue) return false;
    recordEvent(context, "issue-paused", issueId, by);
    await logAction(context, by, "pause", `issue ${issue.number}: ${reason}`);
    return true;
  });
}

function toSentence(reason: string): string {
  return /[.!?”]$/.test(reason) ? reason : `${reason}.`;
}

/** Lets a paused issue go on where it stopped. @returns false when it was not paused */
export function resumeIssue(context: Context, issueId: number, by: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const issue = await context.db
      .updateTable("issues")
      .set({ status: "sending", paused_at: null, paused_by: null, pause_reason: null })
      .where("id", "=", issueId)
      .where("status", "=", "paused")
      .returning("number")
      .executeTakeFirst();
    if (!issue) return false;
    await tryAgain(context, issueId);
    recordEvent(context, "issue-resumed", issueId, by);
    await logAction(context, by, "resume", `issue ${issue.number}`);
    return true;
  });
}

/**
 * Those who were put off before the pause are tried for a whole day from now on (T-06): the pause is not their time.
 * Whoever was refused before it, and keeps the turn, is asked at once when nobody else waits, and else after the others.
 */
async function tryAgain(context: Context, issueId: number): Promise<void> {
  const now = context.clock();
  const { toCome } = await othersOf(context, issueId);
  const putOff = context.db
    .updateTable("deliveries")
    .where("issue_id", "=", issueId)
    .where("deliveries.status", "=", "queued")
    .where("attempts", ">", 0);
  await putOff
    .set({ tried_from: 0 })
    // Put off is due minutes after the send began, so that the index leaves all others out at once.
    .where("due_at", ">", ({ selectFrom }) =>
      selectFrom("issues")
        .where("id", "=", issueId)
        .select((eb) => eb(eb.ref("sending_at"), "+", 60_000).as("after")),
    )
    .execute();
  if (!toCome) await putOff.set({ due_at: now }).where("due_at", ">", now).where("reply_code", ">=", 500).execute();
}

/**
 * Ends a send for good: whoever still waits becomes `cancelled`. What is in flight is finished, and then the issue is
 * closed as sent.
 * @returns how many were cancelled; null when it was neither sending nor paused
 */
export function cancelIssue(context: Context, issueId: number, by: string): Promise<number | null> {
  return inTransaction(context, async (context) => {
    const now = context.clock();
    const issue = await context.db
      .updateTable("issues")
      .set({ status: "sending", paused_at: null, paused_by: null, pause_reason: null })
      .where("id", "=", issueId)
      .where("status", "in", ["sending", "paused"])
      .returning("number")
      .executeTakeFirst();
    if (!issue) return null;
    recordEvent(context, "issue-cancelled", issueId, by);
    const cancelled = await context.db
      .updateTable("deliveries")
      .set({ status: "cancelled", finished_at: now, reply: `Cancelled by ${by}.` })
      .where("issue_id", "=", issueId)
      .where("status", "=", "queued")
      .executeTakeFirst();
    const count = Number(cancelled.numUpdatedRows);
    await logAction(context, by, "cancel", `issue ${issue.number}: ${countOf(count, "reader")} will not get it`);
    // With nothing in flight it is done at once, whether a sender runs or not.
    await closeWhenDone(context);
    return count;
  });
}
