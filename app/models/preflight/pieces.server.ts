import { articleChecks, type CheckName } from "#app/models/articles/checks.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import type { Found, IssueCheck, PreflightFacts } from "./check.server.ts";
import type { FindingSpot } from "./spots.server.ts";
import { likeness } from "./wordForms.server.ts";

type Piece = PreflightFacts["issue"]["articles"][number];

/** Checks of the articles, each in turn. */
export const piecesChecks = {
  "already-ran": ofEach("No article ran in an earlier issue.", (article, { ran, briefing }) => {
    const [last] = ran.get(article.id) ?? [];
    return last
      ? `${named(article)} already ran in issue ${last.number}, on ${formatMoment(last.sentAt, briefing.timeZone)}.`
      : null;
  }),
  "no-dek": lacking("dek", "No article lacks a dek, where one is wanted.", "says nothing below its headline"),
  "no-text": lacking("text", "No article lacks a text.", "has no text"),
  "no-source": lacking("sources", "No article lacks a source, where one is wanted.", "names no source"),
  "no-credit": lacking(
    "credit",
    "No lead picture lacks a credit, where one is wanted.",
    "does not say who made its picture",
  ),
  "no-byline": lacking("byline", "No article lacks a byline, where one is wanted.", "does not say who wrote it"),
  "no-picture": lacking("image", "No article lacks a lead picture, where one is wanted.", "has no lead picture"),
  "no-topic": lacking("topics", "No article lacks a topic, where one is wanted.", "has no topic"),
  "no-alt-in-text": lacking(
    "pictures",
    "No picture in a text lacks a description.",
    "has a picture in its text without a description for those who cannot see it",
  ),
  "changes-waiting": ofEach("No article has changes that wait for the site.", (article, { waiting }) =>
    waiting.has(article.id)
      ? `${named(article)} has changes that are not on the site: the mail goes without them.`
      : null,
  ),
  "changed-since-approval": ofEach("No article was changed after the approval.", (article, { issue }) =>
    issue.approvedAt !== null && article.updatedAt > issue.approvedAt
      ? `${named(article)} was changed after the issue was approved.`
      : null,
  ),
  "same-headline": ofEach("No two articles have the same headline.", (article, { issue: { articles } }) => {
    const twin = articles.find((one) => one.id < article.id && likeness(one.headline, article.headline) >= 0.9);
    return twin ? `${named(article)} has nearly the headline of “${twin.headline}”.` : null;
  }),
} satisfies Record<string, IssueCheck>;

/** @param find the sentence about one article, or null */
function ofEach(asks: string, find: (article: Piece, facts: PreflightFacts) => string | null): IssueCheck {
  return {
    place: "pieces",
    level: "advisory",
    asks,
    find: (facts) =>
      facts.issue.articles.flatMap((article): Found[] => {
        const why = find(article, facts);
        return why ? [{ at: spotOf(article), why }] : [];
      }),
  };
}

/** Asks for what the settings ask of a publication, in the same way. */
function lacking(name: CheckName, asks: string, why: string): IssueCheck {
  return ofEach(asks, (article, { asked }) => {
    const sheet = { ...article, imageId: article.image?.id ?? null };
    return asked[name] !== "off" && articleChecks[name].isMissing(sheet) ? `${named(article)} ${why}.` : null;
  });
}

function spotOf({ id, headline }: Piece): FindingSpot {
  return { kind: "article", id, words: headline };
}

function named({ headline }: Piece): string {
  return headline ? `“${headline}”` : "An article without a headline";
}
