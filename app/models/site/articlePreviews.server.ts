import type { Context } from "#app/context.server.ts";
import type { Article } from "#app/models/articles/articles.server.ts";
import { bylinePieces } from "#app/models/articles/bylines.server.ts";
import { articleAsTyped, sheetOf } from "#app/models/articles/sheets.server.ts";
import { getBriefing, type Briefing } from "#app/models/briefing.server.ts";
import { pieceContent } from "#app/models/issues/editions.server.ts";
import { topicPath } from "#app/models/sitePaths.ts";
import { slugify } from "#app/models/slugs.ts";
import { drawCard } from "#app/shareImage/images.server.ts";
import { renderPiece } from "#emails/render/edition.server.ts";
import { aroundArticle } from "./articlePages.server.ts";
import { articleCard } from "./shareImages.server.ts";

/** An article as its sheet is saved now, published or not, with the briefing that it would appear in. */
type Typed = { briefing: Briefing; article: Article };

async function asTyped(context: Context, id: number): Promise<Typed | null> {
  const briefing = await getBriefing(context);
  const sheet = await sheetOf(context, id);
  return briefing && sheet ? { briefing, article: articleAsTyped(sheet) } : null;
}

/** Returns the data of an article's page as its sheet is now; null for a deleted one. */
export async function typedPage(context: Context, id: number) {
  const typed = await asTyped(context, id);
  if (!typed) return null;
  const { article, briefing } = typed;
  const around = await aroundArticle(context, article);
  const topics = article.topics.map((name) => pathOfTopic(name, around.topics));
  return { article, briefing, around: { ...around, topics, byline: bylinePieces(article.byline) } };
}

/** A topic that no published article has yet gets its page with this one. */
function pathOfTopic(name: string, known: { name: string; path: string }[]) {
  return known.find((topic) => topic.name === name) ?? { name, path: topicPath(slugify(name) || name.toLowerCase()) };
}

/** The ways in which a mail holds an article: all of it, or the lines that lead to its page. */
export const pieces = ["full", "summary"] as const;
type Piece = (typeof pieces)[number];

/** Returns an article as it would stand in a mail; null for a deleted one. */
export async function typedMail(
  context: Context,
  id: number,
  display: Piece,
): Promise<{ html: string; text: string } | null> {
  const typed = await asTyped(context, id);
  if (!typed) return null;
  const content = pieceContent(context, typed.briefing, { ...typed.article, display });
  const { appUrl } = context.config;
  return renderPiece(context.templates, content, {
    name: "",
    email: "reader@example.org",
    unsubscribeUrl: `${appUrl}/unsubscribe`,
    preferencesUrl: `${appUrl}/reader`,
  });
}

/** Returns an article's share image as it would be drawn now, as PNG; null for a deleted one. */
export async function typedCard(context: Context, id: number): Promise<Buffer | null> {
  const typed = await asTyped(context, id);
  return typed && drawCard(context.shareImages, articleCard(typed.briefing, typed.article).card);
}
