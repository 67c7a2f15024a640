import { codeOf, type Words } from "#words/words.ts";
import { apart } from "./direction.server.ts";
import type { IssueContent } from "./edition.server.ts";
import { addressLines, addressMarkup, preheaderMarkup, quietLink } from "./frame.server.ts";
import { languageOf, type Language } from "./language.server.ts";
import { checkedUrl } from "./markers.server.ts";
import { markup, oneLine, type Markup, type Piece } from "./markup.server.ts";
import { ink, serif } from "./styles.server.ts";
import { renderTemplate, type Templates } from "./templates.server.ts";
import { underline, wrap } from "./wrap.server.ts";

/** A mail to one person that is no issue, as it is written. */
export type Letter = { subject: string; html: string; text: string };
export type Briefing = IssueContent["briefing"];

/** A letter that asks one thing; `linkWords` stand before the button's link in plain letters. */
export type Question = {
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
 * Writes a letter with one question, one button, and what happens if nothing is done.
 * @throws on a link that is none
 */
export async function questionLetter(templates: Templates, briefing: Briefing, letter: Question): Promise<Letter> {
  const url = checkedUrl(letter.url);
  const language = writtenIn(briefing);
  const html = await renderTemplate(templates, "ask", language, {
    ...letterFrame(briefing, letter.subject, language),
    preheader: preheaderMarkup(letter.preheader),
    opening: [heading(letter.title), ...letter.before.map(paragraph)],
    button: letter.button,
    buttonUrl: url,
    closing: [
      markup`<p style="margin:0 0 16px">${letter.linkWords}<br><a href="${url}" dir="ltr" style="color:${ink.accent};word-break:break-all">${url}</a></p>\n`,
      paragraph(letter.after),
    ],
  });
  const text = [
    underline(letter.title, "="),
    ...letter.before.map((words) => wrap(words)),
    `${letter.button} (${url})`,
    wrap(letter.after),
    signature(briefing, language.words),
  ];
  return { subject: letter.subject, html, text: `${text.join("\n\n")}\n` };
}

/** A briefing in a language that we have no words in writes its letters in English. */
export function writtenIn({ language }: Briefing): Language {
  return codeOf(language) === "en" && !/^en\b/i.test(language) ? languageOf("en") : languageOf(language);
}

/** What stands around every letter: its title, the briefing's name above, and who sends it below. */
export function letterFrame(briefing: Briefing, subject: string, language: Language): Record<string, Piece> {
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

/** Who sends a letter, their privacy policy and their postal address, in plain text. */
export function signature({ name, postalAddress, url }: Briefing, words: Words): string {
  const address = addressLines(postalAddress).join("\n");
  return [`${oneLine(name)} (${url}/)`, `${words("mail.privacy")} (${url}/privacy)`, address].join("\n");
}
