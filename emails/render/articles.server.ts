import { langOf } from "#app/models/fromElsewhere.ts";
import { bodyMarkup } from "./body.server.ts";
import { imageMarkup } from "./image.server.ts";
import { apart, turned } from "./direction.server.ts";
import type { EditionArticle } from "./issueContent.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, safeLink, singleLine, type MarkupPiece } from "./markup.server.ts";
import { ink, serif } from "./styles.server.ts";

/** @param level of its headline; those in its text follow */
export function articleMarkup(
  article: EditionArticle,
  language: MailLanguage,
  origin: string,
  level: 2 | 3,
): MarkupPiece {
  if (article.display === "headline") return [headline(article, language, level), bylineMarkup(article, language)];
  return [
    opening(article, language, level),
    article.display === "full" ? full(article, language, origin, level) : summary(article, language),
  ];
}

/** In the order of the article's page: headline, dek, byline and length, image. */
function opening(article: EditionArticle, language: MailLanguage, level: 2 | 3): Markup {
  const topics = article.topics.map((topic, index) => [index > 0 ? " · " : "", apart(topic, language)]);
  const dek = turned(article.dek, language);
  const kicker =
    topics.length > 0 &&
    markup`<p class="accent" style="margin:0 0 6px;font-size:14px;line-height:1.4;font-weight:600;color:${ink.accent}">${topics}</p>\n`;
  return markup`${kicker || null}${headline(article, language, level)}${article.dek.trim() ? markup`<p${langAttribute(article)}${dek.dir} style="margin:0 0 10px${dek.style && markup`;${dek.style}`}">${singleLine(article.dek)}</p>\n` : null}${bylineMarkup(article, language)}${picture(article, language)}`;
}

function headline(article: EditionArticle, language: MailLanguage, level: 2 | 3): Markup {
  const { headline: words, url, display } = article;
  const { dir, style } = turned(words, language);
  const tag = new Markup(`h${level}`);
  const size =
    display === "headline"
      ? markup`margin:0 0 4px;${style}${serif};font-size:20px`
      : markup`margin:0 0 14px;${style}${serif};font-size:26px`;
  return markup`<${tag} class="serif"${langAttribute(article)}${dir} style="${size};line-height:1.25;font-weight:700">${link(url, singleLine(words), "headline")}</${tag}>\n`;
}

/** The image links to the article, so its alternative text is never empty (E-13). */
function picture({ image, url, headline }: EditionArticle, language: MailLanguage): MarkupPiece {
  const href = safeLink(url);
  if (!image || !href || !safeLink(image.url)) return null;
  const shown = imageMarkup({ ...image, alt: singleLine(image.alt) || singleLine(headline) });
  const credit = singleLine(image.credit);
  const line =
    credit &&
    markup`<p class="quiet" style="margin:-8px 0 16px;font-size:14px;line-height:1.4;color:${ink.quiet}">${apart(credit, language)}</p>\n`;
  return markup`<a href="${href}" style="display:block;color:${ink.accent}">${shown}</a>\n${line}`;
}

function summary(article: EditionArticle, language: MailLanguage): MarkupPiece {
  return markup`<p style="margin:0">${link(article.url, readMore(article, language), "tall")}</p>\n`;
}

function full(article: EditionArticle, language: MailLanguage, origin: string, level: 2 | 3): MarkupPiece {
  const headingLevel = level === 2 ? 3 : 4;
  const words = bodyMarkup(article.body, { origin, language, headingLevel });
  const body = langOf(article.language) ? markup`<div${langAttribute(article)}>\n${words}</div>\n` : words;
  return [body, sources(article, language, headingLevel)];
}

/** Names the language of an article's own words, where it is not the mail's. */
function langAttribute({ language }: EditionArticle): MarkupPiece {
  const lang = langOf(language);
  return lang ? markup` lang="${lang}"` : null;
}

function bylineMarkup(article: EditionArticle, language: MailLanguage): MarkupPiece {
  const byline = singleLine(article.byline) && apart(article.byline, language);
  const parts = [byline, minutes(article, language)].filter((part) => part !== "");
  return markup`<p class="quiet" style="margin:0 0 14px;font-size:14px;line-height:1.4;color:${ink.quiet}">${parts.map((part, index) => [index > 0 ? " · " : "", part])}</p>\n`;
}

/** Returns the text of the link to an article: Read “Robots learn to pack”. */
export function readMore(article: EditionArticle, { words }: MailLanguage): string {
  return words("mail.read", { headline: singleLine(article.headline) });
}

/** "1 min read", "4 min read": as on the site. */
export function minutes(article: EditionArticle, { words }: MailLanguage): string {
  return words("article.minutes", { count: article.minutes });
}

function sources(article: EditionArticle, language: MailLanguage, level: 3 | 4): MarkupPiece {
  if (article.sources.length === 0) return null;
  const items = article.sources.map(
    (source) => markup`<li style="margin:0 0 6px">${link(source.url, apart(sourceTitle(source), language))}</li>\n`,
  );
  const tag = new Markup(`h${level}`);
  return markup`<${tag} style="margin:24px 0 8px;font-size:16px;line-height:1.4">${language.words("mail.sources")}</${tag}>
<ul style="margin:0 0 16px;padding:0;padding-${language.start}:24px">${items}</ul>\n`;
}

/** A source without a title is named by its site, because screen readers spell a bare URL (E-14). */
export function sourceTitle({ title, url }: { title: string; url: string }): string {
  return singleLine(title) || (URL.canParse(url) ? new URL(url).hostname : singleLine(url));
}

const looks = {
  text: `style="color:${ink.accent}"`,
  tall: `style="display:inline-block;padding:9px 0;color:${ink.accent}"`,
  headline: `class="plain" style="color:${ink.text};text-decoration:none"`,
};

/** Returns words that lead to a page; only words where nothing leads there (E-21). */
export function link(url: string, words: MarkupPiece, look: keyof typeof looks = "text"): MarkupPiece {
  const href = safeLink(url);
  return href ? markup`<a href="${href}" ${new Markup(looks[look])}>${words}</a>` : words;
}
