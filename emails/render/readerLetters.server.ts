import { messagesIn } from "#app/i18n/messages.ts";
import { questionMail, type MailBriefing, type RenderedMail } from "./mailParts.server.ts";
import { singleLine } from "./markup.server.ts";
import type { Templates } from "./templates.server.ts";

/**
 * Renders the mail with the link to a reader's own page.
 * @param hours that it opens everything
 * @throws on an invalid link
 */
export function renderReaderLink(
  templates: Templates,
  briefing: MailBriefing,
  url: string,
  hours: number,
): Promise<RenderedMail> {
  const words = messagesIn(briefing.language);
  const name = singleLine(briefing.name);
  return questionMail(templates, briefing, {
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
    linkWords: words("reader.mail.plainLink"),
    after: words("reader.mail.linkNotYou"),
  });
}

/**
 * Renders the mail to an active reader whose address was signed up again: nothing to confirm, and a link to their page.
 * @param hours that the link opens everything
 * @throws on an invalid link
 */
export function renderAlreadySubscribed(
  templates: Templates,
  briefing: MailBriefing,
  url: string,
  hours: number,
): Promise<RenderedMail> {
  const words = messagesIn(briefing.language);
  const name = singleLine(briefing.name);
  return questionMail(templates, briefing, {
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
    linkWords: words("reader.mail.plainLink"),
    after: words("reader.mail.linkNotYou"),
  });
}

/** @param old, next: the two addresses; each mail masks the other one's */
type AddressQuestionMail = { briefing: MailBriefing; old: string; next: string; url: string; days: number };

/**
 * Renders the mail to the present address: somebody with the link to the reader's page requested another one.
 * @throws on an invalid link
 */
export function renderAddressNotice(templates: Templates, { briefing, old, next, url, days }: AddressQuestionMail) {
  const words = messagesIn(briefing.language);
  const name = singleLine(briefing.name);
  return questionMail(templates, briefing, {
    subject: words("reader.mail.oldSubject", { name }),
    preheader: words("preheader.addressOld"),
    title: words("reader.mail.oldTitle"),
    before: [words("reader.mail.oldAsked", { name, old, next }), words("reader.mail.bothAgree", { count: days })],
    button: words("reader.mail.oldButton"),
    url,
    linkWords: words("reader.mail.plainLink"),
    after: words("reader.mail.oldNotYou"),
  });
}

/**
 * Renders the mail to the new address.
 * @throws on an invalid link
 */
export function renderAddressQuestion(templates: Templates, { briefing, old, next, url, days }: AddressQuestionMail) {
  const words = messagesIn(briefing.language);
  const name = singleLine(briefing.name);
  return questionMail(templates, briefing, {
    subject: words("reader.mail.newSubject", { name }),
    preheader: words("preheader.addressNew"),
    title: words("reader.mail.newTitle"),
    before: [words("reader.mail.newAsked", { name, old, next }), words("reader.mail.bothAgree", { count: days })],
    button: words("reader.mail.newButton"),
    url,
    linkWords: words("reader.mail.plainLink"),
    after: words("reader.mail.newNotYou"),
  });
}

/**
 * Renders the mail to a new address that is a subscriber's already: it cannot be used, and only this address is told.
 * @param url its reader's own page
 * @throws on an invalid link
 */
export function renderAddressTaken(
  templates: Templates,
  { briefing, old, next, url }: Omit<AddressQuestionMail, "days">,
): Promise<RenderedMail> {
  const words = messagesIn(briefing.language);
  const name = singleLine(briefing.name);
  return questionMail(templates, briefing, {
    subject: words("reader.mail.takenSubject", { name }),
    preheader: words("preheader.addressTaken"),
    title: words("reader.mail.takenTitle"),
    before: [words("reader.mail.takenAsked", { name, old, next }), words("reader.mail.takenAbout")],
    button: words("reader.mail.linkButton"),
    url,
    linkWords: words("reader.mail.plainLink"),
    after: words("reader.mail.takenNotYou"),
  });
}
