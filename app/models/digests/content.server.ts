import type { NotNull } from "kysely";
import type { Context } from "#app/context.server.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import { growthLines } from "#app/models/growthSettings.server.ts";
import type { Month } from "#app/models/months.server.ts";
import type { LinkOfEdition } from "#app/models/clicks/editionLinks.server.ts";
import { issuePath, articlePath } from "#app/models/sitePaths.ts";
import type { DigestContent, DigestIssue } from "#emails/render/digest.server.ts";

/**
 * Returns the headlines of a list's month; null when no issue went out from here. Called inside the transaction that freezes it.
 */
export async function digestContent(
  context: Context,
  briefing: Briefing,
  listId: number,
  { month, from, to }: Month,
): Promise<DigestContent> {
  const { appUrl } = context.config;
  const growth = growthLines(briefing.growth);
  return {
    briefing: {
      name: briefing.name,
      pitch: briefing.pitch,
      postalAddress: briefing.postalAddress,
      language: briefing.language,
      url: appUrl,
    },
    month,
    timeZone: briefing.timeZone,
    issues: await issuesBetween(context, listId, from, to),
    ...(growth && { growth }),
  };
}

async function issuesBetween(context: Context, listId: number, from: number, to: number): Promise<DigestIssue[]> {
  const { appUrl } = context.config;
  const issues = await context.db
    .selectFrom("issues")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select(["issues.id", "number", "editions.subject", "frozen_at"])
    .$narrowType<{ subject: NotNull }>()
    .where("list_id", "=", listId)
    // Its readers have got what was sent elsewhere.
    .where("elsewhere", "is", null)
    .where("frozen_at", ">=", from)
    .where("frozen_at", "<", to)
    .orderBy("frozen_at")
    .orderBy("number")
    .execute();
  const articles = await articlesOf(
    context,
    issues.map(({ id }) => id),
  );
  return issues.map(({ id, number, subject, frozen_at: date }) => ({
    number,
    subject,
    date,
    url: appUrl + issuePath(number),
    articles: articles.filter((article) => article.issueId === id).map(({ issueId: _, ...article }) => article),
  }));
}

async function articlesOf(context: Context, issueIds: number[]) {
  if (issueIds.length === 0) return [];
  const articles = await context.db
    .selectFrom("issue_articles")
    .innerJoin("articles", "articles.id", "issue_articles.article_id")
    .select(["issue_id", "articles.id", "slug", "headline", "dek"])
    .where("issue_id", "in", issueIds)
    .orderBy("issue_articles.position")
    .execute();
  const topics = await context.db
    .selectFrom("article_topics")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select(["article_id", "slug"])
    .where("article_id", "in", [0, ...new Set(articles.map(({ id }) => id))])
    .orderBy("article_topics.position")
    .execute();
  return articles.map(({ issue_id, id, slug, headline, dek }) => ({
    issueId: issue_id,
    headline,
    dek,
    url: context.config.appUrl + articlePath(slug),
    topics: topics.filter(({ article_id }) => article_id === id).map(({ slug }) => slug),
  }));
}

/** Lists the links of a digest for all topics, in the order of its mail; a section is an issue. */
export async function digestLinks(context: Context, { issues }: DigestContent): Promise<LinkOfEdition[]> {
  const urls = new Map<string, number>();
  const slugs = issues.flatMap(({ articles }) => articles.map(({ url }) => slugIn(context, url)));
  const rows = await context.db
    .selectFrom("articles")
    .select(["id", "slug"])
    .where("slug", "in", ["", ...new Set(slugs)])
    .execute();
  for (const { id, slug } of rows) urls.set(context.config.appUrl + articlePath(slug), id);
  return issues.flatMap(({ subject, url, articles }) =>
    [{ headline: subject, url }, ...articles].map(({ headline, url }) => ({
      ...{ href: url, label: headline, section: subject, article_id: urls.get(url) ?? null, item: null },
    })),
  );
}

function slugIn({ config }: Context, url: string): string {
  return decodeURIComponent(url.slice(config.appUrl.length + articlePath("").length));
}

/** Returns the topics of a digest; none when one of its issues has no topic, and is therefore for everybody. */
export function topicsIn({ issues }: DigestContent): string[] {
  if (issues.some(isForEverybody)) return [];
  return [...new Set(issues.flatMap(({ articles }) => articles.flatMap(({ topics }) => topics)))];
}

/**
 * Returns the part of a digest for a reader with these topics; articles without a topic are for everybody, as with
 * issues.
 */
export function limitedTo(content: DigestContent, chosen: string[]): DigestContent {
  if (chosen.length === 0) return content;
  const issues = content.issues
    .map((issue) => (isForEverybody(issue) ? issue : withTopics(issue, chosen)))
    .filter(({ articles }) => articles.length > 0);
  return { ...content, issues };
}

function isForEverybody({ articles }: DigestIssue): boolean {
  return articles.every(({ topics }) => topics.length === 0);
}

function withTopics(issue: DigestIssue, chosen: string[]): DigestIssue {
  return { ...issue, articles: issue.articles.filter(({ topics }) => topics.some((topic) => chosen.includes(topic))) };
}
