import { sizeLimits } from "#emails/edition.server.ts";
import type { Context } from "../context.server.ts";
import { listArticles } from "./articles.server.ts";
import { bodyText, type Body } from "./bodies.server.ts";
import { isOpen, issueByNumber, issueSchema, type Issue } from "./issues.server.ts";
import { listsWithCounts } from "./lists.server.ts";
import { leftOut } from "./recipientWords.server.ts";
import { wayOf, type Way } from "./schedule.server.ts";
import { rehearse, type Fault } from "./sending.server.ts";
import { rowId } from "./words.server.ts";

/** An article as the issue's page lists it: chosen, or to be chosen. */
export type ArticleChoice = { id: number; headline: string; byline: string; onSite: boolean };
export type ChosenArticle = ArticleChoice & { display: "summary" | "full" };

/** A draft issue at the desk: what it holds, how it would weigh in and what keeps it from going out. */
export type Composition = {
  number: number;
  version: number;
  subject: string;
  preheader: string;
  intro: Body;
  listId: number;
  articles: ChosenArticle[];
  updatedAt: number;
  lists: { id: number; name: string; active: number }[];
  fromName: string;
  audience: number;
  /** Why the list's other active readers do not get it, like `12 paused`. */
  leftOut: string[];
  faults: Fault[];
  size: Size;
  status: Issue["status"];
  way: Way;
  /** Goes back with an approval, so that nothing else is approved than what was shown. */
  fingerprint: string;
};
export type Size = { kb: number; warn: number; refuse: number };

export async function compositionOf(
  context: Context,
  number: number,
): Promise<Composition | { error: "not-found" | "not-set-up" | "already-sent" }> {
  const rehearsed = await rehearse(context, number);
  if ("error" in rehearsed) return rehearsed;
  const { issue, briefing, audience, faults, rendered, fingerprint } = rehearsed;
  if (!isOpen(issue)) return { error: "already-sent" };
  const lists = await listsWithCounts(context);
  return {
    number,
    version: issue.version,
    subject: issue.subject,
    preheader: issue.preheader,
    intro: issue.intro,
    listId: issue.list.id,
    articles: chosen(issue),
    updatedAt: issue.updatedAt,
    lists: lists.map(({ id, name, active }) => ({ id, name, active })),
    fromName: briefing.fromName,
    audience: audience.gets,
    leftOut: leftOut(audience),
    faults,
    size: sizeOf(rendered.htmlBytes),
    status: issue.status,
    way: await wayOf(context, issue),
    fingerprint,
  };
}

/** What the issue's page saves: the issue, and the `version` that the editor began with. */
export const saveSchema = issueSchema.extend({ version: rowId("Open the issue again.") });

/** A draft as somebody else saved it while it was open elsewhere; undefined when they deleted it. */
export async function savedMeanwhile(context: Context, number: number) {
  const issue = await issueByNumber(context, number);
  return (
    issue && {
      version: issue.version,
      at: issue.updatedAt,
      subject: issue.subject,
      preheader: issue.preheader,
      list: issue.list.name,
      intro: bodyText(issue.intro),
      articles: chosen(issue),
    }
  );
}

/** The articles of an issue in order, without their bodies. */
export function chosen(issue: Issue): ChosenArticle[] {
  return issue.articles.map(({ id, headline, byline, publishedAt, display }) => ({
    id,
    headline,
    byline,
    onSite: publishedAt !== null,
    display,
  }));
}

/** The weight of the mail beside the limits it is held to (E-10), in KB. */
export function sizeOf(htmlBytes: number): Size {
  const kb = (bytes: number) => Math.round(bytes / 1024);
  return { kb: kb(htmlBytes), warn: kb(sizeLimits.warn), refuse: kb(sizeLimits.refuse) };
}

/** What the issue's page offers for a search; the articles last touched come first. */
export async function articleChoices(context: Context, search: string, limit = 12): Promise<ArticleChoice[]> {
  const lines = await listArticles(context, search, limit);
  return lines.map(({ id, headline, byline, publishedAt }) => ({ id, headline, byline, onSite: publishedAt !== null }));
}
