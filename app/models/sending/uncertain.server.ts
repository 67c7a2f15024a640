import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { tableOf, type Send } from "#app/models/deliveries/sends.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { oneLine, rowId } from "#app/models/fields.server.ts";
import { chunksOf } from "#db/client.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";

/** A delivery with an unknown outcome (RFC 5321 4.5.3.2.6), with the data to look it up. */
export type Uncertain = {
  subscriberId: number;
  email: string;
  claimedAt: number | null;
  attempts: number;
  /** The cause. */
  reply: string | null;
  /** As in the mail server's log. */
  messageId: string;
};

/** The most on one page; others follow when these are resolved. */
const mostListed = 200;

/** Lists the uncertain deliveries of an edition, in the order of the readers. */
export async function uncertainOf(context: Context, editionId: number, limit = mostListed): Promise<Uncertain[]> {
  const { marker_key, from_address } = await context.db
    .selectFrom("editions")
    .select(["marker_key", "from_address"])
    .where("id", "=", editionId)
    .executeTakeFirstOrThrow();
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["subscriber_id as subscriberId", "email", "claimed_at as claimedAt", "attempts", "reply"])
    .where("edition_id", "=", editionId)
    .where("status", "=", "uncertain")
    .orderBy("subscriber_id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, messageId: messageId(marker_key, row.subscriberId, from_address) }));
}

/** Counts those that can still be resolved; deliveries that became sums cannot. */
export async function countUncertain(context: Context, editionId: number): Promise<number> {
  const { count } = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("edition_id", "=", editionId)
    .where("status", "=", "uncertain")
    .executeTakeFirstOrThrow();
  return count;
}

/** The decisions: `resend` hands the same message over again, `accept` assumes that it arrived. */
const decisions = ["resend", "accept"] as const;
type Decision = (typeof decisions)[number];

/** The reason of a decision, on one line, for the audit log. */
export const whySchema = oneLine("Say in a line why, like what your mail server’s log shows.", 200).refine(
  (text) => !/\S@\S+\.\S/.test(text),
  "Leave addresses and Message-IDs out: the log keeps this line for good.",
);

/** The desk's form. */
export const resolutionSchema = z.object({
  how: z.enum(decisions, "Choose what shall become of them."),
  reader: z
    .array(rowId("Choose a reader of the list."), "Tick at least one reader.")
    .min(1, "Tick at least one reader.")
    .max(mostListed, `At most ${mostListed} readers at once.`),
  why: whySchema,
});

/** An operator's decision; `readers` by their ids. */
type Resolution = { how: Decision; readers: number[] | "all"; why: string };

/**
 * Resolves uncertain deliveries of a send. A resent one keeps its Message-ID and Date, and reopens the send until it is
 * done; a reader who left meanwhile does not get it. Deliveries that are already resolved stay unchanged.
 * @returns the number of resolved deliveries
 */
export function resolveUncertain(context: Context, send: Send, settlement: Resolution, by: string): Promise<number> {
  return inTransaction(context, async (context) => {
    const parts = settlement.readers === "all" ? [null] : chunksOf(settlement.readers);
    let count = 0;
    for (const readers of parts) count += await settlePart(context, send.editionId, settlement, readers, by);
    if (count === 0) return 0;
    if (settlement.how === "resend") await reopen(context, send);
    recordEvent(context, "deliveries-settled", send.editionId, by);
    const { logged } = await nameOfSend(context, send);
    const what = settlement.how === "resend" ? "to be sent again" : "marked as accepted";
    await logAction(context, by, "settle", `${logged}: ${count} uncertain ${what}: ${settlement.why}`);
    return count;
  });
}

async function settlePart(
  context: Context,
  editionId: number,
  { how, why }: Resolution,
  readers: number[] | null,
  by: string,
): Promise<number> {
  let query = context.db
    .updateTable("deliveries")
    .set(how === "resend" ? again(context, why, by) : accepted(context, why, by))
    .where("edition_id", "=", editionId)
    .where("status", "=", "uncertain");
  if (readers) query = query.where("subscriber_id", "in", readers);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
}

/** The time of the first claim stays, because Message-ID and Date derive from it (H-26, H-27). */
function again(context: Context, why: string, by: string) {
  return {
    status: "queued" as const,
    due_at: context.clock(),
    attempts: 0,
    claimed_by: null,
    claimed_at: null,
    finished_at: null,
    reply_code: null,
    reply: `To be sent again, decided by ${by}: ${why}`,
    verdict: null,
  };
}

function accepted(context: Context, why: string, by: string) {
  return {
    status: "accepted" as const,
    finished_at: context.clock(),
    reply_code: null,
    reply: `Marked as accepted by ${by}: ${why}`,
    verdict: "accepted",
  };
}

async function reopen(context: Context, { kind, id }: Send): Promise<void> {
  await context.db
    .updateTable(tableOf(kind))
    .set({ status: "sending" })
    .where("id", "=", id)
    .where("status", "=", "sent")
    .execute();
}
