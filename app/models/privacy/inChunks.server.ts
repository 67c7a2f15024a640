import { inTransaction, type Context } from "#app/context.server.ts";
import { forgetReaderOfHits } from "#app/models/clicks/leaving.server.ts";
import { oldReadersOfHits } from "#app/models/clicks/retention.server.ts";
import { hasDeliveries } from "#app/models/ledgerRows.server.ts";
import { lockReadersById } from "#app/models/readers/subscribers.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";

/** The limits of one transaction and of one call, so that nobody waits long for the database. */
export const chunk = 500;
const chunksAtOnce = 10;

/** The states in which a hand-over stays. */
export const finished: DeliveryStatus[] = ["accepted", "refused", "uncertain", "withdrawn", "cancelled"];

/** Does work in chunks until one is not full. @returns true when there may be more */
export async function inChunks(work: () => Promise<number>): Promise<boolean> {
  for (let i = 0; i < chunksAtOnce; i += 1) if ((await work()) < chunk) return false;
  return true;
}

/** Turns the deliveries of finished sends into sums, which the ledger counts like rows. @returns true when there may be more */
export async function foldDeliveries(context: Context, before: number): Promise<boolean> {
  const edition = await context.db
    .selectFrom("editions")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .leftJoin("digests", "digests.id", "editions.digest_id")
    .select("editions.id")
    .where("frozen_at", "<", before)
    .where(({ eb, or }) => or([eb("issues.status", "=", "sent"), eb("digests.status", "=", "sent")]))
    .where(hasDeliveries)
    .limit(1)
    .executeTakeFirst();
  if (edition) await inChunks(() => foldSome(context, edition.id));
  return edition !== undefined;
}

function foldSome(context: Context, editionId: number): Promise<number> {
  return inTransaction(context, async (context) => {
    const gone = await context.db
      .deleteFrom("deliveries")
      .where("edition_id", "=", editionId)
      .where("subscriber_id", "in", (eb) =>
        eb
          .selectFrom("deliveries as old")
          .select("old.subscriber_id")
          .where("old.edition_id", "=", editionId)
          .where("old.status", "in", finished)
          .orderBy("old.subscriber_id")
          .limit(chunk),
      )
      .returning("status")
      .execute();
    for (const [status, count] of counted(gone))
      await context.db
        .insertInto("delivery_sums")
        .values({ edition_id: editionId, status, count })
        .onConflict((conflict) =>
          conflict
            .columns(["edition_id", "status"])
            .doUpdateSet((eb) => ({ count: eb("delivery_sums.count", "+", count) })),
        )
        .execute();
    return gone.length;
  });
}

/** Forgets who clicked in editions from before a time; the hits stay. @returns how many readers of editions */
export function forgetClickers(context: Context, before: number): Promise<number> {
  return inTransaction(context, async (context) => {
    const old = await oldReadersOfHits(context, before, chunk);
    await lockReadersById(
      context,
      old.map(({ subscriberId }) => subscriberId),
    );
    for (const { editionId, subscriberId } of old) await forgetReaderOfHits(context, subscriberId, [editionId]);
    return old.length;
  });
}

function counted(rows: { status: DeliveryStatus }[]): Map<DeliveryStatus, number> {
  const counts = new Map<DeliveryStatus, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
