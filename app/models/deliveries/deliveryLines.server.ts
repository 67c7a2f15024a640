import type { Context } from "#app/context.server.ts";
import { formatMonth } from "#app/models/months.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import { editionsOf } from "./sends.server.ts";

/** The outcome of an edition for one reader. Times in milliseconds. */
export type DeliveryLine = {
  subscriberId: number;
  email: string;
  status: DeliveryStatus;
  attempts: number;
  dueAt: number;
  claimedAt: number | null;
  finishedAt: number | null;
  replyCode: number | null;
  reply: string | null;
  verdict: string | null;
};

/** A delivery with its issue. */
export type IssueDelivery = DeliveryLine & { number: number; subject: string };
/** A delivery with its digest: the formatted month, and the list's name. */
export type DigestDelivery = DeliveryLine & { id: number; month: string; list: string };

/** Lists the issues of one reader, sent or not, newest first. */
export function deliveriesOfSubscriber(context: Context, subscriberId: number): Promise<IssueDelivery[]> {
  return deliveryLines(context)
    .innerJoin("editions", "editions.id", "deliveries.edition_id")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .select((eb) => ["issues.number", eb.fn.coalesce("editions.subject", "issues.subject").as("subject")])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("number", "desc")
    .execute();
}

/** Lists the digests of one reader, sent or not, newest first. */
export async function digestsOfSubscriber(context: Context, subscriberId: number): Promise<DigestDelivery[]> {
  const rows = await deliveryLines(context)
    .innerJoin("editions", "editions.id", "deliveries.edition_id")
    .innerJoin("digests", "digests.id", "editions.digest_id")
    .select(["digests.id", "month", "list_name as list"])
    .where("subscriber_id", "=", subscriberId)
    .orderBy("month", "desc")
    .orderBy("digests.list_id")
    .execute();
  return rows.map((row) => ({ ...row, month: formatMonth(row.month) }));
}

/** Lists the deliveries of a send in one of `statuses`, latest first. */
export async function deliveriesIn(
  context: Context,
  editionId: number,
  statuses: DeliveryStatus[],
  limit: number,
): Promise<DeliveryLine[]> {
  return deliveryLines(context)
    .where("edition_id", "in", await editionsOf(context, editionId))
    .where("status", "in", statuses)
    .orderBy("claimed_at", "desc")
    .limit(limit)
    .execute();
}

/** A reader's delivery of a send. `tried`: the subject, where it is one that was tried; `heldAt`: it waits for the decision. */
export type OneDelivery = DeliveryLine & { editionId: number; tried: string | null; heldAt: number | null };

/** @param emailKey an address's `key` */
export async function deliveryTo(
  context: Context,
  editionId: number,
  emailKey: string,
): Promise<OneDelivery | undefined> {
  const editions = await editionsOf(context, editionId);
  return deliveryLines(context)
    .innerJoin("editions", "editions.id", "deliveries.edition_id")
    .select((eb) => [
      "edition_id as editionId",
      "held_at as heldAt",
      eb.case().when("variant", "is not", null).then(eb.ref("subject")).end().as("tried"),
    ])
    .where("edition_id", "in", editions)
    .where("email_key", "=", emailKey)
    .executeTakeFirst();
}

function deliveryLines(context: Context) {
  return context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select([
      "subscriber_id as subscriberId",
      "email",
      "deliveries.status",
      "attempts",
      "deliveries.due_at as dueAt",
      "claimed_at as claimedAt",
      "finished_at as finishedAt",
      "reply_code as replyCode",
      "reply",
      "verdict",
    ]);
}
