import { momentIn } from "#words/dates.ts";
import type { Words } from "#words/words.ts";
import type { IssueContent } from "./edition.server.ts";
import { addressMarkup, preheaderMarkup, quietLink } from "./frame.server.ts";
import { apart } from "./direction.server.ts";
import { languageOf, type Language } from "./language.server.ts";
import { checkedAddress, checkedUrl } from "./markers.server.ts";
import { markup, oneLine, type Markup, type Piece } from "./markup.server.ts";
import { ink, serif } from "./styles.server.ts";
import { renderTemplate, type Templates } from "./templates.server.ts";
import { underline, wrap } from "./wrap.server.ts";

export type Letter = { subject: string; html: string; text: string };
type Briefing = IssueContent["briefing"];
export type Confirmation = {
  briefing: Briefing;
  listName: string;
  confirmUrl: string;
  requestedAt: number;
  timeZone: string;
  email: string;
  expiresDays: number;
  /** It repeats a confirmation that nobody answered. */
  reminder?: boolean;
};
export type Welcome = {
  briefing: Briefing;
  listName: string;
  unsubscribeUrl: string;
  preferencesUrl: string;
  latestIssue: { number: number; subject: string; url: string } | null;
  email: string;
};

/**
 * The mail that asks whether an address really wants the list: who asked when, one button, what happens if nothing is done.
 * Nothing else stands in it (C-04).
 * @throws on an address or link that is none, or a time zone that does not exist
 */
export async function renderConfirmation(templates: Templates, letter: Confirmation): Promise<Letter> {
  const language = languageOf(letter.briefing.language);
  const { words } = language;
  const name = oneLine(letter.briefing.name);
  const url = checkedUrl(letter.confirmUrl);
  const asked = words("letters.confirmAsked", {
    time: momentIn(language.tag, letter.requestedAt, letter.timeZone),
    email: checkedAddress(letter.email),
    site: letter.briefing.url,
    what: whatOf(letter, words),
  });
  const days = { count: letter.expiresDays };
  const ask = words("letters.confirmAsk");
  const link = words("letters.confirmLink", { forDays: words("letters.forDays", days) });
  const otherwise = words("letters.confirmOtherwise", { afterDays: words("letters.afterDays", days) });
  const button = words("letters.confirmButton");
  const title = words("letters.confirmTitle");
  const subject = letter.reminder
    ? words("signUp.reminderSubject", { name })
    : words("letters.confirmSubject", { briefing: name });
  const last = letter.reminder ? `${otherwise} ${words("signUp.reminderLead")}` : otherwise;
  const html = await renderTemplate(templates, "confirm", language, {
    ...frame(letter.briefing, subject, language),
    preheader: preheaderMarkup(words(letter.reminder ? "preheader.reminder" : "preheader.confirmation")),
    opening: [heading(title), paragraph(asked), paragraph(ask)],
    confirmUrl: url,
    button,
    closing: [
      markup`<p style="margin:0 0 16px">${link}<br><a href="${url}" dir="ltr" style="color:${ink.accent};word-break:break-all">${url}</a></p>\n`,
      paragraph(last),
    ],
  });
  const text = [
    underline(title, "="),
    wrap(asked),
    wrap(ask),
    `${button} (${url})`,
    wrap(last),
    signature(letter.briefing, words),
  ];
  return { subject, html, text: `${text.join("\n\n")}\n` };
}

/**
 * The mail after a confirmation: what comes, the latest issue, and the way out.
 * @throws on an address or link that is none
 */
export async function renderWelcome(templates: Templates, letter: Welcome): Promise<Letter> {
  const { briefing, latestIssue } = letter;
  const language = languageOf(briefing.language);
  const { words } = language;
  const name = oneLine(briefing.name);
  const url = checkedUrl(letter.unsubscribeUrl);
  const subject = words("letters.welcomeSubject", { briefing: name });
  const email = checkedAddress(letter.email);
  const first = words("letters.welcomeNow", { email, what: whatOf(letter, words) });
  const leave = words("letters.welcomeLeave");
  const unsubscribe = words("mail.unsubscribe");
  const change = words("reader.mail.change");
  const changeUrl = checkedUrl(letter.preferencesUrl);
  const latest =
    latestIssue &&
    words("letters.welcomeLatest", { number: latestIssue.number, subject: oneLine(latestIssue.subject) });
  const html = await renderTemplate(templates, "welcome", language, {
    ...frame(briefing, subject, language),
    preheader: preheaderMarkup(words("preheader.welcome")),
    opening: [
      heading(subject),
      paragraph(first),
      latestIssue &&
        markup`<p style="margin:0 0 16px"><a href="${checkedUrl(latestIssue.url)}" style="display:inline-block;padding:8px 0;color:${ink.accent}">${latest}</a></p>\n`,
      markup`<p style="margin:0 0 16px">${leave} <a href="${url}" style="display:inline-block;padding:8px 0;color:${ink.accent}">${unsubscribe}</a> · <a href="${changeUrl}" style="display:inline-block;padding:8px 0;color:${ink.accent}">${change}</a></p>\n`,
    ],
  });
  const text = [
    underline(subject, "="),
    wrap(first),
    latestIssue ? wrap(`${latest} (${latestIssue.url})`) : "",
    wrap(`${leave} ${unsubscribe} (${url})`),
    wrap(`${change} (${changeUrl})`),
    signature(briefing, words),
  ];
  return { subject, html, text: `${text.filter((part) => part !== "").join("\n\n")}\n` };
}

function frame(briefing: Briefing, subject: string, language: Language): Record<string, Piece> {
  return { title: subject, masthead: apart(briefing.name, language), footer: senderMarkup(briefing, language) };
}

/** The briefing, and which of its lists where the two have different names. */
function whatOf({ briefing, listName }: { briefing: Briefing; listName: string }, words: Words): string {
  const [name, list] = [oneLine(briefing.name), oneLine(listName)];
  if (name.toLowerCase() === list.toLowerCase()) return name;
  return words("letters.briefingAndList", { briefing: name, list });
}

function heading(words: string): Markup {
  return markup`<h1 class="serif" style="margin:0 0 16px;${serif};font-size:28px;line-height:1.25;font-weight:700">${words}</h1>\n`;
}

function paragraph(words: string): Markup {
  return markup`<p style="margin:0 0 16px">${words}</p>\n`;
}

/** Who sends a letter, their privacy policy and their postal address. */
export function senderMarkup({ name, postalAddress, url }: Briefing, language: Language): Markup {
  return markup`<p style="margin:0 0 4px">${quietLink(`${url}/`, apart(name, language))} · ${quietLink(`${url}/privacy`, language.words("mail.privacy"))}</p>
${addressMarkup(postalAddress)}`;
}

function signature({ name, postalAddress, url }: Briefing, words: Words): string {
  return [`${oneLine(name)} (${url}/)`, `${words("mail.privacy")} (${url}/privacy)`, postalAddress.trim()].join("\n");
}
