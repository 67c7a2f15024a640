import { z } from "zod";
import { parseBody } from "#app/models/body.server.ts";
import { emptyBody, type Body } from "#app/models/body.ts";
import { wordBodyFault } from "#app/models/faultWords.server.ts";
import { rowId, typedLine } from "#app/models/fields.server.ts";
import { articlesIn, pollLimits, sectionsOf, type Sectioned, type SectionsOf } from "#app/models/sections.ts";
import type { IssueArticlesTable } from "#db/schema/issues.ts";

/** How an article stands in an issue: `headline` is a link, `summary` says what it is about, `full` is all of it. */
export type Display = IssueArticlesTable["display"];
export const displays: Display[] = ["summary", "full", "headline"];

/** An article as an issue names it. */
export type PlacedArticle = { id: number; display: Display };

/** The content of an issue, to be saved; where there are no sections, the articles make up one. */
export type IssueInput = Sectioned<PlacedArticle> & {
  listId: number;
  /** Narrows the list; null or left out: all of it. */
  segmentId?: number | null;
  subject: string;
  preheader: string;
  intro: Body;
  outro?: Body;
};

/** The most that an issue may hold. */
const most = { sections: 30, articles: 100, items: 200 };

function readBody(document: unknown, ctx: z.RefinementCtx): Body {
  const parsed = parseBody(JSON.stringify(document));
  if ("body" in parsed) return parsed.body;
  ctx.addIssue({ code: "custom", message: wordBodyFault(parsed) });
  return z.NEVER;
}

const typedBody = z.unknown().transform((document, ctx) => readBody(document ?? null, ctx));
const typedOrEmpty = z
  .unknown()
  .optional()
  .transform((document, ctx) => readBody(document ?? emptyBody, ctx));

const article = z.object({ id: rowId("Choose an article."), display: z.enum(displays).default("summary") });
const item = z.object({
  kind: z.literal("item"),
  text: typedLine(2000),
  url: typedLine(2000),
  source: typedLine(2000),
});
const poll = z.object({
  kind: z.literal("poll"),
  question: typedLine(2000),
  answers: z.array(typedLine(2000)).max(pollLimits.answers, `At most ${pollLimits.answers} answers in a poll.`),
  days: z.number().refine((days) => pollLimits.days.includes(days), "Choose when the poll closes."),
  shown: z.boolean(),
});
const section = z.object({
  heading: typedLine(2000),
  text: typedOrEmpty,
  rule: z
    .object({ topic: z.string().min(1).max(200), count: z.number().int().min(1).max(most.articles) })
    .nullish()
    .transform((rule) => rule ?? null),
  pieces: z
    .array(z.discriminatedUnion("kind", [article.extend({ kind: z.literal("article") }), item, poll]))
    .default([]),
});

/**
 * An issue as typed, however unfinished: what a send needs is asked by `issueFaults`. It has `sections`, or just
 * `articles`, as pages and scripts sent it before there were any.
 */
export const issueSchema = z
  .object({
    listId: rowId("Choose a list."),
    segmentId: rowId("Choose a segment.")
      .nullish()
      .transform((id) => id ?? null),
    subject: typedLine(2000),
    preheader: typedLine(2000),
    intro: typedBody,
    outro: typedOrEmpty,
    sections: z.array(section).max(most.sections, `At most ${most.sections} sections in an issue.`).optional(),
    articles: z.array(article).optional(),
  })
  .transform(({ sections, articles, ...input }) => ({ ...input, sections: sectionsOf({ sections, articles }) }))
  .superRefine(({ sections }, ctx) => {
    const message = faultOf(sections);
    if (message) ctx.addIssue({ code: "custom", path: ["sections"], message });
  });

function faultOf(sections: SectionsOf<PlacedArticle>): string | null {
  const ids = articlesIn(sections).map(({ id }) => id);
  const items = sections.flatMap(({ pieces }) => pieces).length - ids.length;
  if (ids.length > most.articles) return `At most ${most.articles} articles in an issue.`;
  if (items > most.items) return `At most ${most.items} short items in an issue.`;
  return new Set(ids).size < ids.length ? "An article stands here twice." : null;
}
