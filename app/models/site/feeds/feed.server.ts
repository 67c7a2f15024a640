import { createHash } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { articlesByIds, publishedArticles, type Article } from "#app/models/articles/articles.server.ts";
import { authorsOf, type Author } from "#app/models/articles/bylines.server.ts";
import { correctionsOf } from "#app/models/articles/corrections.server.ts";
import { getBriefing, type Briefing } from "#app/models/briefing.server.ts";
import { publicPolls } from "#app/models/feedback/results.server.ts";
import { editionContent, retitledAt, type Written } from "#app/models/issues/editions.server.ts";
import { issuePath, articlePath, topicPath } from "#app/models/sitePaths.ts";
import { feedPath, type FeedSubject } from "#app/models/websub/feedAddresses.server.ts";
import { mailLanguage } from "#emails/render/language.server.ts";
import { articleHtml, issueHtml, type FeedCorrection } from "./html.server.ts";

/** A feed before it is written in a format. URLs absolute, times in milliseconds. */
export type Feed = {
  /** Permanent, like those of the items. */
  id: string;
  title: string;
  about: string;
  language: string;
  publisher: string;
  /** The page with the same content. */
  page: string;
  /** Its own URL, without the format's extension. */
  address: string;
  hub: string | null;
  updatedAt: number;
  items: FeedItem[];
};

export type FeedItem = {
  /** Permanent, whatever happens to slug and site: feed readers recognise what they have shown by it (W-01). */
  id: string;
  url: string;
  title: string;
  summary: string;
  html: string;
  authors: Author[];
  topics: string[];
  image: { url: string; bytes: number; type: string } | null;
  publishedAt: number;
  updatedAt: number;
};

/** The most items of a feed (W-03). */
const feedCap = 50;

/** @returns null for an unknown topic, and before the briefing is set up */
export async function feedOf(context: Context, subject: FeedSubject): Promise<Feed | null> {
  const briefing = await getBriefing(context);
  if (!briefing) return null;
  const named = await nameOf(context, briefing, subject);
  if (!named) return null;
  const { createdAt, updatedAt } = await briefingTimes(context);
  const items =
    subject.of === "issues" ? await issueItems(context, briefing) : await articleItems(context, briefing, subject);
  const path = feedPath(subject);
  return {
    ...named,
    id: permanentId("feed", createdAt, path),
    language: mailLanguage(briefing.language).tag,
    publisher: briefing.name,
    address: context.config.appUrl + path,
    hub: context.config.websubHub,
    updatedAt: Math.max(updatedAt, ...items.map((item) => item.updatedAt)),
    items,
  };
}

async function nameOf(context: Context, { name, pitch, language }: Briefing, subject: FeedSubject) {
  const words = messagesIn(language);
  const { appUrl } = context.config;
  if (subject.of === "articles") return { title: name, about: pitch, page: `${appUrl}/` };
  if (subject.of === "issues")
    return {
      title: words("feeds.issuesTitle", { name }),
      about: words("feeds.issuesAbout", { name }),
      page: `${appUrl}/issues`,
    };
  const topic = await topicOf(context, subject.slug);
  if (!topic) return null;
  return {
    title: words("feeds.topicTitle", { name, topic }),
    about: words("feeds.topicAbout", { name, topic }),
    page: appUrl + topicPath(subject.slug),
  };
}

/** An invalid slug never reaches the query (PostgreSQL rejects NUL). */
async function topicOf(context: Context, slug: string): Promise<string | undefined> {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (slug.length > 100 || !slug.isWellFormed() || /[\u0000-\u001f]/.test(slug)) return undefined;
  return (await context.db.selectFrom("topics").select("name").where("slug", "=", slug).executeTakeFirst())?.name;
}

async function briefingTimes(context: Context) {
  return context.db
    .selectFrom("briefing")
    .select(["created_at as createdAt", "updated_at as updatedAt"])
    .executeTakeFirstOrThrow();
}

async function articleItems(context: Context, briefing: Briefing, subject: FeedSubject): Promise<FeedItem[]> {
  const articles =
    subject.of === "topic" ? await articlesOfTopic(context, subject.slug) : await publishedArticles(context, feedCap);
  const files = await imageFiles(context, articles);
  const corrections = await correctionsOf(
    context,
    articles.map(({ id }) => id),
  );
  return articles.map((article) => articleItem(context, briefing, article, files, corrections.get(article.id)));
}

async function articlesOfTopic(context: Context, slug: string): Promise<Article[]> {
  const rows = await context.db
    .selectFrom("articles")
    .innerJoin("article_topics", "article_topics.article_id", "articles.id")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("articles.id")
    .where("topics.slug", "=", slug)
    .where("published_at", "is not", null)
    .orderBy("published_at", "desc")
    .orderBy("articles.id", "desc")
    .limit(feedCap)
    .execute();
  return articlesByIds(
    context,
    rows.map(({ id }) => id),
  );
}

/** The files of images in feeds, by the images' ids; `bytes`: their size. */
type ImageFiles = Map<number, { bytes: number; type: string }>;

async function imageFiles(context: Context, articles: Article[]): Promise<ImageFiles> {
  const ids = articles.flatMap(({ image }) => image?.id ?? []);
  if (ids.length === 0) return new Map();
  const rows = await context.db
    .selectFrom("images")
    .select(["id", "byte_size", "content_type"])
    .where("id", "in", ids)
    .execute();
  return new Map(rows.map(({ id, byte_size, content_type }) => [id, { bytes: byte_size, type: content_type }]));
}

/**
 * Returns an article as the item of a feed.
 * @param files of the images
 * @param corrections are shown with it, and count as changes of it
 */
export function articleItem(
  { config: { appUrl } }: Context,
  briefing: Briefing,
  article: Article,
  files: ImageFiles,
  corrections: FeedCorrection[] = [],
): FeedItem {
  const { id, slug, headline, dek, byline, topics, image, createdAt, updatedAt } = article;
  const publishedAt = article.publishedAt ?? updatedAt;
  return {
    id: permanentId("article", createdAt, id),
    url: appUrl + articlePath(slug),
    title: headline,
    summary: dek,
    html: articleHtml(appUrl, briefing, article, corrections),
    authors: authorsOf(appUrl, byline),
    topics,
    image: image && { url: appUrl + image.path, bytes: 0, type: "image/jpeg", ...files.get(image.id) },
    publishedAt,
    updatedAt: Math.max(publishedAt, updatedAt, ...corrections.map(({ at }) => at)),
  };
}

async function issueItems(context: Context, briefing: Briefing): Promise<FeedItem[]> {
  const { appUrl } = context.config;
  const editions = await context.db
    .selectFrom("editions")
    .innerJoin("issues", "issues.id", "editions.issue_id")
    .selectAll("editions")
    .select(["number", "issues.created_at as issueCreatedAt"])
    .where("editions.variant", "is", null)
    .$narrowType<Written>()
    .orderBy("frozen_at", "desc")
    .orderBy("number", "desc")
    .limit(feedCap)
    .execute();
  const ids = editions.map(({ id }) => id);
  const polls = await publicPolls(context, ids);
  const ofEdition = (id: number) => polls.get(id) ?? [];
  const retitled = await retitledAt(
    context,
    editions.map(({ issue_id }) => issue_id),
  );
  const lastChange = ({ id, issue_id, frozen_at }: (typeof editions)[number]) =>
    Math.max(
      frozen_at,
      retitled.get(issue_id!) ?? 0,
      ...ofEdition(id).map(({ closesAt, isClosed }) => (isClosed ? closesAt : 0)),
    );
  return editions.map((edition) => ({
    id: permanentId("issue", edition.issueCreatedAt, edition.issue_id),
    url: appUrl + issuePath(edition.number),
    title: edition.subject,
    summary: edition.preheader,
    html: issueHtml(appUrl, briefing, editionContent(edition), ofEdition(edition.id)),
    authors: [],
    topics: [],
    image: null,
    publishedAt: edition.frozen_at,
    updatedAt: lastChange(edition),
  }));
}

/**
 * Returns a permanent unique id (RFC 9562, version 8). It derives from the creation time and the database's id, which
 * both survive a move to another database or URL.
 */
export function permanentId(kind: "article" | "issue" | "feed", createdAt: number, place: number | string): string {
  const hash = createHash("sha256").update(`pressrun ${kind} ${createdAt} ${place}`).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
