import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import type { Share } from "#app/models/instance/senderProcesses.server.ts";

/** A due delivery, which the sender may claim. It is not locked. */
export type Prospect = { subscriberId: number; domain: string; dueAt: number };

/**
 * Lists an edition's due deliveries in their order, after `after`. Called for hundreds at a time, so that the index is
 * walked once over a whole send of any size.
 */
export async function dueAfter(
  context: Context,
  editionId: number,
  after: Pick<Prospect, "dueAt" | "subscriberId"> | null,
  share: Share,
  limit: number,
): Promise<Prospect[]> {
  let query = waiting(context, editionId, share)
    .where("due_at", "<=", context.clock())
    .orderBy("due_at")
    .orderBy("deliveries.subscriber_id")
    .limit(limit);
  if (after)
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("due_at", "deliveries.subscriber_id"), ">", tuple(after.dueAt, after.subscriberId)),
    );
  return query.execute();
}

/** Like `dueAfter`, for readers at some domains only, after the subscriber `after`. */
export function dueAt(
  context: Context,
  editionId: number,
  domains: string[],
  after: number,
  share: Share,
  limit: number,
): Promise<Prospect[]> {
  return waiting(context, editionId, share)
    .where("subscribers.domain", "in", domains)
    .where("subscribers.id", ">", after)
    .where("due_at", "<=", context.clock())
    .orderBy("subscribers.id")
    .limit(limit)
    .execute();
}

function waiting(context: Context, editionId: number, share: Share) {
  let query = context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["deliveries.subscriber_id as subscriberId", "domain", "due_at as dueAt"])
    .where("edition_id", "=", editionId)
    .where("status", "=", "queued");
  if (share.of > 1) query = query.where(sql<boolean>`deliveries.subscriber_id % ${share.of} = ${share.rank}`);
  return query;
}
