import { z } from "zod";
import type { SegmentFacts, SegmentLack } from "./facts.server.ts";
import { kindOf } from "./kindOf.server.ts";
import { finds, nobodyKnows, readerWho, type Holds, type ReaderQuery } from "./readerQuery.server.ts";

/** The number of an issue, as a form sends it. */
export const issueField = z.coerce
  .number("Choose an issue.")
  .int("Choose an issue.")
  .min(1, "Choose an issue.")
  .max(2_147_483_647);
/** How many of the last issues are meant. */
export const lastIssuesField = z.coerce
  .number("Type a number.")
  .int("Type a whole number.")
  .min(1, "At least one.")
  .max(50, "At most 50.");

/** Conditions on what people clicked; hits that machines made, or nobody knows what, are none. */
export const clickKinds = {
  clicked: kindOf({
    label: "Clicked in an issue",
    is: "clicked in",
    isNot: "did not click in",
    fields: [{ name: "issue", label: "Issue that counts clicks", type: "choice", from: "countedIssues" }],
    schema: z.object({ issue: issueField }),
    words: ({ issue }) => `issue ${issue}`,
    lack: ({ issue }, { issues }) => {
      const sent = issues.find(({ number }) => number === issue);
      if (!sent) return { error: "issue", issue };
      return unknownIn(sent);
    },
    holds: (eb, { issue }, { issues }) => clickedOneOf(eb, editionsOf(issues.filter(({ number }) => number === issue))),
  }),
  clickedLately: kindOf({
    label: "Clicked in one of the last issues",
    is: "clicked in at least one of the last",
    isNot: "clicked in none of the last",
    fields: [{ name: "issues", label: "Issues of their list that count clicks", type: "number", least: 1, most: 50 }],
    schema: z.object({ issues: lastIssuesField }),
    words: ({ issues }) => (issues === 1 ? "issue that counts clicks" : `${issues} issues that count clicks`),
    lack: ({ issues }, facts, listId) => (listId === null ? null : unknownLately(facts, listId, issues)),
    holds: (eb, { issues }, facts) => {
      const perList = [...facts.lists.keys()].map((listId) => {
        const isKnown = unknownLately(facts, listId, issues) === null;
        const holds = isKnown ? clickedOneOf(eb, editionsOf(lastOf(facts, listId, issues))) : nobodyKnows;
        return eb.and([eb("subscriptions.list_id", "=", listId), holds]);
      });
      return perList.length === 0 ? eb.lit(false) : eb.or(perList);
    },
  }),
};

type SentIssues = SegmentFacts["issues"];

const editionsOf = (issues: SentIssues) => issues.flatMap((one) => (unknownIn(one) === null ? one.editionIds : []));

function lastOf({ issues }: SegmentFacts, listId: number, count: number): SentIssues {
  return issues.filter((issue) => issue.listId === listId && issue.countsClicks).slice(0, count);
}

/** Returns why nobody knows who clicked in an issue: it counted nothing, or their names are no longer kept. */
function unknownIn({ number, countsClicks, ledger }: SentIssues[number]): SegmentLack | null {
  if (!countsClicks) return { error: "uncounted", issue: number };
  return ledger === "forgotten" ? { error: "forgotten", issue: number } : null;
}

/** The same for the last issues that count; where none does, the newest of all stands for them. */
function unknownLately(facts: SegmentFacts, listId: number, count: number): SegmentLack | null {
  const last = lastOf(facts, listId, count);
  const newest = facts.issues.find((issue) => issue.listId === listId);
  const asked = last.length > 0 ? last : newest ? [newest] : [];
  return asked.map(unknownIn).find((lack) => lack !== null) ?? null;
}

/** True of readers who clicked, as people, in one of these editions; null of those who are not counted and did not. */
function clickedOneOf(eb: ReaderQuery, editionIds: number[]): Holds {
  if (editionIds.length === 0) return nobodyKnows;
  const clicks = eb
    .selectFrom("edition_hits as click")
    .select("click.id")
    .whereRef("click.subscriber_id", "=", "subscriptions.subscriber_id")
    .where("click.edition_id", "in", editionIds)
    .where("click.verdict", "=", "person")
    .where("click.n", ">", 0);
  const isUncounted = readerWho(eb, (who) => who("who.uncounted_at", "is not", null));
  return eb.or([finds(eb, clicks), eb.and([isUncounted, nobodyKnows])]);
}
