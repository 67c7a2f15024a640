import type { Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import type { Article } from "#app/models/articles/articles.server.ts";
import { authorsOf } from "#app/models/articles/bylines.server.ts";
import { textAndNotes, type Body } from "#app/models/body.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import { issuePath, articlePath } from "#app/models/sitePaths.ts";
import { feedPath, type FeedSubject } from "#app/models/websub/feedAddresses.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import { articleCard, briefingCard, issueCard, shareUrl } from "./shareImages.server.ts";

/** In characters: search engines show no more. */
const longestDescription = 200;

/** Returns the head of an article's page (W-05, W-06); every URL from the configuration (S-03). */
export function articleMeta(context: Context, briefing: Briefing, article: Article): HeadTags {
  const { appUrl } = context.config;
  const publishedAt = article.publishedAt ?? article.updatedAt;
  return {
    ...siteOf(context, briefing),
    kind: "article",
    title: `${article.headline} · ${briefing.name}`,
    heading: article.headline,
    description: article.dek || beginningOf(article.body) || briefing.pitch,
    url: appUrl + articlePath(article.slug),
    image: { url: shareUrl(context, articleCard(briefing, article)), alt: article.headline },
    picture: article.image ? appUrl + article.image.path : null,
    publishedAt,
    modifiedAt: Math.max(publishedAt, article.updatedAt, article.modifiedAt ?? 0),
    authors: authorsOf(appUrl, article.byline),
    topics: article.topics,
    ...(article.canonical && { canonical: article.canonical }),
    ...(article.language && { language: article.language }),
  };
}

/** Returns the head of an issue's page. @param modifiedAt when its subject became another one, else `frozenAt` */
export function issueMeta(
  context: Context,
  briefing: Briefing,
  content: IssueContent,
  { frozenAt, modifiedAt }: { frozenAt: number; modifiedAt: number },
): HeadTags {
  const { number, subject, preheader, intro } = content;
  const numberText = messagesIn(briefing.language)("issue.number", { number });
  return {
    ...siteOf(context, briefing),
    kind: "article",
    title: `${subject} · ${briefing.name}, ${numberText}`,
    heading: subject,
    description: preheader || beginningOf(intro) || briefing.pitch,
    url: context.config.appUrl + issuePath(number),
    image: { url: shareUrl(context, issueCard(briefing, { number, subject, frozenAt })), alt: subject },
    picture: null,
    publishedAt: frozenAt,
    modifiedAt,
    authors: [],
    topics: [],
  };
}

/**
 * Returns the head of any other page.
 * @param page `path` on the site; `feed`: its own feed, beside the feed of all articles
 */
export function pageMeta(
  context: Context,
  briefing: Briefing,
  page: { path: string; title: string; description: string; feed?: FeedSubject },
): HeadTags {
  const { appUrl } = context.config;
  return {
    ...siteOf(context, briefing),
    kind: "website",
    title: page.title,
    heading: page.title,
    description: page.description,
    url: appUrl + page.path,
    image: { url: shareUrl(context, briefingCard(briefing)), alt: briefing.name },
    feed: page.feed && { path: feedPath(page.feed), title: page.title },
  };
}

function siteOf({ config: { appUrl } }: Context, { name, pitch }: Briefing) {
  return { site: { name, pitch, url: `${appUrl}/`, logo: `${appUrl}/icon-512.png` } };
}

/** Footnotes would be read as sentences of the text. */
function beginningOf(body: Body): string {
  const text = textAndNotes(body).text.replace(/\s+/g, " ").trim();
  if (text.length <= longestDescription) return text;
  return `${text
    .slice(0, longestDescription)
    .replace(/\s+\S*$/, "")
    .toWellFormed()}…`;
}

/** The briefing in every head. URLs absolute. */
type HeadSite = { name: string; pitch: string; url: string; logo: string };
type AnyHead = {
  site: HeadSite;
  title: string;
  /** The title without the briefing's name, for share previews. */
  heading: string;
  description: string;
  /** The page's own URL; it is the canonical one too, unless `canonical` names another (W-05). */
  url: string;
  canonical?: string;
  /** The share image, 1200 by 630 pixels. */
  image: { url: string; alt: string };
};

/** The head of a page. Times in milliseconds. */
export type ArticleHead = AnyHead & {
  kind: "article";
  picture: string | null;
  publishedAt: number;
  modifiedAt: number;
  authors: { name: string; url: string }[];
  topics: string[];
  /** Like `de`, where it is not the briefing's. */
  language?: string;
};

type WebsiteHead = AnyHead & { kind: "website"; feed?: { path: string; title: string } };
export type HeadTags = ArticleHead | WebsiteHead;
