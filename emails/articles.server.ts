import { bodyMarkup, imageMarkup } from "./body.server.ts";
import { apart, turned } from "./direction.server.ts";
import type { IssueArticle } from "./edition.server.ts";
import type { Language } from "./language.server.ts";
import { markup, oneLine, safeLink, Markup, type Piece } from "./markup.server.ts";
import { ink, serif } from "./styles.server.ts";

/** What is in the issue, for whoever has a minute: from four articles on, their headlines and lengths. */
export function contentsMarkup(articles: IssueArticle[], language: Language): Piece {
  if (articles.length < 4) return null;
  const items = articles.map(
    (article) =>
      markup`<li style="margin:0 0 8px">${link(article.url, apart(article.headline, language))} <span class="quiet" style="color:${ink.quiet};font-size:14px;white-space:nowrap">${minutes(article, language)}</span></li>\n`,
  );
  return markup`<h2 class="quiet" style="margin:28px 0 10px;font-size:15px;line-height:1.4;font-weight:600;color:${ink.quiet}">${language.words("mail.inThisIssue")}</h2>
<ol style="margin:0;padding:0;padding-${language.start}:24px">${items}</ol>\n`;
}

/** The articles in their order, some 1 KB of markup each beside their own words (M-06). */
export function articlesMarkup(articles: IssueArticle[], language: Language, origin: string): Piece {
  return articles.map((article) => [
    opening(article, language),
    article.display === "full" ? full(article, language, origin) : summary(article, language),
  ]);
}

/** In the order of the article's page: headline, dek, byline and length, picture. */
function opening(article: IssueArticle, language: Language): Markup {
  const topics = article.topics.map((topic, index) => [index > 0 ? " · " : "", apart(topic, language)]);
  const [headline, dek] = [turned(article.headline, language), turned(article.dek, language)];
  const kicker =
    topics.length > 0 &&
    markup`<p class="accent" style="margin:0 0 6px;font-size:14px;line-height:1.4;font-weight:600;color:${ink.accent}">${topics}</p>\n`;
  return markup`<p class="rule" style="margin:36px 0 26px;border-top:1px solid ${ink.hairline};font-size:1px;line-height:1px">&nbsp;</p>
${kicker || null}<h2 class="serif"${headline.dir} style="margin:0 0 14px;${headline.style}${serif};font-size:26px;line-height:1.25;font-weight:700">${link(article.url, oneLine(article.headline), "headline")}</h2>
${article.dek.trim() ? markup`<p${dek.dir} style="margin:0 0 10px${dek.style && markup`;${dek.style}`}">${oneLine(article.dek)}</p>\n` : null}${bylineMarkup(article, language)}${picture(article, language)}`;
}

/** The image leads to the article, so its alternative text is never empty (E-13). */
function picture({ image, url, headline }: IssueArticle, language: Language): Piece {
  const href = safeLink(url);
  if (!image || !href || !safeLink(image.url)) return null;
  const shown = imageMarkup({ ...image, alt: oneLine(image.alt) || oneLine(headline) });
  const credit = oneLine(image.credit);
  const line =
    credit &&
    markup`<p class="quiet" style="margin:-8px 0 16px;font-size:14px;line-height:1.4;color:${ink.quiet}">${apart(credit, language)}</p>\n`;
  return markup`<a href="${href}" style="display:block">${shown}</a>\n${line}`;
}

function summary(article: IssueArticle, language: Language): Piece {
  return markup`<p style="margin:0">${link(article.url, readMore(article, language), "tall")}</p>\n`;
}

function full(article: IssueArticle, language: Language, origin: string): Piece {
  const body = bodyMarkup(article.body, { origin, language, headingLevel: 3 });
  return [body, sources(article, language)];
}

function bylineMarkup(article: IssueArticle, language: Language): Piece {
  const byline = oneLine(article.byline) && apart(article.byline, language);
  const parts = [byline, minutes(article, language)].filter((part) => part !== "");
  return markup`<p class="quiet" style="margin:0 0 14px;font-size:14px;line-height:1.4;color:${ink.quiet}">${parts.map((part, index) => [index > 0 ? " · " : "", part])}</p>\n`;
}

/** The words of the link to an article: Read “Robots learn to pack”. */
export function readMore(article: IssueArticle, { words }: Language): string {
  return words("mail.read", { headline: oneLine(article.headline) });
}

/** "1 min read", "4 min read": as the site says it. */
export function minutes(article: IssueArticle, { words }: Language): string {
  return words("article.minutes", { count: article.minutes });
}

function sources(article: IssueArticle, language: Language): Piece {
  if (article.sources.length === 0) return null;
  const items = article.sources.map(
    (source) => markup`<li style="margin:0 0 6px">${link(source.url, apart(sourceTitle(source), language))}</li>\n`,
  );
  return markup`<h3 style="margin:24px 0 8px;font-size:16px;line-height:1.4">${language.words("mail.sources")}</h3>
<ul style="margin:0 0 16px;padding:0;padding-${language.start}:24px">${items}</ul>\n`;
}

/** A source without a title goes by its site: a bare address tells a listener nothing (E-14). */
export function sourceTitle({ title, url }: { title: string; url: string }): string {
  return oneLine(title) || (URL.canParse(url) ? new URL(url).hostname : oneLine(url));
}

const looks = {
  text: `style="color:${ink.accent}"`,
  tall: `style="display:inline-block;padding:9px 0;color:${ink.accent}"`,
  headline: `class="plain" style="color:${ink.text};text-decoration:none"`,
};

function link(url: string, words: Piece, look: keyof typeof looks = "text"): Piece {
  const href = safeLink(url);
  return href ? markup`<a href="${href}" ${new Markup(looks[look])}>${words}</a>` : words;
}
