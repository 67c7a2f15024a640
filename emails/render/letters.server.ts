import { momentIn } from "#app/i18n/dates.ts";
import type { Messages } from "#app/i18n/messages.ts";
import { checkedAddress, checkedUrl } from "#emails/message/markers.server.ts";
import { preheaderMarkup } from "./frame.server.ts";
import {
  heading,
  mailFrame,
  paragraph,
  questionMail,
  signature,
  writtenIn,
  type MailBriefing,
  type RenderedMail,
} from "./mailParts.server.ts";
import { markup, singleLine } from "./markup.server.ts";
import { ink } from "./styles.server.ts";
import { renderTemplate, type Templates } from "./templates.server.ts";
import { underline, wrap } from "./wrap.server.ts";

export type ConfirmationMail = {
  briefing: MailBriefing;
  listName: string;
  confirmUrl: string;
  requestedAt: number;
  timeZone: string;
  email: string;
  expiresDays: number;
  /** True when it repeats an unanswered confirmation. */
  reminder?: boolean;
};
export type WelcomeMail = {
  briefing: MailBriefing;
  listName: string;
  unsubscribeUrl: string;
  preferencesUrl: string;
  latestIssue: { number: number; subject: string; url: string } | null;
  email: string;
};

/**
 * Renders the confirmation mail: who asked when, one button, and what happens without an answer; nothing else (C-04).
 * @throws on an invalid address, link or time zone
 */
export async function renderConfirmation(templates: Templates, mail: ConfirmationMail): Promise<RenderedMail> {
  const { briefing, reminder } = mail;
  const { words, tag } = writtenIn(briefing);
  const name = singleLine(briefing.name);
  const asked = words("letters.confirmAsked", {
    time: momentIn(tag, mail.requestedAt, mail.timeZone),
    email: checkedAddress(mail.email),
    site: briefing.url,
    what: whatOf(mail, words),
  });
  const days = { count: mail.expiresDays };
  const otherwise = words("letters.confirmOtherwise", { afterDays: words("letters.afterDays", days) });
  return questionMail(templates, briefing, {
    subject: reminder ? words("signUp.reminderSubject", { name }) : words("letters.confirmSubject", { briefing: name }),
    preheader: words(reminder ? "preheader.reminder" : "preheader.confirmation"),
    title: words("letters.confirmTitle"),
    before: [asked, words("letters.confirmAsk")],
    button: words("letters.confirmButton"),
    url: mail.confirmUrl,
    linkWords: words("letters.confirmLink", { forDays: words("letters.forDays", days) }),
    after: reminder ? `${otherwise} ${words("signUp.reminderLead")}` : otherwise,
  });
}

/**
 * Renders the mail after a confirmation: what to expect, the latest issue, and the unsubscribe link.
 * @throws on an invalid address or link
 */
export async function renderWelcome(templates: Templates, mail: WelcomeMail): Promise<RenderedMail> {
  const { briefing, latestIssue } = mail;
  const language = writtenIn(briefing);
  const { words } = language;
  const name = singleLine(briefing.name);
  const url = checkedUrl(mail.unsubscribeUrl);
  const subject = words("letters.welcomeSubject", { briefing: name });
  const email = checkedAddress(mail.email);
  const first = words("letters.welcomeNow", { email, what: whatOf(mail, words) });
  const leave = words("letters.welcomeLeave");
  const unsubscribe = words("mail.unsubscribe");
  const change = words("reader.mail.change");
  const changeUrl = checkedUrl(mail.preferencesUrl);
  const latest =
    latestIssue &&
    words("letters.welcomeLatest", { number: latestIssue.number, subject: singleLine(latestIssue.subject) });
  const html = await renderTemplate(templates, "welcome", language, {
    ...mailFrame(briefing, subject, language),
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

/** The briefing's name, with the list's where they differ. */
function whatOf({ briefing, listName }: { briefing: MailBriefing; listName: string }, words: Messages): string {
  const [name, list] = [singleLine(briefing.name), singleLine(listName)];
  if (name.toLowerCase() === list.toLowerCase()) return name;
  return words("letters.briefingAndList", { briefing: name, list });
}
