import { createHash } from "node:crypto";
import MailComposer, { type Options } from "nodemailer/lib/mail-composer";
import { listId, mailbox, subjectHeader, type ListIdentity } from "./headers.server.ts";
import { checkedUrl } from "./markers.server.ts";
import type { Segment } from "./segments.server.ts";

export { subjectFault } from "./headers.server.ts";

/** SMTP's own sender and recipient: one bare, checked address each (E-08). `id`: of RFC 3461, told by a failure notice. */
type Envelope = { from: string; to: string; id?: string };

/** One message as sent: its head without the empty line after it, its body, and the bytes of both. */
export type Message = { envelope: Envelope; head: string; body: Segment[]; size: number };

/** Returns the whole message, before SMTP doubles dots. */
export function messageBytes({ head, body }: Pick<Message, "head" | "body">): Buffer {
  return Buffer.concat([`${head}\r\n\r\n`, ...body].map((part) => asBytes(part)));
}

function asBytes(part: Segment): Buffer {
  return typeof part === "string" ? Buffer.from(part, "latin1") : part;
}

export function measureMessage({ envelope, head, body }: Omit<Message, "size">): Message {
  let size = head.length + 4;
  for (const segment of body) size += segment.length;
  return { envelope, head, body, size };
}

/** A transactional mail. `list`: only where its unsubscribe link ends a real subscription (H-20). */
type TransactionalMessageInput = {
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
  /** Of a mail that a person wrote to a person: the mails that it goes on with, by their ids. It is not marked as automatic. */
  answers?: { inReplyTo: string | null; references: string[] };
  /** More headers, of ASCII values. */
  headers?: Record<string, string>;
};

/**
 * Builds a transactional message, marked as automatic, so that no machine replies to it (H-25, RFC 3834).
 * @throws on an invalid address, link, subject or Message-ID
 */
export async function transactionalMessage(input: TransactionalMessageInput): Promise<Message> {
  const fields = addressFields(input);
  const automatic = input.answers
    ? threadHeaders(input.answers)
    : { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
  const list = input.list ? listHeaders(input.list, input.list.oneClickUrl) : {};
  const message = composeMime({
    ...input,
    fields,
    headers: { ...automatic, ...list, ...input.headers },
    seed: input.messageId,
  });
  const raw = await message.build();
  const end = raw.indexOf("\r\n\r\n");
  const envelope = envelopeOf(fields, input.returnPath);
  return measureMessage({ envelope, head: raw.toString("latin1", 0, end), body: [raw.subarray(end + 4)] });
}

/** Ids that came from elsewhere: only those that are one. */
function threadHeaders({ inReplyTo, references }: NonNullable<TransactionalMessageInput["answers"]>) {
  const isId = (id: string) => id.length <= 300 && /^<[!-;=?-~]+@[!-;=?-~]+>$/.test(id);
  const all = references.filter(isId).slice(-10);
  return {
    ...(inReplyTo && isId(inReplyTo) && { "In-Reply-To": verbatim(inReplyTo) }),
    ...(all.length > 0 && { References: { ...verbatim(all.join(" ")), foldLines: true } }),
  };
}

export function listHeaders(list: ListIdentity, oneClickUrl: string) {
  return {
    "List-Id": verbatim(listId(list)),
    "List-Unsubscribe": verbatim(`<${checkedUrl(oneClickUrl)}>`),
    "List-Unsubscribe-Post": verbatim("List-Unsubscribe=One-Click"),
  };
}

/** nodemailer would encode such a value as prose; these are checked, and ASCII. */
export function verbatim(value: string) {
  return { prepared: true, foldLines: value.includes(" "), value };
}

type Addressed = Pick<TransactionalMessageInput, "from" | "to" | "replyTo" | "messageId" | "date">;
type Fields = ReturnType<typeof addressFields>;

/** Objects, never strings: nodemailer would parse several addresses in a string (E-06). */
export function addressFields({ from, to, replyTo, messageId, date }: Addressed) {
  return {
    from: mailbox(from.name, from.email),
    to: mailbox(to.name, to.email),
    replyTo: replyTo ? mailbox("", replyTo) : undefined,
    messageId: checkedMessageId(messageId),
    date,
  };
}

function envelopeOf({ from, to }: Fields, returnPath?: string): Envelope {
  return envelope(mailbox("", returnPath ?? from.address).address, to.address, returnPath);
}

/** The reference in the return path names the envelope too, for servers that replace its sender. */
export function envelope(from: string, to: string, returnPath?: string): Envelope {
  const id = returnPath && /\+([a-z0-9]+)@/.exec(returnPath)?.[1];
  return id ? { from, to, id } : { from, to };
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

export function composeMime(parts: Parts) {
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

/**
 * ASCII is quoted-printable too, although nodemailer would choose 7bit, where no reader's values can be filled in
 * (E-03).
 */
function content(text: string): Options["text"] {
  const isAscii = !/[\u0080-\uffff]/.test(text);
  return { content: wholeLines(text), ...(isAscii && { contentTransferEncoding: "quoted-printable" }) };
}

/**
 * Every line ends by CRLF, the last one too, because lines are encoded one by one. A lone carriage return would survive
 * the encoding, and some programs take it for a line end (E-05).
 */
function wholeLines(text: string): string {
  return `${text.replace(/\r\n?|\n/g, "\r\n").trimEnd()}\r\n`;
}

function verbatimSubject(subject: string) {
  return { prepared: true, foldLines: true, value: subjectHeader(subject) };
}

function languageHeader(tag: string): string {
  return /^[a-z0-9-]{2,35}$/i.test(tag) ? tag : "en";
}

export function checkedMessageId(id: string): string {
  if (id.length > 500 || !/^<[^\s<>@]+@[a-z0-9.-]+>$/i.test(id))
    throw new Error("not a Message-ID in angle brackets (H-26)");
  return id;
}
