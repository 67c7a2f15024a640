import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import type { DeliveryStatus } from "#db/schema.ts";
import { addressedBy, recipients } from "./recipients.server.ts";

/** How many deliveries an issue has in each state; their sum is its audience, at every instant (T-17). */
export type Counts = Record<DeliveryStatus, number> & { total: number; deferred: number };

const statuses: DeliveryStatus[] = ["queued", "sending", "accepted", "refused", "uncertain", "withdrawn", "cancelled"];

/**
 * Gives every reader of the list whom the issue is for one delivery; a reader who has one already keeps it.
 * Part of the transaction that starts a send.
 */
export async function enqueue(context: Context, issueId: number, listId: number): Promise<void> {
  const now = context.clock();
  const addressed = await addressedBy(context, { id: issueId, listId });
  await context.db
    .insertInto("deliveries")
    .columns(["issue_id", "subscriber_id", "created_at", "status", "due_at", "attempts"])
    .expression(
      recipients(context, addressed, "every").select([
        sql<number>`cast(${issueId} as integer)`.as("issue_id"),
        "subscriptions.subscriber_id",
        sql<number>`cast(${now} as bigint)`.as("created_at"),
        sql<DeliveryStatus>`'queued'`.as("status"),
        sql<number>`cast(${now} as bigint)`.as("due_at"),
        sql<number>`0`.as("attempts"),
      ]),
    )
    .onConflict((conflict) => conflict.columns(["issue_id", "subscriber_id"]).doNothing())
    .execute();
}

/** The ledger of one issue in one line. `deferred` is the part of `queued` that the server has put off before. */
export async function countDeliveries(context: Context, issueId: number): Promise<Counts> {
  // Answered from the index alone: a page asks every second, of up to a million rows.
  const rows = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => ["status", fn.countAll<number>().as("count")])
    .where("issue_id", "=", issueId)
    .groupBy("status")
    .execute();
  // What was too old to be kept reader by reader still counts (C-10).
  const folded = await context.db
    .selectFrom("delivery_sums")
    .select(["status", "count"])
    .where("issue_id", "=", issueId)
    .execute();
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Counts;
  counts.total = 0;
  for (const row of [...rows, ...folded]) {
    counts[row.status] += row.count;
    counts.total += row.count;
  }
  counts.deferred = await countDeferred(context, issueId);
  return counts;
}

/** How many readers are still to come, in a sentence. */
export function formatToCome({ queued, sending, total }: Pick<Counts, "queued" | "sending" | "total">): string {
  const rest = queued + sending;
  const readers = `${total.toLocaleString("en")} ${total === 1 ? "reader" : "readers"}`;
  return `${rest.toLocaleString("en")} of ${readers} ${rest === 1 ? "is" : "are"} still to come.`;
}

/** A deferred delivery is due minutes after the send began, so that the index leaves all others out at once. */
async function countDeferred(context: Context, issueId: number): Promise<number> {
  const { count } = await context.db
    .selectFrom("deliveries")
    .innerJoin("issues", "issues.id", "deliveries.issue_id")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("deliveries.issue_id", "=", issueId)
    .where("deliveries.status", "=", "queued")
    .where((eb) => eb("deliveries.due_at", ">", eb(eb.ref("issues.sending_at"), "+", 60_000)))
    .where("attempts", ">", 0)
    .executeTakeFirstOrThrow();
  return count;
}

/** When the next delivery of an issue that waits is due, or null when none waits. */
export async function nextDueAt(context: Context, issueId: number): Promise<number | null> {
  const row = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.min<number | null>("due_at").as("due"))
    .where("issue_id", "=", issueId)
    .where("status", "=", "queued")
    .executeTakeFirst();
  return row?.due ?? null;
}

export type DeliveryLine = {
  issueId: number;
  number: number;
  subject: string;
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

/** What one person got, newest issue first. */
export function deliveriesOfSubscriber(context: Context, subscriberId: number): Promise<DeliveryLine[]> {
  return deliveryLines(context).where("subscriber_id", "=", subscriberId).orderBy("number", "desc").execute();
}

/** The deliveries of an issue that are in one of `statuses`, the latest first. */
export function deliveriesIn(
  context: Context,
  issueId: number,
  statuses: DeliveryStatus[],
  limit: number,
): Promise<DeliveryLine[]> {
  return deliveryLines(context)
    .where("deliveries.issue_id", "=", issueId)
    .where("deliveries.status", "in", statuses)
    .orderBy("claimed_at", "desc")
    .limit(limit)
    .execute();
}

/** @param emailKey an address's `key` */
export function deliveryTo(context: Context, issueId: number, emailKey: string): Promise<DeliveryLine | undefined> {
  return deliveryLines(context)
    .where("deliveries.issue_id", "=", issueId)
    .where("email_key", "=", emailKey)
    .executeTakeFirst();
}

function deliveryLines(context: Context) {
  return context.db
    .selectFrom("deliveries")
    .innerJoin("issues", "issues.id", "deliveries.issue_id")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .leftJoin("editions", "editions.issue_id", "deliveries.issue_id")
    .select((eb) => [
      "deliveries.issue_id as issueId",
      "issues.number",
      eb.fn.coalesce("editions.subject", "issues.subject").as("subject"),
      "subscriber_id as subscriberId",
      "email",
      "deliveries.status",
      "attempts",
      "due_at as dueAt",
      "claimed_at as claimedAt",
      "finished_at as finishedAt",
      "reply_code as replyCode",
      "reply",
      "verdict",
    ]);
}

/** True when an issue's deliveries are no longer kept one by one. */
export async function wasFolded(context: Context, issueId: number): Promise<boolean> {
  const row = await context.db
    .selectFrom("delivery_sums")
    .select("issue_id")
    .where("issue_id", "=", issueId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
