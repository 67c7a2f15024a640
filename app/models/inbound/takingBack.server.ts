import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countReturns, takeOffReturn } from "#app/models/deliveries/returns.server.ts";
import { liftSuppression } from "#app/models/readers/liftSuppression.server.ts";
import { subscriberById } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { countedAs, isCertainlyGone, isCounted } from "./counting.server.ts";
import { judgeReader, openPatience } from "./patience.server.ts";
import type { ReportKind } from "./reports.ts";

/** A report as it was understood before: its kind, whom it was about, and whether that was acted on. */
export type Former = {
  n: number;
  kind: string;
  category: string | null;
  domain: string | null;
  edition_id: number | null;
  letter_id: number | null;
  subscriber_id: number | null;
  acted_at: number | null;
  act: string | null;
};

/**
 * Takes off what an edition counts of a report that is understood otherwise now. Subscriptions that ended, and a complaint,
 * stay as they are, which the activity log tells. The reader is locked.
 */
export async function takeBack(context: Context, messageId: number, former: Former): Promise<void> {
  const { n, kind, subscriber_id: subscriberId, act } = former;
  const row = context.db.updateTable("inbound_reports").set({ acted_at: null });
  await row.where("message_id", "=", messageId).where("n", "=", n).execute();
  await takeOff(context, former);
  if (subscriberId === null || (act !== "complained" && act !== "ended")) return;
  const detail = `subscriber ${subscriberId}: what was understood as “${kind}” is not any more; it stays ${act}`;
  await logAction(context, byRules, "understood-otherwise", detail);
}

/** Takes a report off the counts of its edition. @returns whether it was counted */
async function takeOff(context: Context, { kind, category, domain, edition_id: editionId, act }: Former) {
  const counted = countedAs[kind as ReportKind];
  if (!counted || !isCounted(counted, act) || editionId === null || domain === null) return false;
  await takeOffReturn(context, { editionId, domain, kind: counted, category: category ?? "" });
  return true;
}

/** Counts a report of the same kind under another category. */
export async function countUnder(context: Context, former: Former, category: string | null): Promise<void> {
  if (!(await takeOff(context, former))) return;
  const kind = countedAs[former.kind as ReportKind]!;
  const { edition_id, domain } = former;
  await countReturns(context, [{ editionId: edition_id!, domain: domain!, kind, category: category ?? "", count: 1 }]);
}

/** The rules, as who suppresses and who lifts. */
const byRules = "what came back";

/**
 * Lifts a suppression that rests on a report that is understood otherwise now, unless what else came back says the same. It
 * is judged as of when it was made; the new report is kept by now.
 */
export async function liftUnfounded(context: Context, { subscriber_id: subscriberId, act }: Former): Promise<void> {
  if (subscriberId === null || (act !== "suppressed" && act !== "counted")) return;
  const reader = await subscriberById(context, subscriberId);
  if (!reader || reader.erased) return;
  const record = await suppressionRecord(context, reader.email);
  if (record?.by !== byRules || !["hard bounce", "soft bounces"].includes(record.reason)) return;
  if (await isGoneAllTheSame(context, subscriberId)) return;
  const then = { ...context, clock: () => record.createdAt };
  if (await judgeReader(then, await openPatience(then, [subscriberId]), reader)) return;
  await liftSuppression(context, reader.email, byRules, "what came back is understood otherwise now");
}

/** True when another mail that is believed says by its code that there is no such mailbox. */
async function isGoneAllTheSame({ db }: Context, subscriberId: number): Promise<boolean> {
  const rows = await db
    .selectFrom("inbound_reports")
    .innerJoin("inbound_messages", "inbound_messages.id", "message_id")
    .select(["confidence", "status", "category", "matched_by as by", "door"])
    .where("subscriber_id", "=", subscriberId)
    .where("kind", "=", "hard")
    .where("acted_at", "is not", null)
    .where("act", "in", ["suppressed", "known"])
    .execute();
  return rows.some(isCertainlyGone);
}
