import { dayIn } from "#app/i18n/dates.ts";
import type { Messages } from "#app/i18n/messages.ts";
import type { ReaderValues } from "#emails/message/markers.server.ts";
import { minutes, readMore, sourceTitle } from "./articles.server.ts";
import { bodyAsText } from "./body.server.ts";
import { linkText } from "./inlines.server.ts";
import { apartInText } from "./direction.server.ts";
import { footerText } from "./footer.server.ts";
import { issueUrl } from "./frame.server.ts";
import type { EditionArticle, IssueContent } from "./issueContent.server.ts";
import { mailLanguage, type MailLanguage } from "./language.server.ts";
import { singleLine } from "./markup.server.ts";
import { lineWidth, prefix, underline, wrap } from "./wrap.server.ts";

/** Renders the issue as plain text, from the same content in the same order as the HTML (E-01). */
export function editionText(content: IssueContent, reader: ReaderValues): string {
  const language = mailLanguage(content.briefing.language);
  const parts = [
    masthead(content, language),
    bodyAsText(content.intro, language.words),
    contents(content, language),
    ...content.articles.map((article) => articleText(article, language)),
    footerText({ briefing: content.briefing, language, reader, because: "mail.because" }),
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

function contents({ articles }: IssueContent, language: MailLanguage): string {
  if (articles.length < 4) return "";
  const lines = articles.map((article, index) =>
    item(`${index + 1}. `, `${apartInText(article.headline, language)} (${minutes(article, language)})`),
  );
  return `${language.words("mail.inThisIssue")}\n\n${lines.join("\n")}`;
}

/** Renders one article as plain text, as an issue holds it. */
export function articleText(article: EditionArticle, language: MailLanguage): string {
  const { words } = language;
  const topics = article.topics.map((topic) => apartInText(topic, language)).join(" · ");
  const heading = [topics && wrap(topics), underline(singleLine(article.headline), "-")].filter(Boolean).join("\n");
  const byline = [apartInText(article.byline, language), minutes(article, language)].filter(Boolean).join(" · ");
  const parts = ["-".repeat(lineWidth), heading, wrap(singleLine(article.dek)), byline, imageText(article, words)];
  const rest =
    article.display === "full"
      ? [bodyAsText(article.body, words), sourcesText(article, words), linkText(words("mail.onTheWeb"), article.url)]
      : [linkText(readMore(article, language), article.url)];
  return [...parts, ...rest].filter((part) => part !== "").join("\n\n");
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
