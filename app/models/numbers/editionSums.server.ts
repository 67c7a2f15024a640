import { inTransaction, type Context } from "#app/context.server.ts";
import { countEach, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { editionsOf, sendOfEdition, tableOf } from "#app/models/deliveries/sends.server.ts";
import { day } from "#app/models/durations.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import type { LeaveReason } from "#app/models/readers/unsubscribe.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import type { WayOfLeaving } from "./standings.server.ts";

/** The states in which a delivery stays once its edition has gone out. */
export const finalStates = [
  "accepted",
  "refused",
  "uncertain",
  "withdrawn",
  "cancelled",
] as const satisfies DeliveryStatus[];
export type FinalState = (typeof finalStates)[number];

/** The things that are added up of an edition. */
export type EditionFigure = FinalState | `left ${WayOfLeaving}` | `reason ${LeaveReason}` | "came-back" | "replies";

/** One sum, or what is added to it. */
export type EditionCount = { editionId: number; figure: EditionFigure; within: Within; count: number };
/** Whether something came within a day of the mail; empty where that says nothing. */
export type Within = "day" | "later" | "";

/** @param since when the mail was handed over, in milliseconds */
export function withinOf(at: number, since: number): Within {
  return at - since <= day ? "day" : "later";
}

/** Adds to the sums of editions, in the caller's transaction. */
export async function addToEditions({ db }: Context, counts: EditionCount[]): Promise<void> {
  const sums = new Map<string, EditionCount>();
  for (const one of counts) {
    const key = `${one.editionId} ${one.figure} ${one.within}`;
    sums.set(key, { ...one, count: (sums.get(key)?.count ?? 0) + one.count });
  }
  // One order, so that two processes cannot deadlock.
  const changed = [...sums].filter(([, { count }]) => count !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  await insertRows(
    db,
    "edition_figures",
    changed.map(([, { editionId, figure, within, count }]) => ({ edition_id: editionId, figure, within, count })),
    "on conflict (edition_id, figure, within) do update set count = edition_figures.count + excluded.count",
  );
}

/** Counts answers of people, from the event that each one is. */
export async function countReplies(context: Context, events: DomainEvent<"reply-received">[]): Promise<void> {
  const counts: EditionCount[] = [];
  for (const { subject, at } of events) {
    const edition = context.db.selectFrom("editions").select("frozen_at").where("id", "=", subject);
    const found = await edition.executeTakeFirst();
    if (found) counts.push({ editionId: subject, figure: "replies", within: withinOf(at, found.frozen_at), count: 1 });
  }
  await addToEditions(context, counts);
}

/** Has the deliveries of sends added up that have gone out, or that were changed since: each edition by itself. */
export async function askToAddUp(context: Context, events: DomainEvent[]): Promise<void> {
  for (const { subject, at } of events)
    for (const edition_id of await editionsOf(context, subject))
      await context.db
        .insertInto("edition_ledgers")
        .values({ edition_id, due_at: at })
        .onConflict((conflict) => conflict.column("edition_id").doUpdateSet({ due_at: at }))
        .execute();
}

/**
 * Adds up the deliveries of the next edition that waits for it. They are counted before the transaction: a million take a
 * moment in which nobody else has to wait.
 * @returns false when none waits
 */
export async function addUpNext(context: Context): Promise<boolean> {
  const waiting = await context.db
    .selectFrom("edition_ledgers")
    .select(["edition_id as id", "due_at"])
    .where("due_at", "is not", null)
    .orderBy("edition_id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!waiting) return false;
  const counts = (await hasGoneOut(context, waiting.id))
    ? (await countEach(context, [waiting.id])).get(waiting.id)
    : null;
  await inTransaction(context, async (context) => {
    const done = await context.db
      .updateTable("edition_ledgers")
      .set({ due_at: null, counted_at: counts ? context.clock() : null })
      .where("edition_id", "=", waiting.id)
      // It changed meanwhile, and is counted again.
      .where("due_at", "=", waiting.due_at)
      .returning("edition_id")
      .executeTakeFirst();
    if (done && counts) await keepStates(context, waiting.id, counts);
  });
  return true;
}

/** One that goes on again after its end is added up at the next. */
async function hasGoneOut(context: Context, editionId: number): Promise<boolean> {
  const send = await sendOfEdition(context, editionId);
  if (!send) return false;
  const of = context.db.selectFrom(tableOf(send.kind)).select("status").where("id", "=", send.id);
  return (await of.executeTakeFirst())?.status === "sent";
}

async function keepStates({ db }: Context, editionId: number, counts: Counts): Promise<void> {
  await db
    .deleteFrom("edition_figures")
    .where("edition_id", "=", editionId)
    .where("figure", "in", [...finalStates])
    .execute();
  await insertRows(
    db,
    "edition_figures",
    finalStates.map((figure) => ({ edition_id: editionId, figure, within: "", count: counts[figure] })),
  );
}
