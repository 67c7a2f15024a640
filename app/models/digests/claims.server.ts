import { sql } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import type { ClaimedDelivery } from "#app/models/deliveries/claims.server.ts";
import type { Prospect } from "#app/models/deliveries/due.server.ts";
import { isWanted } from "#app/models/deliveries/recipients.server.ts";
import { nextState, type RecordedOutcome } from "#app/models/deliveries/retries.server.ts";
import type { Share } from "#app/models/instance/senderProcesses.server.ts";
import { skipLocked } from "#db/client.server.ts";

/** One reader's copy of a digest, claimed. Times in milliseconds. */
export type ClaimedCopy = Omit<ClaimedDelivery, "issueId"> & { digestId: number };

/** What of a digest is due, like `dueAfter` of an issue. */
export function copiesAfter(
  context: Context,
  digestId: number,
  after: Pick<Prospect, "dueAt" | "subscriberId"> | null,
  share: Share,
  limit: number,
): Promise<Prospect[]> {
  let query = waiting(context, digestId, share).orderBy("letters.due_at").orderBy("letters.subscriber_id").limit(limit);
  if (after)
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("letters.due_at", "letters.subscriber_id"), ">", tuple(after.dueAt, after.subscriberId)),
    );
  return query.execute();
}

/** The same for readers at some domains only, like `dueAt` of an issue. */
export function copiesAt(
  context: Context,
  digestId: number,
  domains: string[],
  after: number,
  share: Share,
  limit: number,
): Promise<Prospect[]> {
  return waiting(context, digestId, share)
    .where("subscribers.domain", "in", domains)
    .where("subscribers.id", ">", after)
    .orderBy("subscribers.id")
    .limit(limit)
    .execute();
}

function waiting(context: Context, digestId: number, share: Share) {
  let query = context.db
    .selectFrom("letters")
    .innerJoin("subscribers", "subscribers.id", "letters.subscriber_id")
    .select(["letters.subscriber_id as subscriberId", "domain", "letters.due_at as dueAt"])
    .where("digest_id", "=", digestId)
    .where("letters.status", "=", "queued")
    .where("letters.due_at", "<=", context.clock());
  if (share.of > 1) query = query.where(sql<boolean>`letters.subscriber_id % ${share.of} = ${share.rank}`);
  return query;
}

/**
 * Claims copies of a digest while they still wait, as `claim` does an issue's deliveries: who left, paused, was
 * suppressed or wants single issues again becomes `withdrawn` and is not returned (H-14).
 */
export function claimCopies(
  context: Context,
  processId: string,
  digestId: number,
  subscriberIds: number[],
): Promise<ClaimedCopy[]> {
  return inTransaction(context, async (context) => {
    if (subscriberIds.length === 0) return [];
    const now = context.clock();
    const rows = await lockWaiting(context, digestId, subscriberIds);
    const wanted = rows.filter((row) => isWanted(row, "monthly", now));
    await withdraw(context, processId, idsOf(rows.filter((row) => !wanted.includes(row))));
    await takeOver(context, processId, idsOf(wanted));
    return wanted.map(({ subscriber_id: subscriberId, first_claimed_at, attempts, email, name, domain }) => ({
      digestId,
      subscriberId,
      email,
      name,
      domain,
      firstClaimedAt: first_claimed_at ?? now,
      triedFrom: first_claimed_at ?? now,
      attempts: attempts + 1,
    }));
  });
}

const idsOf = (rows: { id: number }[]) => rows.map(({ id }) => id);

async function withdraw(context: Context, processId: string, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const now = context.clock();
  await context.db
    .updateTable("letters")
    .set({ status: "withdrawn", finished_at: now, claimed_by: processId, claimed_at: now })
    .where("id", "in", ids)
    .execute();
}

async function takeOver(context: Context, processId: string, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const now = context.clock();
  await context.db
    .updateTable("letters")
    .set((eb) => ({
      status: "sending",
      claimed_by: processId,
      claimed_at: now,
      first_claimed_at: eb.fn.coalesce("first_claimed_at", eb.val(now)),
      attempts: eb("attempts", "+", 1),
    }))
    .where("id", "in", ids)
    .execute();
}

function lockWaiting(context: Context, digestId: number, subscriberIds: number[]) {
  return skipLocked(
    context.db,
    context.db
      .selectFrom("letters")
      .innerJoin("subscribers", "subscribers.id", "letters.subscriber_id")
      .leftJoin("subscriptions", (join) =>
        join
          .onRef("subscriptions.subscriber_id", "=", "letters.subscriber_id")
          .onRef("subscriptions.list_id", "=", "letters.list_id"),
      )
      .select(["letters.id", "letters.subscriber_id", "first_claimed_at", "attempts", "email", "name", "domain"])
      .select(["subscriptions.status as subscription", "frequency", "paused_until", "suppressed_at"])
      .where("digest_id", "=", digestId)
      .where("letters.subscriber_id", "in", subscriberIds)
      // By the key of reader and digest, as in `claims`.
      .where(sql<boolean>`coalesce(letters.status, '') = 'queued'`),
    "letters",
  ).execute();
}

/** Puts copies back whose claim's commit got no answer, as `putBack` does an issue's deliveries. */
export async function putCopiesBack(
  context: Context,
  processId: string,
  digestId: number,
  subscriberIds: number[],
): Promise<void> {
  await context.db
    .updateTable("letters")
    .set((eb) => ({ status: "queued", attempts: eb("attempts", "-", 1) }))
    .where("digest_id", "=", digestId)
    .where("subscriber_id", "in", subscriberIds)
    .where("claimed_by", "=", processId)
    .where("status", "=", "sending")
    .execute();
}

/** Records what became of a claimed copy; only the process that holds it can. */
export async function recordCopy(
  context: Context,
  processId: string,
  copy: ClaimedCopy,
  outcome: RecordedOutcome,
): Promise<void> {
  await context.db
    .updateTable("letters")
    .set(nextState(outcome, copy.attempts, copy.triedFrom, context.clock(), context.config.retryFor))
    .where("digest_id", "=", copy.digestId)
    .where("subscriber_id", "=", copy.subscriberId)
    .where("claimed_by", "=", processId)
    .where("status", "in", ["sending", "uncertain"])
    .execute();
}

/** Like `refuseUndecided` of an issue. */
export async function refuseUndecidedCopies(
  context: Context,
  digestId: number,
  subscriberIds: number[],
): Promise<void> {
  await context.db
    .updateTable("letters")
    .set({ status: "refused", finished_at: context.clock(), due_at: context.clock() })
    .where("digest_id", "=", digestId)
    .where("subscriber_id", "in", subscriberIds)
    .where(sql<boolean>`coalesce(letters.status, '') = 'queued'`)
    .execute();
}

/** Like `othersOf` an issue. */
export async function otherCopiesOf(
  context: Context,
  digestId: number,
): Promise<{ accepted: boolean; toCome: boolean }> {
  const ofDigest = () => context.db.selectFrom("letters").select("id").where("digest_id", "=", digestId);
  const accepted = await ofDigest().where("status", "=", "accepted").limit(1).executeTakeFirst();
  const sending = await ofDigest().where("status", "=", "sending").limit(1).executeTakeFirst();
  const due = await ofDigest()
    .where("status", "=", "queued")
    .where("due_at", "<=", context.clock())
    .limit(1)
    .executeTakeFirst();
  return { accepted: accepted !== undefined, toCome: (sending ?? due) !== undefined };
}
