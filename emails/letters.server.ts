import { wordsIn } from "#words/words.ts";
import type { IssueContent } from "./edition.server.ts";
import { addressMarkup, quietLink } from "./frame.server.ts";
import { languageOf, longTime, type Language } from "./language.server.ts";
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
  latestIssue: { number: number; subject: string; url: string } | null;
  email: string;
};

/**
 * The mail that asks whether an address really wants the list: who asked when, one button, what happens if nothing is done.
 * Nothing else stands in it (C-04).
 * @throws on an address or link that is none, or a time zone that does not exist
 */
export async function renderConfirmation(templates: Templates, letter: Confirmation): Promise<Letter> {
  const language = lettersIn(letter.briefing);
  const name = oneLine(letter.briefing.name);
  const url = checkedUrl(letter.confirmUrl);
  const asked = `On ${longTime(letter.requestedAt, language, letter.timeZone)}, somebody entered the address ${checkedAddress(letter.email)} at ${letter.briefing.url} to receive ${name} (${oneLine(letter.listName)}).`;
  const ask = "If that was you, confirm it, and the next issue comes to you.";
  const link = `The button leads to this page, for ${days(letter.expiresDays)}:`;
  const otherwise = `If it was not you, do nothing. Without your confirmation you get no issue, the link ends after ${days(letter.expiresDays)}, and the address is deleted.`;
  const title = "Is this your address?";
  const words = wordsIn(language.tag);
  const subject = letter.reminder ? words("signUp.reminderSubject", { name }) : `Confirm your subscription to ${name}`;
  const once = letter.reminder ? words("signUp.reminderLead") : "";
  const html = await renderTemplate(templates, "confirm", language, {
    ...frame(letter.briefing, subject),
    opening: [heading(title), paragraph(asked), paragraph(ask)],
    confirmUrl: url,
    closing: [
      markup`<p style="margin:0 0 16px">${link}<br><a href="${url}" style="color:${ink.accent};word-break:break-all">${url}</a></p>\n`,
      paragraph(once ? `${otherwise} ${once}` : otherwise),
    ],
  });
  const text = [
    underline(title, "="),
    wrap(asked),
    wrap(ask),
    `Confirm my subscription (${url})`,
    wrap(once ? `${otherwise} ${once}` : otherwise),
    signature(letter.briefing),
  ];
  return { subject, html, text: `${text.join("\n\n")}\n` };
}

/**
 * The mail after a confirmation: what comes, the latest issue, and the way out.
 * @throws on an address or link that is none
 */
export async function renderWelcome(templates: Templates, letter: Welcome): Promise<Letter> {
  const { briefing, latestIssue } = letter;
  const name = oneLine(briefing.name);
  const url = checkedUrl(letter.unsubscribeUrl);
  const subject = `Welcome to ${name}`;
  const first = `${checkedAddress(letter.email)} is now subscribed to ${name} (${oneLine(letter.listName)}). The next issue comes to you by mail.`;
  const leave = "You can leave at any time, with one click.";
  const latest =
    latestIssue && `Until then, read the latest: issue ${latestIssue.number}, “${oneLine(latestIssue.subject)}”`;
  const html = await renderTemplate(templates, "welcome", lettersIn(briefing), {
    ...frame(briefing, subject),
    opening: [
      heading(subject),
      paragraph(first),
      latestIssue &&
        markup`<p style="margin:0 0 16px"><a href="${checkedUrl(latestIssue.url)}" style="display:inline-block;padding:8px 0;color:${ink.accent}">${latest}</a></p>\n`,
      markup`<p style="margin:0 0 16px">${leave} <a href="${url}" style="display:inline-block;padding:8px 0;color:${ink.accent}">Unsubscribe</a></p>\n`,
    ],
  });
  const text = [
    underline(subject, "="),
    wrap(first),
    latestIssue ? wrap(`${latest} (${latestIssue.url})`) : "",
    wrap(`${leave} Unsubscribe (${url})`),
    signature(briefing),
  ];
  return { subject, html, text: `${text.filter((part) => part !== "").join("\n\n")}\n` };
}

/** These mails are in English, whatever the briefing's language; plain English has the unmistakable dates. */
function lettersIn(briefing: Briefing): Language {
  const language = languageOf(briefing.language);
  return /^en\b/.test(language.tag) ? language : languageOf("en");
}

function frame(briefing: Briefing, subject: string): Record<string, Piece> {
  return { title: subject, masthead: oneLine(briefing.name), footer: senderMarkup(briefing) };
}

function heading(words: string): Markup {
  return markup`<h1 style="margin:0 0 16px;${serif};font-size:28px;line-height:1.25;font-weight:700">${words}</h1>\n`;
}

function paragraph(words: string): Markup {
  return markup`<p style="margin:0 0 16px">${words}</p>\n`;
}

function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}

function senderMarkup({ name, postalAddress, url }: Briefing): Markup {
  return markup`<p style="margin:0 0 4px">${quietLink(`${url}/`, oneLine(name))} · ${quietLink(`${url}/privacy`, "Privacy policy")}</p>
${addressMarkup(postalAddress)}`;
}

function signature({ name, postalAddress, url }: Briefing): string {
  return [`${oneLine(name)} (${url}/)`, `Privacy policy (${url}/privacy)`, postalAddress.trim()].join("\n");
}
