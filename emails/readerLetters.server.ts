import { codeOf, wordsIn, type Words } from "#words/words.ts";
import type { IssueContent } from "./edition.server.ts";
import { apart } from "./direction.server.ts";
import { preheaderMarkup } from "./frame.server.ts";
import { languageOf, type Language } from "./language.server.ts";
import { senderMarkup, type Letter } from "./letters.server.ts";
import { checkedUrl } from "./markers.server.ts";
import { markup, oneLine, type Markup } from "./markup.server.ts";
import { ink, serif } from "./styles.server.ts";
import { renderTemplate, type Templates } from "./templates.server.ts";
import { underline, wrap } from "./wrap.server.ts";

type Briefing = IssueContent["briefing"];

/**
 * The mail that brings a reader who asked for it the link to their own page.
 * @param hours for how long it opens everything there
 * @throws on a link that is none
 */
export function renderReaderLink(
  templates: Templates,
  briefing: Briefing,
  url: string,
  hours: number,
): Promise<Letter> {
  const words = wordsIn(briefing.language);
  const name = oneLine(briefing.name);
  return asking(templates, briefing, {
    subject: words("reader.mail.linkSubject", { name }),
    preheader: words("preheader.readerLink"),
    title: words("reader.mail.linkTitle"),
    before: [
      words("reader.mail.linkAsked", { name }),
      words("reader.mail.linkAbout"),
      words("reader.mail.linkHours", { count: hours }),
    ],
    button: words("reader.mail.linkButton"),
    url,
    after: words("reader.mail.linkNotYou"),
  });
}

/**
 * The mail to a reader whose address was signed up once more: there is nothing to confirm, and here is their page.
 * @param hours for how long the link opens everything there
 * @throws on a link that is none
 */
export function renderAlreadySubscribed(
  templates: Templates,
  briefing: Briefing,
  url: string,
  hours: number,
): Promise<Letter> {
  const words = wordsIn(briefing.language);
  const name = oneLine(briefing.name);
  return asking(templates, briefing, {
    subject: words("reader.mail.alreadySubject", { name }),
    preheader: words("preheader.alreadySubscribed"),
    title: words("reader.mail.alreadyTitle"),
    before: [
      words("reader.mail.alreadyAsked", { name }),
      words("reader.mail.alreadyAbout"),
      words("reader.mail.linkHours", { count: hours }),
    ],
    button: words("reader.mail.linkButton"),
    url,
    after: words("reader.mail.linkNotYou"),
  });
}

/** @param old, next: the two addresses; each mail masks the one that is not its own */
export type AddressQuestion = { briefing: Briefing; old: string; next: string; url: string; days: number };

/**
 * The mail to the address that a reader has now: somebody with the link to their page wants another one.
 * @throws on a link that is none
 */
export function renderAddressNotice(templates: Templates, { briefing, old, next, url, days }: AddressQuestion) {
  const words = wordsIn(briefing.language);
  const name = oneLine(briefing.name);
  return asking(templates, briefing, {
    subject: words("reader.mail.oldSubject", { name }),
    preheader: words("preheader.addressOld"),
    title: words("reader.mail.oldTitle"),
    before: [words("reader.mail.oldAsked", { name, old, next }), words("reader.mail.bothAgree", { count: days })],
    button: words("reader.mail.oldButton"),
    url,
    after: words("reader.mail.oldNotYou"),
  });
}

/**
 * The mail to the address that is to be the reader's.
 * @throws on a link that is none
 */
export function renderAddressQuestion(templates: Templates, { briefing, old, next, url, days }: AddressQuestion) {
  const words = wordsIn(briefing.language);
  const name = oneLine(briefing.name);
  return asking(templates, briefing, {
    subject: words("reader.mail.newSubject", { name }),
    preheader: words("preheader.addressNew"),
    title: words("reader.mail.newTitle"),
    before: [words("reader.mail.newAsked", { name, old, next }), words("reader.mail.bothAgree", { count: days })],
    button: words("reader.mail.newButton"),
    url,
    after: words("reader.mail.newNotYou"),
  });
}

/**
 * The same wish for an address that has a subscription of its own: nothing can be moved there, and only it is told.
 * @param url its own page
 * @throws on a link that is none
 */
export function renderAddressTaken(
  templates: Templates,
  { briefing, old, next, url }: Omit<AddressQuestion, "days">,
): Promise<Letter> {
  const words = wordsIn(briefing.language);
  const name = oneLine(briefing.name);
  return asking(templates, briefing, {
    subject: words("reader.mail.takenSubject", { name }),
    preheader: words("preheader.addressTaken"),
    title: words("reader.mail.takenTitle"),
    before: [words("reader.mail.takenAsked", { name, old, next }), words("reader.mail.takenAbout")],
    button: words("reader.mail.linkButton"),
    url,
    after: words("reader.mail.takenNotYou"),
  });
}

type Asking = {
  subject: string;
  preheader: string;
  title: string;
  before: string[];
  button: string;
  url: string;
  after: string;
};

/** One question, one button, what happens if nothing is done; the link stands in plain letters too. */
async function asking(templates: Templates, briefing: Briefing, letter: Asking): Promise<Letter> {
  const words = wordsIn(briefing.language);
  const url = checkedUrl(letter.url);
  const language = writtenIn(briefing);
  const html = await renderTemplate(templates, "ask", language, {
    title: letter.subject,
    preheader: preheaderMarkup(letter.preheader),
    masthead: apart(briefing.name, language),
    opening: [
      markup`<h1 class="serif" style="margin:0 0 16px;${serif};font-size:28px;line-height:1.25;font-weight:700">${letter.title}</h1>\n`,
      ...letter.before.map(paragraph),
    ],
    button: letter.button,
    buttonUrl: url,
    closing: [
      markup`<p style="margin:0 0 16px">${words("reader.mail.plainLink")}<br><a href="${url}" dir="ltr" style="color:${ink.accent};word-break:break-all">${url}</a></p>\n`,
      paragraph(letter.after),
    ],
    footer: senderMarkup(briefing, language),
  });
  const text = [
    underline(letter.title, "="),
    ...letter.before.map((words) => wrap(words)),
    `${letter.button} (${url})`,
    wrap(letter.after),
    senderText(briefing, words),
  ];
  return { subject: letter.subject, html, text: `${text.join("\n\n")}\n` };
}

/** A briefing in a language that we have no words in writes its letters in English. */
function writtenIn({ language }: Briefing): Language {
  return codeOf(language) === "en" && !/^en\b/i.test(language) ? languageOf("en") : languageOf(language);
}

function paragraph(words: string): Markup {
  return markup`<p style="margin:0 0 16px">${words}</p>\n`;
}

function senderText({ name, postalAddress, url }: Briefing, words: Words): string {
  return [`${oneLine(name)} (${url}/)`, `${words("mail.privacy")} (${url}/privacy)`, postalAddress.trim()].join("\n");
}
