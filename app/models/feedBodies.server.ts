import { dayIn } from "#words/dates.ts";
import { wordsIn } from "#words/words.ts";
import { bodyMarkup } from "#emails/body.server.ts";
import type { IssueContent } from "#emails/edition.server.ts";
import { languageOf } from "#emails/language.server.ts";
import { Markup, markup, safeLink, sourceOf, type Piece } from "#emails/markup.server.ts";
import type { Article } from "./articles.server.ts";
import type { Body } from "./bodies.server.ts";
import type { Briefing } from "./briefing.server.ts";

/** A dated erratum of an article, as its page shows it. */
export type Correction = { at: number; text: string };

type Voice = Pick<Briefing, "language" | "timeZone">;

/** An article as a feed carries it: picture, body, sources and corrections, every address absolute (W-01). */
export function articleHtml(origin: string, voice: Voice, article: Article, corrections: Correction[]): string {
  const words = wordsIn(voice.language);
  const { image, imageAlt, imageCredit, body, sources } = article;
  return sourceOf([
    image &&
      picture({ url: origin + image.path, alt: imageAlt, width: image.width, height: image.height }, imageCredit),
    bodyOf(body, origin, voice),
    sources.length > 0 ? markup`<h2>${words("article.sources")}</h2>\n<ul>\n${sources.map(source)}</ul>\n` : null,
    corrections.map(({ at, text }) => {
      const day = dayIn(languageOf(voice.language).tag, at, voice.timeZone);
      return markup`<p><strong>${words("feeds.correction", { day })}</strong> ${text}</p>\n`;
    }),
  ]);
}

/** An issue as a feed carries it: its intro, and what is in it. */
export function issueHtml(origin: string, voice: Voice, content: IssueContent): string {
  const entries = content.articles.map(({ slug, headline, dek }) => {
    const url = `${origin}/articles/${slug}`;
    return markup`<li><p><a href="${url}">${headline}</a></p>\n${dek ? markup`<p>${dek}</p>\n` : null}</li>\n`;
  });
  const heading = wordsIn(voice.language)("issue.inThisIssue");
  return sourceOf([bodyOf(content.intro, origin, voice), markup`<h2>${heading}</h2>\n<ol>\n${entries}</ol>\n`]);
}

/**
 * The mail's rendering without the mail's looks, which a feed reader has of its own. Exact, because no text of an
 * author's can hold a double quote: it is escaped.
 */
function bodyOf(body: Body, origin: string, { language }: Voice): Markup {
  const { source } = bodyMarkup(body, { origin, language: languageOf(language), headingLevel: 2 });
  return new Markup(source.replace(/ (style|class)="[^"]*"/g, "").replaceAll("<p>&nbsp;</p>", "<hr>"));
}

type Picture = { url: string; alt: string; width: number; height: number };

function picture({ url, alt, width, height }: Picture, credit: string): Markup {
  const caption = credit ? markup`<figcaption>${credit}</figcaption>` : null;
  return markup`<figure><img src="${url}" alt="${alt}" width="${width}" height="${height}">${caption}</figure>\n`;
}

function source({ title, url }: { title: string; url: string }): Piece {
  const href = safeLink(url);
  return href ? markup`<li><a href="${href}">${title}</a></li>\n` : markup`<li>${title}</li>\n`;
}
