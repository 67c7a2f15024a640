import type { Body } from "#app/models/body.ts";
import { articlesIn, type IssueItem } from "#app/models/sections.ts";
import { articleMarkup, link, minutes, sourceTitle } from "./articles.server.ts";
import { bodyMarkup } from "./body.server.ts";
import { apart, turned } from "./direction.server.ts";
import type { EditionArticle, EditionSection } from "./issueContent.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { markup, sourceOf, singleLine, type Markup, type MarkupPiece } from "./markup.server.ts";
import { pollMarkup, usefulMarkup } from "./questions.server.ts";
import { ink } from "./styles.server.ts";

/** The contents of an issue, from four articles on: their headlines and lengths, under the headings of its sections. */
export function contentsMarkup(sections: EditionSection[], language: MailLanguage): MarkupPiece {
  if (articlesIn(sections).length < 4) return null;
  return markup`<h2 class="quiet" style="margin:28px 0 10px;font-size:15px;line-height:1.4;font-weight:600;color:${ink.quiet}">${language.words("mail.inThisIssue")}</h2>
${listedSections(sections).map((part) => [partHeading(part.heading, language), articleList(part, language)])}`;
}

/** A part of the contents; `first`: the number of its first article in the issue. */
type ListedSection = { heading: string; first: number; articles: EditionArticle[] };

/** Returns the parts of an issue's contents. A section without a heading goes on where the one before it ended. */
export function listedSections(sections: EditionSection[]): ListedSection[] {
  const parts: ListedSection[] = [];
  let first = 1;
  for (const section of sections) {
    const [heading, articles] = [singleLine(section.heading), articlesIn([section])];
    const last = parts.at(-1);
    if (heading && section.pieces.length > 0) parts.push({ heading, first, articles });
    else if (!heading && last) last.articles.push(...articles);
    else if (articles.length > 0) parts.push({ heading: "", first, articles });
    first += articles.length;
  }
  return parts;
}

function partHeading(heading: string, language: MailLanguage): MarkupPiece {
  const { dir, style } = turned(heading, language);
  return heading && markup`<p${dir} style="margin:12px 0 6px;${style}font-weight:600">${heading}</p>\n`;
}

function articleList({ articles, first }: ListedSection, language: MailLanguage): MarkupPiece {
  if (articles.length === 0) return null;
  const items = articles.map(
    (article) =>
      markup`<li style="margin:0 0 8px">${link(article.url, apart(article.headline, language))} <span class="quiet" style="color:${ink.quiet};font-size:14px;white-space:nowrap">${minutes(article, language)}</span></li>\n`,
  );
  const start = first > 1 ? markup` start="${first}"` : null;
  return markup`<ol${start} style="margin:0;padding:0;padding-${language.start}:24px">${items}</ol>\n`;
}

/**
 * The sections in their order, and the text at the end, with about 1 KB of markup for an article beside its text (M-06).
 * Headlines rank below a section's heading, or beside it where there is none.
 */
export function sectionsMarkup(
  sections: EditionSection[],
  outro: Body,
  language: MailLanguage,
  place: MailPlace,
): MarkupPiece {
  const { origin } = place;
  const end = bodyMarkup(outro, { origin, language, headingLevel: 2 });
  return [
    sections.map((section) => sectionMarkup(section, language, place)),
    sourceOf(end) === "" ? null : [hairline, end],
  ];
}

/** The site's origin, where the answers of a mail's reader begin, and the briefing's time zone. */
type MailPlace = { origin: string; answersUrl: string; timeZone: string };

function sectionMarkup(
  { heading, text, pieces }: EditionSection,
  language: MailLanguage,
  { origin, answersUrl, timeZone }: MailPlace,
): MarkupPiece {
  const isHeaded = singleLine(heading) !== "";
  const level = isHeaded ? 3 : 2;
  const standing = runsOf(pieces).map((run, i) => {
    // A heading is line enough, and what is short needs none among its like.
    const isApart = i === 0 ? !isHeaded : !(isShort(run) && isShort(runsOf(pieces)[i - 1]!));
    const line = isApart ? hairline : null;
    if (isItems(run)) return [line, itemsMarkup(run, language)];
    if (run.kind === "poll") return [line, pollMarkup(run, language, { answersUrl, level, timeZone })];
    const asks = usefulMarkup({ n: run.asks, of: "piece", about: run.headline, answersUrl }, language);
    return [line, articleMarkup(run, language, origin, level), asks];
  });
  return [
    isHeaded ? headingMarkup(heading, language) : null,
    bodyMarkup(text, { origin, language, headingLevel: level }),
    standing,
  ];
}

const hairline = markup`<p class="rule" style="margin:36px 0 26px;border-top:1px solid ${ink.hairline};font-size:1px;line-height:1px">&nbsp;</p>\n`;

function headingMarkup(heading: string, language: MailLanguage): Markup {
  const { dir, style } = turned(heading, language);
  return markup`<h2 class="accent alert"${dir} style="margin:48px 0 20px;${style}padding:12px 0 0;border-top:3px solid ${ink.accent};font-size:20px;line-height:1.3;font-weight:700;color:${ink.accent}">${singleLine(heading)}</h2>\n`;
}

/** An article, a poll, or items that follow one another: they are one list. */
export type Run = Exclude<EditionSection["pieces"][number], IssueItem> | IssueItem[];

/** Joins the items of a section that follow one another. */
export function runsOf(pieces: EditionSection["pieces"]): Run[] {
  const runs: Run[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (piece.kind !== "item") runs.push(piece);
    else if (last && isItems(last)) last.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

/** True for items, false for an article or a poll. */
export function isItems(run: Run): run is IssueItem[] {
  return Array.isArray(run);
}

/** True for what takes a line or two. */
export function isShort(run: Run): boolean {
  return isItems(run) || (run.kind === "article" && run.display === "headline");
}

/** The short items of a section that follow one another, as one list. */
export function itemsMarkup(items: IssueItem[], language: MailLanguage): Markup {
  const lines = items.map((item) => {
    const source = singleLine(item.source);
    const said =
      source &&
      markup` <span class="quiet" style="color:${ink.quiet};font-size:14px">· ${apart(source, language)}</span>`;
    return markup`<li style="margin:0 0 10px">${link(item.url, apart(itemWords(item), language))}${said}</li>\n`;
  });
  return markup`<ul style="margin:0 0 16px;padding:0;padding-${language.start}:24px">${lines}</ul>\n`;
}

/** Returns the words of an item; one without any is named by its link's site. */
export function itemWords({ text, url }: IssueItem): string {
  return sourceTitle({ title: text, url });
}
