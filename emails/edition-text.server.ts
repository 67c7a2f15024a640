import { dayIn } from "#words/dates.ts";
import { plainOf, type Words } from "#words/words.ts";
import { minutes, readMore, sourceTitle } from "./articles.server.ts";
import { bodyText, linkText } from "./body-text.server.ts";
import { apartInText } from "./direction.server.ts";
import type { IssueArticle, IssueContent } from "./edition.server.ts";
import { addressLines, issueUrl } from "./frame.server.ts";
import { languageOf, type Language } from "./language.server.ts";
import type { ReaderValues } from "./markers.server.ts";
import { oneLine } from "./markup.server.ts";
import { lineWidth, prefix, underline, wrap } from "./wrap.server.ts";

/** The issue as plain text, written from the same content in the same order as the HTML (E-01). */
export function editionText(content: IssueContent, reader: ReaderValues): string {
  const language = languageOf(content.briefing.language);
  const parts = [
    masthead(content, language),
    bodyText(content.intro, language.words),
    contents(content, language),
    ...content.articles.map((article) => articleText(article, language)),
    footer(content, language, reader),
  ];
  return parts.filter((part) => part !== "").join("\n\n") + "\n";
}

function masthead(content: IssueContent, language: Language): string {
  const { name, pitch } = content.briefing;
  const { words } = language;
  const number = words("issue.number", { number: content.number });
  const date = dayIn(language.tag, content.date, content.timeZone);
  const lines = [name, pitch, `${number} · ${date}`, `${words("mail.inBrowser")} (${issueUrl(content)})`];
  return `${lines
    .map((line) => wrap(oneLine(line)))
    .filter(Boolean)
    .join("\n")}\n\n${underline(oneLine(content.subject), "=")}`;
}

function contents({ articles }: IssueContent, language: Language): string {
  if (articles.length < 4) return "";
  const lines = articles.map((article, index) =>
    item(`${index + 1}. `, `${apartInText(article.headline, language)} (${minutes(article, language)})`),
  );
  return `${language.words("mail.inThisIssue")}\n\n${lines.join("\n")}`;
}

function articleText(article: IssueArticle, language: Language): string {
  const { words } = language;
  const topics = article.topics.map((topic) => apartInText(topic, language)).join(" · ");
  const heading = [topics && wrap(topics), underline(oneLine(article.headline), "-")].filter(Boolean).join("\n");
  const byline = [apartInText(article.byline, language), minutes(article, language)].filter(Boolean).join(" · ");
  const parts = ["-".repeat(lineWidth), heading, wrap(oneLine(article.dek)), byline, imageText(article, words)];
  const rest =
    article.display === "full"
      ? [bodyText(article.body, words), sourcesText(article, words), linkText(words("mail.onTheWeb"), article.url)]
      : [linkText(readMore(article, language), article.url)];
  return [...parts, ...rest].filter((part) => part !== "").join("\n\n");
}

function imageText({ image }: IssueArticle, words: Words): string {
  if (!image || !oneLine(image.alt)) return "";
  const alt = oneLine(image.alt);
  const credit = oneLine(image.credit);
  return wrap(`[${credit ? words("mail.imageWithCredit", { alt, credit }) : words("mail.image", { alt })}]`);
}

function sourcesText({ sources }: IssueArticle, words: Words): string {
  if (sources.length === 0) return "";
  return `${words("mail.sources")}\n\n${sources.map((source) => item("- ", linkText(sourceTitle(source), source.url))).join("\n")}`;
}

function item(mark: string, text: string): string {
  return prefix(wrap(text.replaceAll("\n", " "), lineWidth - mark.length), mark, " ".repeat(mark.length));
}

function footer({ briefing }: IssueContent, { words }: Language, reader: ReaderValues): string {
  const because = plainOf((values) => words("mail.because", values), {
    email: reader.email,
    briefing: oneLine(briefing.name),
  });
  const ways = [
    `${words("mail.unsubscribe")} (${reader.unsubscribeUrl})`,
    `${words("reader.mail.change")} (${reader.preferencesUrl})`,
    `${words("mail.privacy")} (${briefing.url}/privacy)`,
    `${oneLine(briefing.name)} (${briefing.url}/)`,
  ];
  const address = addressLines(briefing.postalAddress).join("\n");
  return ["=".repeat(lineWidth), wrap(because), ways.join("\n"), address].join("\n\n");
}
