import { sql, type ExpressionBuilder } from "kysely";
import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { forChange } from "#db/client.server.ts";
import type { Schema } from "#db/schema.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import { recipients, type Addressed } from "./recipients.server.ts";
import { editionFor, type Trial } from "./trials.ts";
import { editionKinds, editionsOf, triedEditions, type EditionKind } from "./sends.server.ts";

/** The number of an edition's deliveries in each state; their sum is its audience, at every instant (T-17). */
export type Counts = Record<DeliveryStatus, number> & { total: number; deferred: number };

const statuses: DeliveryStatus[] = ["queued", "sending", "accepted", "refused", "uncertain", "withdrawn", "cancelled"];

/**
 * Creates one delivery for each recipient of an edition; existing ones stay. One statement, so that no reader is left
 * out or doubled. Part of the transaction that starts a send.
 * @param trial gives some of the readers another edition, one of a tried subject
 */
export async function enqueue(
  context: Context,
  editionId: number,
  addressed: Addressed,
  kind: EditionKind,
  trial: Trial | null = null,
): Promise<void> {
  const now = context.clock();
  await lockList(context, addressed.listId);
  await context.db
    .insertInto("deliveries")
    .columns(["edition_id", "subscriber_id", "created_at", "status", "due_at", "attempts"])
    .expression(
      recipients(context, addressed, editionKinds[kind].frequency).select([
        editionFor(editionId, trial).as("edition_id"),
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
 * Counts the deliveries of one send: of an edition, and of those of tried subjects where it is their issue's own. `deferred`
 * is the part of `queued` that the server has deferred.
 * @param editionId null counts nothing
 */
export async function countDeliveries(context: Context, editionId: number | null): Promise<Counts> {
  const counts = (await countAll(context, editionId === null ? [] : [editionId])).get(editionId!) ?? noCounts();
  if (counts.queued > 0) counts.deferred = await countDeferred(context, editionId!);
  return counts;
}

/** Counts the deliveries of several sends, without `deferred`; a send without deliveries has no entry. */
export async function countAll(context: Context, editionIds: number[]): Promise<Map<number, Counts>> {
  const tried = await triedEditions(context, editionIds);
  const ledgers = await countEach(context, [...editionIds, ...tried.keys()]);
  for (const [id, own] of tried) {
    const counts = ledgers.get(id);
    ledgers.delete(id);
    if (counts) ledgers.set(own, sumOf(ledgers.get(own) ?? noCounts(), counts));
  }
  return ledgers;
}

function sumOf(one: Counts, other: Counts): Counts {
  const sums = Object.entries(one).map(([state, count]) => [state, count + other[state as keyof Counts]]);
  return Object.fromEntries(sums) as Counts;
}

/** Counts the deliveries of each edition alone, also of a tried subject; otherwise like `countAll`. */
export async function countEach(context: Context, editionIds: number[]): Promise<Map<number, Counts>> {
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
    .where("edition_id", "in", await editionsOf(context, editionId))
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

/** True when deliveries of a send have become sums. */
export async function wasFolded(context: Context, editionId: number): Promise<boolean> {
  const row = await context.db
    .selectFrom("delivery_sums")
    .select("edition_id")
    .where("edition_id", "in", await editionsOf(context, editionId))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Returns when the next queued delivery of a send is due that waits for no decision, or null when there is none. */
export async function nextDueAt(context: Context, editionId: number): Promise<number | null> {
  const open = await context.db
    .selectFrom("editions")
    .select("id")
    .where("id", "in", await editionsOf(context, editionId))
    .where("held_at", "is", null)
    .execute();
  const dues: number[] = [];
  for (const { id } of open) dues.push((await earliestIn(context, id, "queued")) ?? Infinity);
  const due = Math.min(...dues);
  return due === Infinity ? null : due;
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
