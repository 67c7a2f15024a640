import type { Context } from "#app/context.server.ts";
import { dayIn } from "#app/i18n/dates.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { publishedArticle, type Article } from "#app/models/articles/articles.server.ts";
import { getBriefing, type Briefing } from "#app/models/briefing.server.ts";
import { editionByNumber, editionContent } from "#app/models/issues/editions.server.ts";
import { issuePath, articlePath } from "#app/models/sitePaths.ts";
import type { Card } from "#app/shareImage/card.server.ts";
import { cardHash, drawCard, fontsOf, openShareImages, type ShareImages } from "#app/shareImage/images.server.ts";
import { mailLanguage } from "#emails/render/language.server.ts";

/** The subject of a share image; without a headline it is the briefing's. */
export type ShareSubject = { of: "article"; slug: string } | { of: "issue"; number: number } | { of: "briefing" };

/** A share image: its path without the version, and its content. */
type ShareCard = { path: string; card: Card };

export function articleCard(briefing: Briefing, article: Article): ShareCard {
  const day = article.publishedAt === null ? "" : dayOf(briefing, article.publishedAt);
  return {
    path: `/share${articlePath(article.slug)}.png`,
    card: {
      ...frameOf(briefing),
      kicker: article.topics[0] ?? "",
      headline: article.headline,
      foot: [article.byline, day]
        .filter(Boolean)
        .map((one) => `\u2068${one}\u2069`)
        .join(" · "),
    },
  };
}

/** @param issue of the frozen edition, dated by its send */
export function issueCard(briefing: Briefing, issue: { number: number; subject: string; frozenAt: number }): ShareCard {
  const kicker = messagesIn(briefing.language)("issue.number", { number: issue.number });
  return {
    path: `/share${issuePath(issue.number)}.png`,
    card: { ...frameOf(briefing), kicker, headline: issue.subject, foot: dayOf(briefing, issue.frozenAt) },
  };
}

export function briefingCard(briefing: Briefing): ShareCard {
  // Capitalised as on the site.
  const foot = briefing.pitch.replace(/^./u, (letter) => letter.toLocaleUpperCase(mailLanguage(briefing.language).tag));
  return { path: "/share/briefing.png", card: { ...frameOf(briefing), kicker: "", headline: "", foot } };
}

function frameOf({ name, language }: Briefing) {
  return { briefing: name, direction: mailLanguage(language).direction };
}

function dayOf({ language, timeZone }: Briefing, at: number): string {
  return dayIn(mailLanguage(language).tag, at, timeZone);
}

/** Returns the URL of a share image. It contains a hash of the content, so a changed image has a new URL. */
export function shareUrl({ config }: Context, { path, card }: ShareCard): string {
  return `${config.appUrl}${path}?v=${cardHash(card)}`;
}

/** @returns a share image as PNG with its version; null when the subject is not published */
export async function shareImage(
  context: Context,
  subject: ShareSubject,
): Promise<{ png: Buffer; version: string } | null> {
  const card = await cardOf(context, subject);
  return card && { png: await drawCard(context.shareImages, card), version: cardHash(card) };
}

async function cardOf(context: Context, subject: ShareSubject): Promise<Card | null> {
  const briefing = await getBriefing(context);
  if (!briefing) return null;
  if (subject.of === "briefing") return briefingCard(briefing).card;
  if (subject.of === "article") {
    const article = await publishedArticle(context, subject.slug);
    return article ? articleCard(briefing, article).card : null;
  }
  const edition = await editionByNumber(context, subject.number);
  if (!edition) return null;
  const { number, subject: line } = editionContent(edition);
  return issueCard(briefing, { number, subject: line, frozenAt: edition.frozen_at }).card;
}

/** @returns a sentence for each font that share images need and that cannot be used */
export async function fontFaults(images: ShareImages = openShareImages()): Promise<string[]> {
  return (await fontsOf(images)).faults;
}
