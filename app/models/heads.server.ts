import { wordsIn } from "#words/words.ts";
import type { IssueContent } from "#emails/edition.server.ts";
import type { Head } from "../components/head.ts";
import type { Context } from "../context.server.ts";
import type { Article } from "./articles.server.ts";
import { bodyText, type Body } from "./bodies.server.ts";
import type { Briefing } from "./briefing.server.ts";
import { feedPath, type FeedSubject } from "./feedPaths.server.ts";
import { authorsOf } from "./feeds.server.ts";
import { articleCard, briefingCard, issueCard, shareUrl } from "./shareCards.server.ts";
import { articlePath } from "./slugs.server.ts";

/** As long a description as search pages show. */
const longestDescription = 200;

/** What the head of an article's page says (W-05, W-06); every address from the configuration (S-03). */
export function articleHead(context: Context, briefing: Briefing, article: Article): Head {
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
  };
}

/** What the head of an issue's page says. */
export function issueHead(context: Context, briefing: Briefing, content: IssueContent, frozenAt: number): Head {
  const { number, subject, preheader, intro } = content;
  const said = wordsIn(briefing.language)("issue.number", { number });
  return {
    ...siteOf(context, briefing),
    kind: "article",
    title: `${subject} · ${briefing.name}, ${said}`,
    heading: subject,
    description: preheader || beginningOf(intro) || briefing.pitch,
    url: `${context.config.appUrl}/issues/${number}`,
    image: { url: shareUrl(context, issueCard(briefing, { number, subject, frozenAt })), alt: subject },
    picture: null,
    publishedAt: frozenAt,
    modifiedAt: frozenAt,
    authors: [],
    topics: [],
  };
}

/**
 * What the head of any other page says.
 * @param page `path` on the site; `feed`: its own, when it has one beside that of all articles
 */
export function pageHead(
  context: Context,
  briefing: Briefing,
  page: { path: string; title: string; description: string; feed?: FeedSubject },
): Head {
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

function beginningOf(body: Body): string {
  const text = bodyText(body).replace(/\s+/g, " ").trim();
  if (text.length <= longestDescription) return text;
  return `${text
    .slice(0, longestDescription)
    .replace(/\s+\S*$/, "")
    .toWellFormed()}…`;
}
