import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { earliestIn } from "./deliveries.server.ts";
import { endedBeforeReply } from "./retries.server.ts";

/**
 * Requeues deliveries that a process claimed without knowing it, because the reply to its commit was lost: nothing of
 * them has left. Those that were not claimed stay unchanged.
 */
export async function putBack(
  context: Context,
  processId: string,
  editionId: number,
  subscriberIds: number[],
): Promise<void> {
  await context.db
    .updateTable("deliveries")
    .set((eb) => ({ status: "queued", attempts: eb("attempts", "-", 1) }))
    .where("edition_id", "=", editionId)
    .where("subscriber_id", "in", subscriberIds)
    .where("claimed_by", "=", processId)
    .where("status", "=", "sending")
    .execute();
}

/**
 * Makes undecided refusals final, with their stored replies, because they were about their readers.
 * @param refusals by reader
 */
export async function refuseUndecided(
  context: Context,
  refusals: ReadonlyMap<number, { editionId: number }>,
): Promise<void> {
  for (const [editionId, some] of Map.groupBy(refusals, ([, refusal]) => refusal.editionId))
    await context.db
      .updateTable("deliveries")
      .set({ status: "refused", finished_at: context.clock(), due_at: context.clock() })
      .where("edition_id", "=", editionId)
      .where(
        "subscriber_id",
        "in",
        some.map(([subscriberId]) => subscriberId),
      )
      // By primary key, as in `exchange`.
      .where(sql<boolean>`coalesce(deliveries.status, '') = 'queued'`)
      .execute();
}

/**
 * Returns the state of some editions of a send apart from its undecided refusals: whether a reader was accepted, and whether
 * another reader can still be tried.
 */
export async function othersOf(
  context: Context,
  editionIds: number[],
): Promise<{ accepted: boolean; toCome: boolean }> {
  const found = { accepted: false, toCome: false };
  for (const editionId of editionIds) {
    const accepted = await earliestIn(context, editionId, "accepted");
    const sending = await earliestIn(context, editionId, "sending");
    const queued = await earliestIn(context, editionId, "queued");
    found.accepted ||= accepted !== null;
    found.toCome ||= sending !== null || (queued !== null && queued <= context.clock());
  }
  return found;
}

/** Turns deliveries left `sending` by dead processes into `uncertain`: they are never resent by themselves (T-03). */
export async function uncertainDeliveries(context: Context, processIds: string[]): Promise<number> {
  if (processIds.length === 0) return 0;
  const rows = await context.db
    .updateTable("deliveries")
    .set({ status: "uncertain", finished_at: context.clock(), reply: endedBeforeReply, verdict: "unknown" })
    .where("status", "=", "sending")
    .where("claimed_by", "in", processIds)
    .returning("subscriber_id")
    .execute();
  return rows.length;
}
