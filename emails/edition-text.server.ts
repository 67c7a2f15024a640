import { lengthInWords, sourceTitle } from "./articles.server.ts";
import { bodyText } from "./body-text.server.ts";
import type { IssueArticle, IssueContent } from "./edition.server.ts";
import { issueUrl } from "./frame.server.ts";
import { languageOf, longDate } from "./language.server.ts";
import { wordsIn } from "#words/words.ts";
import type { ReaderValues } from "./markers.server.ts";
import { oneLine, safeLink } from "./markup.server.ts";
import { lineWidth, prefix, underline, wrap } from "./wrap.server.ts";

/** The issue as plain text, written from the same content in the same order as the HTML (E-01). */
export function editionText(content: IssueContent, reader: ReaderValues): string {
  const parts = [masthead(content), bodyText(content.intro), contents(content), ...content.articles.map(articleText)];
  return [...parts, footer(content, reader)].filter((part) => part !== "").join("\n\n") + "\n";
}

function masthead(content: IssueContent): string {
  const { name, pitch, language } = content.briefing;
  const date = longDate(content.date, languageOf(language), content.timeZone);
  const lines = [name, pitch, `Issue ${content.number} · ${date}`, `Read in a browser (${issueUrl(content)})`];
  return `${lines
    .map((line) => wrap(oneLine(line)))
    .filter(Boolean)
    .join("\n")}\n\n${underline(oneLine(content.subject), "=")}`;
}

function contents({ articles }: IssueContent): string {
  if (articles.length < 4) return "";
  const lines = articles.map((article, index) =>
    item(`${index + 1}. `, `${oneLine(article.headline)} (${lengthInWords(article.minutes)})`),
  );
  return `In this issue\n\n${lines.join("\n")}`;
}

function articleText(article: IssueArticle): string {
  const topics = article.topics.map(oneLine).join(" · ");
  const heading = [topics && wrap(topics), underline(oneLine(article.headline), "-")].filter(Boolean).join("\n");
  const byline = [oneLine(article.byline), article.display === "full" ? lengthInWords(article.minutes) : ""]
    .filter(Boolean)
    .join(" · ");
  const parts = ["-".repeat(lineWidth), heading, imageText(article), wrap(oneLine(article.dek)), byline];
  const rest =
    article.display === "full"
      ? [bodyText(article.body), sourcesText(article), linkText("On the web", article.url)]
      : [linkText(`Read “${oneLine(article.headline)}”, ${lengthInWords(article.minutes)}`, article.url)];
  return [...parts, ...rest].filter((part) => part !== "").join("\n\n");
}

function imageText({ image }: IssueArticle): string {
  if (!image || !oneLine(image.alt)) return "";
  const credit = oneLine(image.credit);
  return wrap(`[Image: ${oneLine(image.alt)}${credit && ` (${credit})`}]`);
}

function sourcesText({ sources }: IssueArticle): string {
  if (sources.length === 0) return "";
  return `Sources\n\n${sources.map((source) => item("- ", linkText(sourceTitle(source), source.url))).join("\n")}`;
}

function linkText(words: string, url: string): string {
  return wrap(safeLink(url) ? `${words} (${url})` : words);
}

function item(mark: string, text: string): string {
  return prefix(wrap(text.replaceAll("\n", " "), lineWidth - mark.length), mark, " ".repeat(mark.length));
}

function footer({ briefing }: IssueContent, reader: ReaderValues): string {
  const because = `You receive this because ${reader.email} is subscribed to ${oneLine(briefing.name)}.`;
  const ways = [
    `Unsubscribe (${reader.unsubscribeUrl})`,
    `${wordsIn(briefing.language)("reader.mail.change")} (${reader.preferencesUrl})`,
    `Privacy policy (${briefing.url}/privacy)`,
    `${oneLine(briefing.name)} (${briefing.url}/)`,
  ];
  const address = briefing.postalAddress
    .trim()
    .split(/\r\n?|\n/)
    .map(oneLine);
  return ["=".repeat(lineWidth), wrap(because), ways.join("\n"), address.join("\n")].join("\n\n");
}
