import { languageCode, type Messages } from "#app/i18n/messages.ts";
import { checkedUrl } from "#emails/message/markers.server.ts";
import { apart } from "./direction.server.ts";
import { addressLines, addressMarkup, preheaderMarkup, quietLink } from "./frame.server.ts";
import type { IssueContent } from "./issueContent.server.ts";
import { mailLanguage, type MailLanguage } from "./language.server.ts";
import { markup, Markup, singleLine, type MarkupPiece } from "./markup.server.ts";
import { ink, serif } from "./styles.server.ts";
import { renderTemplate, type Templates } from "./templates.server.ts";
import { underline, wrap } from "./wrap.server.ts";

/** A transactional mail, rendered. */
export type RenderedMail = { subject: string; html: string; text: string };
export type MailBriefing = IssueContent["briefing"];

/** A mail with one question; `linkWords` precede the button's URL in the plain text. */
type Question = {
  subject: string;
  preheader: string;
  title: string;
  before: string[];
  button: string;
  url: string;
  linkWords: string;
  after: string;
};

/**
 * Renders a mail with one question, one button, and what happens without an answer.
 * @throws on an invalid link
 */
export async function questionMail(
  templates: Templates,
  briefing: MailBriefing,
  mail: Question,
): Promise<RenderedMail> {
  const url = checkedUrl(mail.url);
  const language = writtenIn(briefing);
  const html = await renderTemplate(templates, "ask", language, {
    ...mailFrame(briefing, mail.subject, language),
    preheader: preheaderMarkup(mail.preheader),
    opening: [heading(mail.title), ...mail.before.map(paragraph)],
    button: mail.button,
    buttonUrl: url,
    closing: [
      markup`<p style="margin:0 0 16px">${mail.linkWords}<br><a href="${url}" dir="ltr" style="color:${ink.accent};word-break:break-all">${url}</a></p>\n`,
      paragraph(mail.after),
    ],
  });
  const text = [
    underline(mail.title, "="),
    ...mail.before.map((words) => wrap(words)),
    `${mail.button} (${url})`,
    wrap(mail.after),
    signature(briefing, language.words),
  ];
  return { subject: mail.subject, html, text: `${text.join("\n\n")}\n` };
}

/** A language without our texts gets English. */
export function writtenIn({ language }: MailBriefing): MailLanguage {
  return languageCode(language) === "en" && !/^en\b/i.test(language) ? mailLanguage("en") : mailLanguage(language);
}

/** The frame of every transactional mail: its title, the briefing's name above, and the sender below. */
export function mailFrame(
  briefing: MailBriefing,
  subject: string,
  language: MailLanguage,
): Record<string, MarkupPiece> {
  const { name, postalAddress, url } = briefing;
  const privacy = quietLink(`${url}/privacy`, language.words("mail.privacy"));
  const footer = markup`<p style="margin:0 0 4px">${quietLink(`${url}/`, apart(name, language))} · ${privacy}</p>
${addressMarkup(postalAddress)}`;
  return { title: subject, masthead: apart(name, language), footer };
}

export function heading(words: string): Markup {
  return markup`<h1 class="serif" style="margin:0 0 16px;${serif};font-size:28px;line-height:1.25;font-weight:700">${words}</h1>\n`;
}

export function paragraph(words: string): Markup {
  return markup`<p style="margin:0 0 16px">${words}</p>\n`;
}

/** The sender, their privacy policy and postal address, in plain text. */
export function signature({ name, postalAddress, url }: MailBriefing, words: Messages): string {
  const address = addressLines(postalAddress).join("\n");
  return [`${singleLine(name)} (${url}/)`, `${words("mail.privacy")} (${url}/privacy)`, address].join("\n");
}
