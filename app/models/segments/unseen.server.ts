import { z } from "zod";
import type { SegmentFacts } from "./facts.server.ts";
import { gotIssueOf, joinedAt } from "./gotIssues.server.ts";
import { kindOf } from "./kindOf.server.ts";
import { finds, nobodyKnows, type Holds, type ReaderQuery } from "./readerQuery.server.ts";

/** The issues over which nobody gave a sign: the first and the last of them, and when the first went out. */
export type Silence = { listId: number; firstEdition: number; lastEdition: number; since: number };

/**
 * Returns the last issues of a list that went to all of it; null where there were not so many, and `forgotten` where
 * nobody knows any more who got the first of them.
 */
export function silenceIn(facts: SegmentFacts, listId: number, issues: number): Silence | null | "forgotten" {
  const toAll = facts.issues.filter((one) => one.listId === listId && one.toAll && one.ledger !== "elsewhere");
  const [last] = toAll;
  const first = toAll[issues - 1];
  if (!first || !last) return null;
  if (first.ledger !== "kept" || last.ledger !== "kept") return "forgotten";
  return { listId, firstEdition: first.editionIds[0]!, lastEdition: last.editionIds[0]!, since: first.sentAt };
}

/**
 * True of readers who got the first and the last of these issues and gave no sign since the first: they had joined before it,
 * and nothing was paused.
 */
export function gaveNoSign(eb: ReaderQuery, { listId, firstEdition, lastEdition, since }: Silence): Holds {
  const seen = eb
    .selectFrom("reader_signs as seen")
    .select("seen.subscriber_id")
    .whereRef("seen.subscriber_id", "=", "subscriptions.subscriber_id")
    .where("seen.seen_at", ">=", since);
  const joinedSince = eb
    .selectFrom("subscriptions as other")
    .select("other.list_id")
    .whereRef("other.subscriber_id", "=", "subscriptions.subscriber_id")
    .where("other.confirmed_at", ">=", since);
  return eb.and([
    eb("subscriptions.list_id", "=", listId),
    eb(joinedAt(eb), "<", since),
    eb(eb.fn.coalesce("subscriptions.paused_until", eb.lit(0)), "<", since),
    eb.not(finds(eb, seen)),
    eb.not(finds(eb, joinedSince)),
    gotIssueOf(eb, firstEdition),
    gotIssueOf(eb, lastEdition),
  ]);
}

const issues = z.coerce
  .number("Type a number.")
  .int("Type a whole number.")
  .min(1, "At least one.")
  .max(50, "At most 50.");

/** The kind of condition about silence. */
export const silentKinds = {
  unseen: kindOf({
    label: "Gave no sign for some issues",
    is: "gave no sign for the last",
    isNot: "gave a sign in the time of the last",
    fields: [
      {
        ...{ name: "issues", label: "Issues of their list", type: "number", least: 1, most: 50 },
        hint: "Silence is not absence: who reads and presses nothing gives no sign.",
      },
    ],
    schema: z.object({ issues }),
    words: ({ issues }) => (issues === 1 ? "issue" : `${issues} issues`),
    lack: ({ issues }, facts, listId) => {
      if (listId === null || silenceIn(facts, listId, issues) !== "forgotten") return null;
      const gone = facts.issues.find((one) => one.listId === listId && one.toAll && one.ledger === "forgotten");
      return { error: "forgotten", issue: gone!.number };
    },
    holds: (eb, { issues }, facts) => {
      const perList = [...facts.lists.keys()].flatMap((listId) => {
        const silence = silenceIn(facts, listId, issues);
        if (silence === null) return [];
        const of = eb("subscriptions.list_id", "=", listId);
        return [silence === "forgotten" ? eb.and([of, nobodyKnows]) : gaveNoSign(eb, silence)];
      });
      return perList.length === 0 ? eb.lit(false) : eb.or(perList);
    },
  }),
};
