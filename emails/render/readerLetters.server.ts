import { messagesIn } from "#app/i18n/messages.ts";
import { questionMail, type MailBriefing, type RenderedMail } from "./mailParts.server.ts";
import { singleLine } from "./markup.server.ts";
import type { Templates } from "./templates.server.ts";

/**
 * The mail that brings a reader who asked for it the link to their own page.
 * @param hours for how long it opens everything there
 * @throws on a link that is none
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
 * The mail to a reader whose address was signed up once more: there is nothing to confirm, and here is their page.
 * @param hours for how long the link opens everything there
 * @throws on a link that is none
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

/** @param old, next: the two addresses; each mail masks the one that is not its own */
type AddressQuestionMail = { briefing: MailBriefing; old: string; next: string; url: string; days: number };

/**
 * The mail to the address that a reader has now: somebody with the link to their page wants another one.
 * @throws on a link that is none
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
 * The mail to the address that is to be the reader's.
 * @throws on a link that is none
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
 * The same wish for an address that has a subscription of its own: nothing can be moved there, and only it is told.
 * @param url its own page
 * @throws on a link that is none
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
