import { bodyMarkup } from "./body.server.ts";
import { imageMarkup } from "./image.server.ts";
import { apart, turned } from "./direction.server.ts";
import type { EditionArticle } from "./issueContent.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, Markup, safeLink, singleLine, type MarkupPiece } from "./markup.server.ts";
import { ink, serif } from "./styles.server.ts";

/** The contents of an issue, from four articles on: their headlines and lengths. */
export function contentsMarkup(articles: EditionArticle[], language: MailLanguage): MarkupPiece {
  if (articles.length < 4) return null;
  const items = articles.map(
    (article) =>
      markup`<li style="margin:0 0 8px">${link(article.url, apart(article.headline, language))} <span class="quiet" style="color:${ink.quiet};font-size:14px;white-space:nowrap">${minutes(article, language)}</span></li>\n`,
  );
  return markup`<h2 class="quiet" style="margin:28px 0 10px;font-size:15px;line-height:1.4;font-weight:600;color:${ink.quiet}">${language.words("mail.inThisIssue")}</h2>
<ol style="margin:0;padding:0;padding-${language.start}:24px">${items}</ol>\n`;
}

/** The articles in their order, with about 1 KB of markup each beside their text (M-06). */
export function articlesMarkup(articles: EditionArticle[], language: MailLanguage, origin: string): MarkupPiece {
  return articles.map((article) => [
    opening(article, language),
    article.display === "full" ? full(article, language, origin) : summary(article, language),
  ]);
}

/** In the order of the article's page: headline, dek, byline and length, image. */
function opening(article: EditionArticle, language: MailLanguage): Markup {
  const topics = article.topics.map((topic, index) => [index > 0 ? " · " : "", apart(topic, language)]);
  const [headline, dek] = [turned(article.headline, language), turned(article.dek, language)];
  const kicker =
    topics.length > 0 &&
    markup`<p class="accent" style="margin:0 0 6px;font-size:14px;line-height:1.4;font-weight:600;color:${ink.accent}">${topics}</p>\n`;
  return markup`<p class="rule" style="margin:36px 0 26px;border-top:1px solid ${ink.hairline};font-size:1px;line-height:1px">&nbsp;</p>
${kicker || null}<h2 class="serif"${headline.dir} style="margin:0 0 14px;${headline.style}${serif};font-size:26px;line-height:1.25;font-weight:700">${link(article.url, singleLine(article.headline), "headline")}</h2>
${article.dek.trim() ? markup`<p${dek.dir} style="margin:0 0 10px${dek.style && markup`;${dek.style}`}">${singleLine(article.dek)}</p>\n` : null}${bylineMarkup(article, language)}${picture(article, language)}`;
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
  return markup`<a href="${href}" style="display:block">${shown}</a>\n${line}`;
}

function summary(article: EditionArticle, language: MailLanguage): MarkupPiece {
  return markup`<p style="margin:0">${link(article.url, readMore(article, language), "tall")}</p>\n`;
}

function full(article: EditionArticle, language: MailLanguage, origin: string): MarkupPiece {
  const body = bodyMarkup(article.body, { origin, language, headingLevel: 3 });
  return [body, sources(article, language)];
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

function sources(article: EditionArticle, language: MailLanguage): MarkupPiece {
  if (article.sources.length === 0) return null;
  const items = article.sources.map(
    (source) => markup`<li style="margin:0 0 6px">${link(source.url, apart(sourceTitle(source), language))}</li>\n`,
  );
  return markup`<h3 style="margin:24px 0 8px;font-size:16px;line-height:1.4">${language.words("mail.sources")}</h3>
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

function link(url: string, words: MarkupPiece, look: keyof typeof looks = "text"): MarkupPiece {
  const href = safeLink(url);
  return href ? markup`<a href="${href}" ${new Markup(looks[look])}>${words}</a>` : words;
}
