import type { ExpressionBuilder } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { othersOf } from "#app/models/deliveries/claims.server.ts";
import { afterStart } from "#app/models/deliveries/deliveries.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { editionsOf, openEditionsOf, sendsUnderWay, tableOf, type Send } from "#app/models/deliveries/sends.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { endTest } from "./subjectTests/decision.server.ts";
import { statusesBefore, type IssueMove } from "#app/models/issues/states.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { Schema } from "#db/schema.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";

/** Returns an operator's reason as a sentence. No typed text may prevent a pause. */
export function pauseSentence(typed: string): string {
  const line = tidyLine(typed, 200);
  if (line === "") return "Paused by hand.";
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

/**
 * Pauses the send of an issue or a digest. Deliveries in flight are finished. From the commit on nothing new is claimed
 * (T-15), and the remaining readers stay queued.
 * @param by an editor's name, the script, or the sender itself
 * @param reason one sentence for the operator; the number of remaining readers is added whenever it is shown
 * @returns false when it was not sending
 */
export function pauseSend(context: Context, send: Send, by: string, reason: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const paused = { paused_at: context.clock(), paused_by: by, pause_reason: toSentence(reason) };
    if (!(await move(context, send, "pause", { status: "paused", ...paused }))) return false;
    recordEvent(context, "send-paused", send.editionId, by);
    await logAction(context, by, "pause", `${(await nameOfSend(context, send)).logged}: ${reason}`);
    return true;
  });
}

function toSentence(reason: string): string {
  return /[.!?”]$/.test(reason) ? reason : `${reason}.`;
}

type Standing = {
  status: "sending" | "paused";
  paused_at: number | null;
  paused_by: string | null;
  pause_reason: string | null;
};

const goingOn: Standing = { status: "sending", paused_at: null, paused_by: null, pause_reason: null };

/** @returns false when it had another status */
async function move(context: Context, { kind, id }: Send, how: IssueMove, to: Standing): Promise<boolean> {
  const moved = await context.db
    .updateTable(tableOf(kind))
    .set(to)
    .where("id", "=", id)
    .where("status", "in", statusesBefore(how))
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
}

/** Resumes a paused send where it stopped. @returns false when it was not paused */
export function resumeSend(context: Context, send: Send, by: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    if (!(await move(context, send, "resume", goingOn))) return false;
    await tryAgain(context, send);
    recordEvent(context, "send-resumed", send.editionId, by);
    await logAction(context, by, "resume", (await nameOfSend(context, send)).logged);
    return true;
  });
}

/**
 * Deferred readers get a whole day of retries from now on (T-06), because the pause must not count. Undecided refusals
 * are retried at once when no other reader is queued, and otherwise after the others.
 */
async function tryAgain(context: Context, send: Send): Promise<void> {
  const now = context.clock();
  const editions = await openEditionsOf(context, send);
  const { toCome } = await othersOf(context, editions);
  for (const editionId of editions) {
    const putOff = context.db
      .updateTable("deliveries")
      .where("edition_id", "=", editionId)
      .where("deliveries.status", "=", "queued")
      .where("attempts", ">", 0);
    await putOff
      .set({ tried_from: 0 })
      .where("due_at", ">", (eb) => afterStart(eb, editionId))
      .execute();
    if (!toCome) await putOff.set({ due_at: now }).where("due_at", ">", now).where("reply_code", ">=", 500).execute();
  }
}

/**
 * Ends a send for good: queued deliveries become `cancelled`. Deliveries in flight are finished; then the issue or
 * digest
 * is closed as sent.
 * @returns the number of cancelled deliveries; null when it was neither sending nor paused
 */
export function cancelSend(context: Context, send: Send, by: string): Promise<number | null> {
  return inTransaction(context, async (context) => {
    if (!(await move(context, send, "cancel", goingOn))) return null;
    recordEvent(context, "send-cancelled", send.editionId, by);
    if (send.kind === "issue") await endTest(context, send.id, by);
    const cancelled = await context.db
      .updateTable("deliveries")
      .set({ status: "cancelled", finished_at: context.clock(), reply: `Cancelled by ${by}.` })
      .where("edition_id", "in", await editionsOf(context, send.editionId))
      .where("status", "=", "queued")
      .executeTakeFirst();
    const count = Number(cancelled.numUpdatedRows);
    const { logged } = await nameOfSend(context, send);
    await logAction(context, by, "cancel", `${logged}: ${countOf(count, "reader")} will not get it`);
    // With nothing in flight it is closed at once, with or without a running sender.
    await closeWhenDone(context);
    return count;
  });
}

/** Closes issues and digests as `sent` when their last delivery is finished; uncertain ones keep none open. */
export function closeWhenDone(context: Context): Promise<number> {
  return inTransaction(context, async (context) => {
    let closed = 0;
    for (const send of await sendsUnderWay(context)) {
      if (!(await close(context, send))) continue;
      recordEvent(context, "send-finished", send.editionId);
      closed += 1;
    }
    return closed;
  });
}

async function close(context: Context, { kind, id, editionId }: Send): Promise<boolean> {
  const editions = await editionsOf(context, editionId);
  const closed = await context.db
    .updateTable(tableOf(kind))
    // A send that was reopened for a few readers keeps its first time.
    .set(({ fn, val }) => ({ status: "sent", sent_at: fn.coalesce("sent_at", val(context.clock())) }))
    .where("id", "=", id)
    .where("status", "=", "sending")
    .where((eb) => eb.and(editions.flatMap((one) => [noneIn(eb, one, "queued"), noneIn(eb, one, "sending")])))
    .returning("id")
    .executeTakeFirst();
  return closed !== undefined;
}

/** Like `earliestIn`: from the index alone, however many rows there are. */
function noneIn(eb: ExpressionBuilder<Schema, "issues">, editionId: number, status: DeliveryStatus) {
  const rows = eb.selectFrom("deliveries").where("edition_id", "=", editionId).where("deliveries.status", "=", status);
  return eb(
    rows.select(({ fn }) => fn.min("deliveries.due_at").as("due")),
    "is",
    null,
  );
}
