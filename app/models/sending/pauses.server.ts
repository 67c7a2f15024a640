import type { ExpressionBuilder } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { othersOf } from "#app/models/deliveries/claims.server.ts";
import { afterStart } from "#app/models/deliveries/deliveries.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { sendsUnderWay, tableOf, type Send } from "#app/models/deliveries/sends.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { countOf, tidyLine } from "#app/models/fields.server.ts";
import type { DeliveryStatus, Schema } from "#db/schema.ts";

/** What an operator gave as the reason, as a sentence. Nothing that was typed may keep a send from being paused. */
export function pauseSentence(typed: string): string {
  const line = tidyLine(typed, 200);
  if (line === "") return "Paused by hand.";
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

/**
 * Stops the hand-over of an issue or a digest that is going out. What is in flight is finished; nothing new is claimed from
 * the moment this is committed (T-15), and who has not got it yet stays queued.
 * @param by an editor's name, the script, or the sender itself
 * @param reason one sentence for the operator; how many are still to come is added whenever it is read
 * @returns false when it was not sending
 */
export function pauseSend(context: Context, send: Send, by: string, reason: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const paused = { paused_at: context.clock(), paused_by: by, pause_reason: toSentence(reason) };
    if (!(await move(context, send, ["sending"], { status: "paused", ...paused }))) return false;
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

/** @returns false when it stood otherwise */
async function move(context: Context, { kind, id }: Send, from: Standing["status"][], to: Standing): Promise<boolean> {
  const moved = await context.db
    .updateTable(tableOf(kind))
    .set(to)
    .where("id", "=", id)
    .where("status", "in", from)
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
}

/** Lets a paused send go on where it stopped. @returns false when it was not paused */
export function resumeSend(context: Context, send: Send, by: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    if (!(await move(context, send, ["paused"], goingOn))) return false;
    await tryAgain(context, send.editionId);
    recordEvent(context, "send-resumed", send.editionId, by);
    await logAction(context, by, "resume", (await nameOfSend(context, send)).logged);
    return true;
  });
}

/**
 * Those who were put off before the pause are tried for a whole day from now on (T-06): the pause is not their time.
 * Whoever was refused before it, and keeps the turn, is asked at once when nobody else waits, and else after the others.
 */
async function tryAgain(context: Context, editionId: number): Promise<void> {
  const now = context.clock();
  const { toCome } = await othersOf(context, editionId);
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

/**
 * Ends a send for good: whoever still waits becomes `cancelled`. What is in flight is finished, and then the issue or the
 * digest is closed as sent.
 * @returns how many were cancelled; null when it was neither sending nor paused
 */
export function cancelSend(context: Context, send: Send, by: string): Promise<number | null> {
  return inTransaction(context, async (context) => {
    if (!(await move(context, send, ["sending", "paused"], goingOn))) return null;
    recordEvent(context, "send-cancelled", send.editionId, by);
    const cancelled = await context.db
      .updateTable("deliveries")
      .set({ status: "cancelled", finished_at: context.clock(), reply: `Cancelled by ${by}.` })
      .where("edition_id", "=", send.editionId)
      .where("status", "=", "queued")
      .executeTakeFirst();
    const count = Number(cancelled.numUpdatedRows);
    const { logged } = await nameOfSend(context, send);
    await logAction(context, by, "cancel", `${logged}: ${countOf(count, "reader")} will not get it`);
    // With nothing in flight it is done at once, whether a sender runs or not.
    await closeWhenDone(context);
    return count;
  });
}

/** Issues and digests whose last delivery is settled become `sent`; uncertain ones do not hold one open. */
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
  const closed = await context.db
    .updateTable(tableOf(kind))
    // One that was opened again for a few readers was sent when it was sent first.
    .set(({ fn, val }) => ({ status: "sent", sent_at: fn.coalesce("sent_at", val(context.clock())) }))
    .where("id", "=", id)
    .where("status", "=", "sending")
    .where((eb) => eb.and([noneIn(eb, editionId, "queued"), noneIn(eb, editionId, "sending")]))
    .returning("id")
    .executeTakeFirst();
  return closed !== undefined;
}

/** As `earliestIn` asks: by the index alone, however many rows there are. */
function noneIn(eb: ExpressionBuilder<Schema, "issues">, editionId: number, status: DeliveryStatus) {
  const rows = eb.selectFrom("deliveries").where("edition_id", "=", editionId).where("deliveries.status", "=", status);
  return eb(
    rows.select(({ fn }) => fn.min("deliveries.due_at").as("due")),
    "is",
    null,
  );
}
