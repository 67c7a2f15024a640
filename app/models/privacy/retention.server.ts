import { inTransaction, type Context } from "#app/context.server.ts";
import { forgetSessions } from "#app/models/desk/sessions.server.ts";
import { transactionalKinds } from "#app/models/deliveries/transactionalKinds.ts";
import { forgetEvents } from "#app/models/events.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Nobody asks who got an issue or a digest a year ago (C-10): from then on only how many did. */
export const deliveriesKept = 365 * day;
/** How long a mail to one person is kept at most; some kinds go earlier. */
export const transactionalsKept = Math.max(...Object.values(transactionalKinds).map(({ keptFor }) => keptFor));
/** One that cannot be used any more tells its owner so for a day. */
const linksKept = day;
/** Strangers' networks are nobody's business for longer; what an editor did stays. */
const failuresKept = 90 * day;
/** No limit of ours looks further back (C-22). */
export const rateLimitsKept = 30 * day;

/** How many rows go in one transaction, and in one call: nobody waits long for the database. */
const chunk = 500;
const chunksAtOnce = 10;

const finished: DeliveryStatus[] = ["accepted", "refused", "uncertain", "withdrawn", "cancelled"];

/**
 * Takes away what has been kept for long enough (C-10), some thousand rows a call. What an operator did stays on record.
 * @returns true while there is more to take away
 */
export async function retain(context: Context): Promise<boolean> {
  await forgetSignIns(context);
  const more = [await foldDeliveries(context), await forgetLetters(context)];
  more.push(await inChunks(() => forgetEvents(context, chunk)));
  return more.includes(true);
}

async function forgetSignIns(context: Context): Promise<void> {
  const now = context.clock();
  await forgetSessions(context);
  await context.db
    .deleteFrom("sign_in_links")
    .where("expires_at", "<", now - linksKept)
    .execute();
  await context.db
    .deleteFrom("audit_events")
    .where("action", "in", ["sign-in-failed", "sign-in-held"])
    .where("at", "<", now - failuresKept)
    .execute();
  await context.db
    .deleteFrom("throttles")
    .where("window_at", "<", now - rateLimitsKept)
    .execute();
}

/** Deliveries of sends that are done become sums, which the ledger counts as it counts rows. */
async function foldDeliveries(context: Context): Promise<boolean> {
  const edition = await context.db
    .selectFrom("editions")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .leftJoin("digests", "digests.id", "editions.digest_id")
    .select("editions.id")
    .where("frozen_at", "<", context.clock() - deliveriesKept)
    .where(({ eb, or }) => or([eb("issues.status", "=", "sent"), eb("digests.status", "=", "sent")]))
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("deliveries").select("edition_id").whereRef("edition_id", "=", "editions.id")),
    )
    .limit(1)
    .executeTakeFirst();
  if (edition) await inChunks(() => foldSome(context, edition.id));
  return edition !== undefined;
}

/** @returns true when there may be more */
async function inChunks(work: () => Promise<number>): Promise<boolean> {
  for (let i = 0; i < chunksAtOnce; i += 1) if ((await work()) < chunk) return false;
  return true;
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

function counted(rows: { status: DeliveryStatus }[]): Map<DeliveryStatus, number> {
  const counts = new Map<DeliveryStatus, number>();
  for (const { status } of rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

function forgetLetters(context: Context): Promise<boolean> {
  return inChunks(async () => {
    const gone = await context.db
      .deleteFrom("letters")
      .where("id", "in", (eb) =>
        eb
          .selectFrom("letters as old")
          .select("old.id")
          .where("old.status", "in", finished)
          .where(({ eb, or, and }) => {
            const endedBefore = (kept: number) => eb("old.finished_at", "<", context.clock() - kept);
            const earlier = Object.entries(transactionalKinds).filter(
              ([, { keptFor }]) => keptFor < transactionalsKept,
            );
            return or([
              endedBefore(transactionalsKept),
              ...earlier.map(([kind, { keptFor }]) => and([eb("old.kind", "=", kind), endedBefore(keptFor)])),
            ]);
          })
          .limit(chunk),
      )
      .returning("id")
      .execute();
    return gone.length;
  });
}
