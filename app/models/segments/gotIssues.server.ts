import { sql } from "kysely";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import type { SegmentFacts, SegmentLack } from "./facts.server.ts";
import { finds, nobodyKnows, type Holds, type ReaderQuery } from "./readerQuery.server.ts";

/** All others may have reached the reader: an uncertain mail counts as got, so that nobody gets the same twice. */
const never: DeliveryStatus[] = ["refused", "withdrawn", "cancelled"];

/** A condition that counts days or asks for one is about the day on which somebody joined the list of the issue. */
export const joinedAt = (eb: ReaderQuery) => eb.fn.coalesce("subscriptions.confirmed_at", "subscriptions.created_at");

/** True of readers who got one of these editions, or may have. */
export function gotOneOf(eb: ReaderQuery, editionIds: number[]): Holds {
  if (editionIds.length === 0) return eb.lit(false);
  return finds(
    eb,
    eb
      .selectFrom("deliveries as got")
      .select("got.subscriber_id")
      .whereRef("got.subscriber_id", "=", "subscriptions.subscriber_id")
      .where("got.edition_id", "in", editionIds)
      .where("got.status", "not in", never),
  );
}

/** True of readers who got the issue of an edition, with whichever of its tried subjects, or may have. */
export function gotIssueOf(eb: ReaderQuery, editionId: number): Holds {
  const together = sql<number>`(select one.id from editions as one join editions as named on named.id = ${editionId}
    where one.id = named.id or one.issue_id = named.issue_id)`;
  return finds(
    eb,
    eb
      .selectFrom("deliveries as got")
      .select("got.subscriber_id")
      .whereRef("got.subscriber_id", "=", "subscriptions.subscriber_id")
      .where("got.edition_id", "in", together)
      .where("got.status", "not in", never),
  );
}

/** True of readers who got one of the last issues of the list of their subscription. */
export function gotLately(eb: ReaderQuery, facts: SegmentFacts, count: number): Holds {
  const perList = [...facts.lists.keys()].map((listId) => {
    const editions = lastOf(facts, listId, count).flatMap(({ editionIds }) => editionIds);
    const isKnown = unknownOf(facts, listId, count) === null;
    return eb.and([eb("subscriptions.list_id", "=", listId), isKnown ? gotOneOf(eb, editions) : nobodyKnows]);
  });
  return perList.length === 0 ? eb.lit(false) : eb.or(perList);
}

/** The last issues of a list, newest first; those that were sent elsewhere have no ledger and do not count. */
function lastOf({ issues }: SegmentFacts, listId: number, count: number) {
  return issues.filter((issue) => issue.listId === listId && issue.ledger !== "elsewhere").slice(0, count);
}

/**
 * Returns why nobody knows who got the last issues of a list; null when it is known. Where all that went out was sent
 * elsewhere, everybody would be one who got none: after a move that is the whole list.
 */
export function unknownOf(facts: SegmentFacts, listId: number, count: number): SegmentLack | null {
  const last = lastOf(facts, listId, count);
  const gone = last.find(({ ledger }) => ledger !== "kept");
  if (gone) return { error: "forgotten", issue: gone.number };
  const foreign = last.length === 0 ? facts.issues.find((issue) => issue.listId === listId) : undefined;
  return foreign ? { error: "elsewhere", issue: foreign.number } : null;
}
