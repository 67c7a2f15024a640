import { createHash } from "node:crypto";
import MailComposer, { type Options } from "nodemailer/lib/mail-composer";
import type { EditionsTable } from "#db/schema.ts";
import { feedbackId, listId, mailbox, subjectHeader, type ListIdentity } from "./headers.server.ts";
import { checkedUrl } from "./markers.server.ts";
import { cutBody, joinSegments, type Segment } from "./segments.server.ts";

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

/** An edition with its MIME body encoded and cut, so that a reader's copy takes a fraction of the work. */
export type PreparedEdition = FrozenEdition & { segments: Segment[] };

/**
 * Encodes an edition once for all its readers; `issueMessage` does it each time for one that is not prepared.
 * @throws on an edition whose addresses or subject must not go out
 */
export async function prepareEdition<Edition extends FrozenEdition>(
  edition: Edition,
): Promise<Edition & PreparedEdition> {
  const message = compose({ ...edition, seed: edition.marker_key });
  const raw = (await message.build()).toString("latin1");
  const body = raw.slice(raw.indexOf("\r\n\r\n") + 4);
  return { ...edition, segments: cutBody(body, String(message.boundary), edition.marker_key) };
}

/** Message-ID (with its angle brackets) and Date are the delivery's own, the same on every retry (H-26, H-27). */
export type IssueMessageInput = {
  edition: FrozenEdition | PreparedEdition;
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
  const { edition, reader, unsubscribeUrl } = input;
  const prepared = "segments" in edition ? edition : await prepareEdition(edition);
  const fields = addressFields({
    ...input,
    from: { name: edition.from_name, email: edition.from_address },
    to: reader,
    replyTo: edition.reply_to,
  });
  // The two parts only stand for those of the prepared body: nodemailer writes the same headers above them.
  const head = compose({
    ...edition,
    text: "x",
    html: "x",
    fields,
    headers: issueHeaders(input),
    seed: edition.marker_key,
  });
  const body = joinSegments(prepared.segments, { ...reader, unsubscribeUrl });
  const raw = Buffer.from(`${head.buildHeaders()}\r\n\r\n${body}`, "latin1");
  return { envelope: envelopeOf(fields, input.returnPath), raw };
}

function issueHeaders({ edition, appUrl, oneClickUrl }: IssueMessageInput) {
  const list = { slug: edition.list_slug, name: edition.list_name, appUrl, fromAddress: edition.from_address };
  return {
    ...listHeaders(list, oneClickUrl),
    "List-Archive": verbatim(`<${checkedUrl(`${appUrl}/issues`)}>`),
    "Feedback-ID": verbatim(feedbackId(edition.number, list)),
    Precedence: "bulk",
  };
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
  const fields = addressFields(input);
  const automatic = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
  const list = input.list ? listHeaders(input.list, input.list.oneClickUrl) : {};
  const message = compose({ ...input, fields, headers: { ...automatic, ...list }, seed: input.messageId });
  return { envelope: envelopeOf(fields, input.returnPath), raw: await message.build() };
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

type Addressed = Pick<LetterMessageInput, "from" | "to" | "replyTo" | "messageId" | "date">;
type Fields = ReturnType<typeof addressFields>;

/** Objects, never strings: nodemailer would read more than one address in a string (E-06). */
function addressFields({ from, to, replyTo, messageId, date }: Addressed) {
  return {
    from: mailbox(from.name, from.email),
    to: mailbox(to.name, to.email),
    replyTo: replyTo ? mailbox("", replyTo) : undefined,
    messageId: checkedMessageId(messageId),
    date,
  };
}

function envelopeOf({ from, to }: Fields, returnPath = from.address): Envelope {
  return { from: mailbox("", returnPath).address, to: to.address };
}

type Parts = {
  text: string;
  html: string;
  subject: string;
  language: string;
  seed: string;
  fields?: Fields;
  headers?: Record<string, string | ReturnType<typeof verbatim>>;
};

function compose(parts: Parts) {
  const seeded = createHash("sha256").update(parts.seed).digest("hex").slice(0, 32);
  return new MailComposer({
    ...parts.fields,
    text: content(parts.text),
    html: content(parts.html),
    headers: {
      Subject: verbatimSubject(parts.subject),
      "Content-Language": languageHeader(parts.language),
      ...parts.headers,
    },
    baseBoundary: seeded,
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
}

/** nodemailer chooses the encoding, but ASCII is quoted-printable too: 7bit has no seams to fill a reader's values in (E-03). */
function content(text: string): Options["text"] {
  const isAscii = !/[\u0080-\uffff]/.test(text);
  return { content: lineFeeds(text), ...(isAscii && { contentTransferEncoding: "quoted-printable" }) };
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
