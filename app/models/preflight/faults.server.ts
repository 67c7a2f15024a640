import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import type { IssueFault } from "#app/models/issues/rendering.server.ts";
import type { CheckedPlace, IssueCheck, PreflightFacts } from "./check.server.ts";
import { itemSpot, type FindingSpot } from "./spots.server.ts";

/** Everything that prevents sending, each as the sending transaction finds it: there is no second rule. */
export const faultChecks = {
  "no-subject": prevents("no-subject", "inboxLine", "The issue has a subject.", { kind: "subject" }),
  "unfit-subject": prevents("unfit-subject", "inboxLine", "The subject fits into a mail's head.", { kind: "subject" }),
  "reply-subject": prevents("reply-subject", "inboxLine", "The subject does not begin like an answer (Re:, Fwd:).", {
    kind: "subject",
  }),
  "unfinished-intro": prevents(
    "unfinished-intro",
    "head",
    "The buttons of intro, sections and outro have words and an address.",
    textOf,
  ),
  "no-articles": prevents("no-articles", "pieces", "The issue has an article or a short item.", { kind: "articles" }),
  "unfinished-item": prevents(
    "unfinished-item",
    "pieces",
    "Each short item has words, and a link that is one; each poll a question and answers.",
    itemOf,
  ),
  "unfinished-article": prevents(
    "unfinished-article",
    "pieces",
    "Each article has what its publication requires.",
    articleOf,
  ),
  "no-image-alt": prevents("no-image-alt", "pieces", "Each lead picture has a description.", articleOf),
  embargo: prevents("embargo", "pieces", "No article is under embargo when it goes out.", articleOf),
  "no-postal-address": prevents("no-postal-address", "foot", "The briefing has a postal address.", {
    kind: "settings",
  }),
  "too-large": prevents("too-large", "mail", "The mail is smaller than 100 KB; Gmail cuts mails off at 102 KB.", {
    kind: "articles",
  }),
  "no-readers": prevents("no-readers", "people", "Somebody on the list would get it.", { kind: "list" }),
  "nobody-fits": prevents("nobody-fits", "people", "Somebody of the list is in its segment.", { kind: "list" }),
  "segment-unfit": prevents("segment-unfit", "people", "Its segment can be judged.", { kind: "list" }),
  "provider-address": prevents("provider-address", "sending", "The From address is at a domain of your own.", {
    kind: "settings",
  }),
  "cannot-sign": prevents("cannot-sign", "sending", "The mail can be signed (DKIM), where it is signed here.", {
    kind: "settings",
  }),
  away: prevents("away", "sending", "This database is the one that sends.", { kind: "claim" }),
  complaints: prevents("complaints", "sending", "Fewer readers complain than providers ask for.", { kind: "settings" }),
  "four-eyes": prevents("four-eyes", "sending", "Somebody else than you wrote last, where four eyes are asked for.", {
    kind: "people",
  }),
  rehearsal: prevents("rehearsal", "sending", "The last rehearsal could write every reader's message.", {
    kind: "rehearsal",
  }),
} satisfies Record<IssueFault["error"], IssueCheck>;

type Spot = FindingSpot | ((fault: IssueFault, facts: PreflightFacts) => FindingSpot);

function prevents(code: IssueFault["error"], place: CheckedPlace, asks: string, spot: Spot): IssueCheck {
  return {
    place,
    level: "blocking",
    asks,
    find: (facts) =>
      facts.faults
        .filter(({ error }) => error === code)
        .map((fault) => ({ at: typeof spot === "function" ? spot(fault, facts) : spot, why: wordIssueFault(fault) })),
  };
}

function articleOf(fault: IssueFault, { issue }: PreflightFacts): FindingSpot {
  const headline = "headline" in fault ? fault.headline : "";
  const article = issue.articles.find((one) => one.headline === headline);
  return article ? { kind: "article", id: article.id, words: headline } : { kind: "articles" };
}

function textOf(fault: IssueFault): FindingSpot {
  if (!("in" in fault)) return { kind: "intro" };
  return typeof fault.in === "string" ? { kind: fault.in } : { kind: "section", id: fault.in, words: fault.heading };
}

function itemOf(fault: IssueFault): FindingSpot {
  if (!("place" in fault)) return { kind: "articles" };
  return itemSpot(fault.section - 1, fault.place - 1, fault);
}
