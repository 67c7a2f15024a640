import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { EditionsTable } from "#db/schema.ts";
import { feedbackId, listId, mailbox, subjectHeader, type ListIdentity } from "./headers.server.ts";
import { checkedUrl, fillEdition } from "./markers.server.ts";

export { subjectFault } from "./headers.server.ts";

/** SMTP's own sender and recipient: one bare, checked address each (E-08). */
export type Envelope = { from: string; to: string };
export type Message = { envelope: Envelope; raw: Buffer };

/** A frozen edition and its issue's number. */
export type FrozenEdition = { number: number } & Pick<
  EditionsTable,
  | "subject"
  | "from_name"
  | "from_address"
  | "reply_to"
  | "list_slug"
  | "list_name"
  | "language"
  | "html"
  | "text"
  | "marker_key"
>;

/** Message-ID (with its angle brackets) and Date are the delivery's own, the same on every retry (H-26, H-27). */
export type IssueMessageInput = {
  edition: FrozenEdition;
  reader: { name: string; email: string };
  unsubscribeUrl: string;
  oneClickUrl: string;
  messageId: string;
  date: Date;
  appUrl: string;
  /** SMTP's MAIL FROM when bounces go elsewhere than to the From address. */
  returnPath?: string;
};

/**
 * An issue as one reader gets it: a frozen edition, filled, as the bytes to hand over (H-01…H-03, H-21…H-30, E-01…E-09).
 * The same input gives the same bytes.
 * @throws on an address, link, subject or Message-ID that must not go out
 */
export async function issueMessage(input: IssueMessageInput): Promise<Message> {
  const { edition, reader, oneClickUrl } = input;
  const list = {
    slug: edition.list_slug,
    name: edition.list_name,
    appUrl: input.appUrl,
    fromAddress: edition.from_address,
  };
  const parts = fillEdition(edition, { ...reader, unsubscribeUrl: input.unsubscribeUrl });
  return compose({
    ...input,
    ...parts,
    from: { name: edition.from_name, email: edition.from_address },
    to: reader,
    replyTo: edition.reply_to,
    subject: edition.subject,
    language: edition.language,
    headers: {
      ...listHeaders(list, oneClickUrl),
      "List-Archive": verbatim(`<${checkedUrl(`${input.appUrl}/issues`)}>`),
      "Feedback-ID": verbatim(feedbackId(edition.number, list)),
      Precedence: "bulk",
    },
    seed: edition.marker_key,
  });
}

/** A mail to one person that is no issue. `list`: only where the unsubscribe link in it ends a real subscription (H-20). */
export type LetterMessageInput = {
  from: { name: string; email: string };
  to: { name: string; email: string };
  replyTo?: string | null;
  subject: string;
  html: string;
  text: string;
  language: string;
  messageId: string;
  date: Date;
  list?: ListIdentity & { oneClickUrl: string };
  returnPath?: string;
};

/**
 * A confirmation or welcome mail as bytes: marked as written by a machine, so that no machine answers (H-25, RFC 3834).
 * @throws on an address, link, subject or Message-ID that must not go out
 */
export async function letterMessage(input: LetterMessageInput): Promise<Message> {
  const automatic = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
  const list = input.list ? listHeaders(input.list, input.list.oneClickUrl) : {};
  return compose({ ...input, headers: { ...automatic, ...list }, seed: "" });
}

function listHeaders(list: ListIdentity, oneClickUrl: string) {
  return {
    "List-Id": verbatim(listId(list)),
    "List-Unsubscribe": verbatim(`<${checkedUrl(oneClickUrl)}>`),
    "List-Unsubscribe-Post": verbatim("List-Unsubscribe=One-Click"),
  };
}

/** nodemailer would read such a value as prose and encode it; these are checked and made of ASCII. */
function verbatim(value: string) {
  return { prepared: true, foldLines: value.includes(" "), value };
}

type Parts = LetterMessageInput & { headers: Record<string, string | ReturnType<typeof verbatim>>; seed: string };

async function compose(parts: Parts): Promise<Message> {
  const messageId = checkedMessageId(parts.messageId);
  const from = mailbox(parts.from.name, parts.from.email);
  const to = mailbox(parts.to.name, parts.to.email);
  const composer = new MailComposer({
    from,
    to,
    replyTo: parts.replyTo ? mailbox("", parts.replyTo) : undefined,
    messageId,
    date: parts.date,
    text: lineFeeds(parts.text),
    html: lineFeeds(parts.html),
    headers: {
      Subject: verbatimSubject(parts.subject),
      "Content-Language": languageHeader(parts.language),
      ...parts.headers,
    },
    baseBoundary: createHash("sha256")
      .update(parts.seed + messageId)
      .digest("hex")
      .slice(0, 32),
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  return { envelope: { from: mailbox("", parts.returnPath ?? from.address).address, to: to.address }, raw };
}

/** A carriage return on its own would come through encoding as it is, and some programs take it for a line's end (E-05). */
function lineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function verbatimSubject(subject: string) {
  return { prepared: true, foldLines: true, value: subjectHeader(subject) };
}

function languageHeader(tag: string): string {
  return /^[a-z0-9-]{2,35}$/i.test(tag) ? tag : "en";
}

function checkedMessageId(id: string): string {
  if (id.length > 500 || !/^<[^\s<>@]+@[a-z0-9.-]+>$/i.test(id))
    throw new Error("not a Message-ID in angle brackets (H-26)");
  return id;
}
