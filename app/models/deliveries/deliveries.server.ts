import { sql, type ExpressionBuilder } from "kysely";
import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { formatMonth } from "#app/models/months.server.ts";
import { forChange } from "#db/client.server.ts";
import type { Schema } from "#db/schema.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import { recipients, type Addressed } from "./recipients.server.ts";
import { editionKinds, type EditionKind } from "./sends.server.ts";

/** The number of an edition's deliveries in each state; their sum is its audience, at every instant (T-17). */
export type Counts = Record<DeliveryStatus, number> & { total: number; deferred: number };

const statuses: DeliveryStatus[] = ["queued", "sending", "accepted", "refused", "uncertain", "withdrawn", "cancelled"];

/**
 * Creates one delivery for each recipient of an edition; existing ones stay. One statement, so that no reader is left
 * out or doubled. Part of the transaction that starts a send.
 */
export async function enqueue(
  context: Context,
  editionId: number,
  addressed: Addressed,
  kind: EditionKind,
): Promise<void> {
  const now = context.clock();
  await lockList(context, addressed.listId);
  await context.db
    .insertInto("deliveries")
    .columns(["edition_id", "subscriber_id", "created_at", "status", "due_at", "attempts"])
    .expression(
      recipients(context, addressed, editionKinds[kind].frequency).select([
        sql<number>`cast(${editionId} as integer)`.as("edition_id"),
        "subscriptions.subscriber_id",
        sql<number>`cast(${now} as bigint)`.as("created_at"),
        sql<DeliveryStatus>`'queued'`.as("status"),
        sql<number>`cast(${now} as bigint)`.as("due_at"),
        sql<number>`0`.as("attempts"),
      ]),
    )
    .onConflict((conflict) => conflict.columns(["edition_id", "subscriber_id"]).doNothing())
    .execute();
}

/**
 * Locks a list until the transaction ends, before any reader. Deliveries to many of its readers and the deletion of many would
 * otherwise wait for each other.
 */
export async function lockList(context: Context, id: number): Promise<void> {
  await forChange(context.db, context.db.selectFrom("lists").select("id").where("id", "=", id)).execute();
}

/**
 * Counts the deliveries of one edition. `deferred` is the part of `queued` that the server has deferred.
 * @param editionId null counts nothing
 */
export async function countDeliveries(context: Context, editionId: number | null): Promise<Counts> {
  const counts = (await countAll(context, editionId === null ? [] : [editionId])).get(editionId!) ?? noCounts();
  if (counts.queued > 0) counts.deferred = await countDeferred(context, editionId!);
  return counts;
}

/** Counts the deliveries of several editions, without `deferred`; an edition without deliveries has no entry. */
export async function countAll(context: Context, editionIds: number[]): Promise<Map<number, Counts>> {
  if (context.db.isTransaction) return countRows(context, editionIds);
  const settled = editionIds.flatMap((id) => {
    const known = context.counted.get(ledgerOf(id));
    return known ? [[id, { ...(known.value as Counts) }] as const] : [];
  });
  const ledgers = new Map<number, Counts>(settled);
  const others = editionIds.filter((id) => !ledgers.has(id));
  for (const [id, counts] of await countRows(context, others)) {
    ledgers.set(id, counts);
    if (counts.total >= many && counts.queued + counts.sending + counts.uncertain === 0)
      context.counted.set(ledgerOf(id), { value: { ...counts }, readers: counts.total, at: context.clock(), step: 0 });
  }
  return ledgers;
}

const ledgerOf = (editionId: number) => `ledger of edition ${editionId}`;
/** A ledger of so many rows is counted once when nothing in it can change any more: a million rows take a third of a second. */
const many = 20_000;

async function countRows(context: Context, editionIds: number[]): Promise<Map<number, Counts>> {
  const ledgers = new Map<number, Counts>();
  if (editionIds.length === 0) return ledgers;
  // Answered from the index alone: a page polls it every second, with up to a million rows.
  const rows = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => ["edition_id", "status", fn.countAll<number>().as("count")])
    .where("edition_id", "in", editionIds)
    .groupBy(["edition_id", "status"])
    .execute();
  // Deliveries that became sums still count (C-10).
  const folded = await context.db
    .selectFrom("delivery_sums")
    .select(["edition_id", "status", "count"])
    .where("edition_id", "in", editionIds)
    .execute();
  for (const { edition_id, status, count } of [...rows, ...folded]) {
    const counts = ledgers.get(edition_id) ?? noCounts();
    ledgers.set(edition_id, counts);
    counts[status] += count;
    counts.total += count;
  }
  return ledgers;
}

/** The counts of an edition without deliveries. */
export function noCounts(): Counts {
  const states = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<DeliveryStatus, number>;
  return { ...states, total: 0, deferred: 0 };
}

/** A sentence with the number of remaining readers. */
export function formatToCome({ queued, sending, total }: Pick<Counts, "queued" | "sending" | "total">): string {
  const rest = queued + sending;
  const readers = `${total.toLocaleString("en")} ${total === 1 ? "reader" : "readers"}`;
  return `${rest.toLocaleString("en")} of ${readers} ${rest === 1 ? "is" : "are"} still to come.`;
}

/** The pause of a send. `reason`: a sentence, with the number of remaining readers. */
export type SendPause = { at: number; by: string; reason: string };

/** The columns of an issue or a digest about its pause. */
type PauseRow = {
  edition_id: number | null;
  status: string;
  paused_at: number | null;
  paused_by: string | null;
  pause_reason: string | null;
};

/** The remaining readers are counted at each call, because deliveries in flight at the pause are recorded after it. */
export async function pauseOf(context: Context, row: PauseRow): Promise<SendPause | null> {
  if (row.status !== "paused") return null;
  const toCome = formatToCome(await countDeliveries(context, row.edition_id));
  const reason = `${row.pause_reason ?? ""} ${toCome}`.trim();
  return { at: row.paused_at ?? 0, by: row.paused_by ?? "somebody", reason };
}

/** A deferred delivery is due minutes after the start of the send, so the index excludes all others at once. */
async function countDeferred(context: Context, editionId: number): Promise<number> {
  const { count } = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("edition_id", "=", editionId)
    .where("status", "=", "queued")
    .where("due_at", ">", (eb) => afterStart(eb, editionId))
    .where("attempts", ">", 0)
    .executeTakeFirstOrThrow();
  return count;
}

/** A minute after the edition was frozen, which is the start of its send: only deferred deliveries are due later. */
export function afterStart(eb: ExpressionBuilder<Schema, "deliveries">, editionId: number) {
  return eb
    .selectFrom("editions")
    .where("editions.id", "=", editionId)
    .select((eb) => eb(eb.ref("frozen_at"), "+", minute).as("after"));
}

/** True when an edition's deliveries have become sums. */
export async function wasFolded(context: Context, editionId: number): Promise<boolean> {
  const row = await context.db
    .selectFrom("delivery_sums")
    .select("edition_id")
    .where("edition_id", "=", editionId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Returns when the next queued delivery of an edition is due, or null when none is queued. */
export function nextDueAt(context: Context, editionId: number): Promise<number | null> {
  return earliestIn(context, editionId, "queued");
}

/**
 * Returns the earliest due time of an edition's deliveries in one state, or null. The index answers this form at once;
 * for any one row, PostgreSQL would scan the table when it expects many.
 */
export async function earliestIn(context: Context, editionId: number, status: DeliveryStatus): Promise<number | null> {
  const { due } = await context.db
    .selectFrom("deliveries")
    .select(({ fn }) => fn.min<number | null>("due_at").as("due"))
    .where("edition_id", "=", editionId)
    .where("status", "=", status)
    .executeTakeFirstOrThrow();
  return due;
}

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

/** Lists the deliveries of an edition in one of `statuses`, latest first. */
export function deliveriesIn(
  context: Context,
  editionId: number,
  statuses: DeliveryStatus[],
  limit: number,
): Promise<DeliveryLine[]> {
  return deliveryLines(context)
    .where("edition_id", "=", editionId)
    .where("status", "in", statuses)
    .orderBy("claimed_at", "desc")
    .limit(limit)
    .execute();
}

/** @param emailKey an address's `key` */
export function deliveryTo(context: Context, editionId: number, emailKey: string): Promise<DeliveryLine | undefined> {
  return deliveryLines(context)
    .where("edition_id", "=", editionId)
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
