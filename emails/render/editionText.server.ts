import { dayIn } from "#app/i18n/dates.ts";
import type { Messages } from "#app/i18n/messages.ts";
import { articlesIn, type IssueItem } from "#app/models/sections.ts";
import type { ReaderValues } from "#emails/message/markers.server.ts";
import { minutes, readMore, sourceTitle } from "./articles.server.ts";
import { bodyAsText } from "./body.server.ts";
import { linkText } from "./inlines.server.ts";
import { apartInText } from "./direction.server.ts";
import { footerText } from "./footer.server.ts";
import { issueUrl } from "./frame.server.ts";
import type { EditionArticle, EditionSection, IssueContent } from "./issueContent.server.ts";
import { mailLanguage, type MailLanguage } from "./language.server.ts";
import { singleLine } from "./markup.server.ts";
import { pollText, usefulText } from "./questions.server.ts";
import { isItems, isShort, itemWords, listedSections, runsOf, type Run } from "./sections.server.ts";
import { stayText } from "./stay.server.ts";
import { lineWidth, prefix, underline, wrap } from "./wrap.server.ts";

/** Renders the issue as plain text, from the same content in the same order as the HTML (E-01). */
export function editionText(content: IssueContent, reader: ReaderValues): string {
  const language = mailLanguage(content.briefing.language);
  const { answersUrl = "" } = reader;
  const parts = [
    masthead(content, language),
    bodyAsText(content.intro, language.words),
    content.asksToStay ? stayText(language, reader) : "",
    contents(content, language),
    ...content.sections.flatMap((section) =>
      sectionText(section, language, { answersUrl, timeZone: content.timeZone }),
    ),
    outroText(content, language),
    usefulText({ n: content.asks, of: "issue", answersUrl }, language),
    footerText({ briefing: content.briefing, language, reader, because: "mail.because", growth: content.growth }),
  ];
  return parts.filter((part) => part !== "").join("\n\n") + "\n";
}

function masthead(content: IssueContent, language: MailLanguage): string {
  const { name, pitch } = content.briefing;
  const { words } = language;
  const number = words("issue.number", { number: content.number });
  const date = dayIn(language.tag, content.date, content.timeZone);
  const lines = [name, pitch, `${number} · ${date}`, `${words("mail.inBrowser")} (${issueUrl(content)})`];
  return `${lines
    .map((line) => wrap(singleLine(line)))
    .filter(Boolean)
    .join("\n")}\n\n${underline(singleLine(content.subject), "=")}`;
}

function contents({ sections }: IssueContent, language: MailLanguage): string {
  if (articlesIn(sections).length < 4) return "";
  const parts = listedSections(sections).map(({ heading, first, articles }) =>
    [
      ...(heading ? [wrap(heading)] : []),
      ...articles.map((article, index) =>
        item(`${first + index}. `, `${apartInText(article.headline, language)} (${minutes(article, language)})`),
      ),
    ].join("\n"),
  );
  return `${language.words("mail.inThisIssue")}\n\n${parts.join("\n\n")}`;
}

const line = "-".repeat(lineWidth);

/** A section's heading stands between two lines; as in the HTML, what is short has no line among its like. */
function sectionText(
  { heading, text, pieces }: EditionSection,
  language: MailLanguage,
  asked: { answersUrl: string; timeZone: string },
): string[] {
  const title = wrap(singleLine(heading));
  const runs = runsOf(pieces);
  const standing = runs.flatMap((run, i) => {
    const isApart = i === 0 ? title === "" : !(isShort(run) && isShort(runs[i - 1]!));
    return [...(isApart ? [line] : []), ...runText(run, language, asked)];
  });
  const top = title && `${"=".repeat(lineWidth)}\n${title}\n${"=".repeat(lineWidth)}`;
  return [top, bodyAsText(text, language.words), ...standing];
}

function runText(run: Run, language: MailLanguage, asked: { answersUrl: string; timeZone: string }): string[] {
  if (isItems(run)) return [itemsText(run, language)];
  if (run.kind === "poll") return [pollText(run, language, asked)];
  return [pieceText(run, language), usefulText({ n: run.asks, of: "piece", answersUrl: asked.answersUrl }, language)];
}

function outroText({ outro }: IssueContent, { words }: MailLanguage): string {
  const text = bodyAsText(outro, words);
  return text && `${line}\n\n${text}`;
}

function itemsText(items: IssueItem[], language: MailLanguage): string {
  const lines = items.map((one) => {
    const source = apartInText(one.source, language);
    return item("- ", linkText(apartInText(itemWords(one), language), one.url) + (source && ` · ${source}`));
  });
  return lines.join("\n");
}

/** Renders one article as plain text, as an issue holds it. */
export function articleText(article: EditionArticle, language: MailLanguage): string {
  return `${line}\n\n${pieceText(article, language)}`;
}

function pieceText(article: EditionArticle, language: MailLanguage): string {
  const { words } = language;
  if (article.display === "headline")
    return [
      underline(singleLine(article.headline), "-"),
      bylineText(article, language),
      linkText(readMore(article, language), article.url),
    ].join("\n\n");
  const topics = article.topics.map((topic) => apartInText(topic, language)).join(" · ");
  const heading = [topics && wrap(topics), underline(singleLine(article.headline), "-")].filter(Boolean).join("\n");
  const parts = [heading, wrap(singleLine(article.dek)), bylineText(article, language), imageText(article, words)];
  const rest =
    article.display === "full"
      ? [bodyAsText(article.body, words), sourcesText(article, words), linkText(words("mail.onTheWeb"), article.url)]
      : [linkText(readMore(article, language), article.url)];
  return [...parts, ...rest].filter((part) => part !== "").join("\n\n");
}

function bylineText(article: EditionArticle, language: MailLanguage): string {
  return [apartInText(article.byline, language), minutes(article, language)].filter(Boolean).join(" · ");
}

function imageText({ image }: EditionArticle, words: Messages): string {
  if (!image || !singleLine(image.alt)) return "";
  const alt = singleLine(image.alt);
  const credit = singleLine(image.credit);
  return wrap(`[${credit ? words("mail.imageWithCredit", { alt, credit }) : words("mail.image", { alt })}]`);
}

function sourcesText({ sources }: EditionArticle, words: Messages): string {
  if (sources.length === 0) return "";
  return `${words("mail.sources")}\n\n${sources.map((source) => item("- ", linkText(sourceTitle(source), source.url))).join("\n")}`;
}

function item(mark: string, text: string): string {
  return prefix(wrap(text.replaceAll("\n", " "), lineWidth - mark.length), mark, " ".repeat(mark.length));
}
