import { foldLines } from "nodemailer/lib/mime-funcs";
import MimeNode from "nodemailer/lib/mime-node";
import { escapeText } from "#emails/render/markup.server.ts";
import { prepareBase64 } from "./base64.server.ts";
import { feedbackId, mailbox } from "./headers.server.ts";
import { checkedAddress, checkedUrl, markers, readerValues, type ReaderValues } from "./markers.server.ts";
import {
  addressFields,
  checkedMessageId,
  composeMime,
  envelope,
  listHeaders,
  measureMessage,
  verbatim,
  type Message,
} from "./message.server.ts";
import { prepareQuotedPrintable } from "./quotedPrintable.server.ts";
import { joinParts, splitAtMarkers, type Segment } from "./segments.server.ts";

/** A frozen edition and its issue's number; a digest has its month's, like 202611. */
export type FrozenEdition = {
  number: number;
  kind?: "issue" | "digest";
  subject: string;
  from_name: string;
  from_address: string;
  reply_to: string | null;
  list_slug: string;
  list_name: string;
  language: string;
  html: string;
  text: string;
  /** Random: the markers of readers' values contain it, and each Message-ID is derived from it. */
  marker_key: string;
};

/** An edition with all shared parts encoded, so that a reader's copy takes a fraction of the work. */
export type PreparedEdition = FrozenEdition & {
  /** Text and the name of a reader's field in turn; text comes first. */
  head: (string | ReadersField)[];
  fill: (values: ReaderValues) => Segment[];
  /** True when it has the reader’s personal link, which then is to be given. */
  shares: boolean;
};
type ReadersField = "To" | "Message-ID" | "Date" | "List-Unsubscribe" | "Reply-To";

/**
 * Encodes an edition once for all its readers.
 * @param appUrl the site's origin, which the list's headers name
 * @param ownReplyTo true when each reader answers to an address of their own
 * @throws on an edition with an invalid address or subject
 */
export async function prepareEdition<Edition extends FrozenEdition>(
  edition: Edition,
  appUrl: string,
  ownReplyTo = false,
): Promise<Edition & PreparedEdition> {
  const message = composeMime({
    ...edition,
    fields: addressFields({
      from: { name: edition.from_name, email: edition.from_address },
      to: { name: "", email: edition.from_address },
      replyTo: ownReplyTo ? edition.from_address : edition.reply_to,
      messageId: "<to-be-filled@in.invalid>",
      date: new Date(0),
    }),
    headers: issueHeaders(edition, appUrl),
    seed: edition.marker_key,
  });
  const head = cutHead(message.buildHeaders(), ownReplyTo);
  const shares = edition.text.includes(markers(edition.marker_key).shareUrl);
  return { ...edition, head, fill: prepareBody(message, edition), shares };
}

function issueHeaders(edition: FrozenEdition, appUrl: string) {
  const list = { slug: edition.list_slug, name: edition.list_name, appUrl, fromAddress: edition.from_address };
  return {
    ...listHeaders(list, `${appUrl}/to-be-filled-in`),
    "List-Archive": verbatim(`<${checkedUrl(`${appUrl}/issues`)}>`),
    "Feedback-ID": verbatim(feedbackId(edition.number, list, edition.kind)),
    Precedence: "bulk",
  };
}

/** Replaces the reader's own fields by their names, and joins all that is between them. */
function cutHead(head: string, ownReplyTo: boolean): PreparedEdition["head"] {
  const bits: PreparedEdition["head"] = [""];
  for (const [i, field] of head.split(/\r\n(?![ \t])/).entries()) {
    const name = /^(To|Message-ID|Date|List-Unsubscribe|Reply-To): /.exec(field)?.[1] as ReadersField | undefined;
    const readers = name === "Reply-To" && !ownReplyTo ? undefined : name;
    bits[bits.length - 1] += i > 0 ? "\r\n" : "";
    if (readers) bits.push(readers, "");
    else bits[bits.length - 1] += field;
  }
  return bits;
}

type Node = ReturnType<typeof composeMime>;

function prepareBody(message: Node, edition: FrozenEdition): PreparedEdition["fill"] {
  const boundary = `--${String(message.boundary)}`;
  const [text, html] = message.childNodes.map((node) => preparePart(node, edition.marker_key));
  const before = Buffer.from(`${boundary}\r\n${text!.headers}\r\n\r\n`);
  const between = Buffer.from(`${text!.end}${boundary}\r\n${html!.headers}\r\n\r\n`);
  const after = Buffer.from(`${html!.end}${boundary}--\r\n`);
  return joinParts([before, ...text!.parts, between, ...html!.parts, after]);
}

function preparePart(node: Node, markerKey: string) {
  const headers = node.buildHeaders();
  const isBase64 = node.getTransferEncoding() === "base64";
  const write = /^Content-Type: text\/html/m.test(headers) ? escapeText : (value: string) => value;
  const source = splitAtMarkers(String(node.content), markerKey, write);
  const parts = isBase64 ? [prepareBase64(source)] : prepareQuotedPrintable(source);
  // Quoted-printable text ends with its own line end, and the boundary's follows it.
  return { headers, parts, end: isBase64 ? "" : "\r\n" };
}

/** Message-ID (with its angle brackets) and Date belong to the delivery, the same on every retry (H-26, H-27). */
export type IssueMessageInput = {
  reader: { name: string; email: string };
  unsubscribeUrl: string;
  preferencesUrl: string;
  shareUrl?: string;
  /** Of an edition that asks its readers something. */
  answersUrl?: string;
  oneClickUrl: string;
  /** An address to which a mail is enough to leave (H-19). */
  leaveAddress?: string | null;
  messageId: string;
  date: Date;
  /** SMTP's MAIL FROM when bounces do not go to the From address. */
  returnPath?: string;
  /** Of an edition that was prepared for it. */
  replyTo?: string;
  /** The reader's part of counted addresses, where the edition has such. */
  counted?: string;
};

/**
 * Writes an issue for one reader (H-01…H-03, H-21…H-30, E-01…E-09). Its head is byte for byte that of nodemailer's
 * MailComposer, and its parts decode to the filled edition. The same input gives the same bytes.
 * @throws on an invalid address, link or Message-ID
 */
export function issueMessage(edition: PreparedEdition, input: IssueMessageInput): Message {
  const { reader, unsubscribeUrl, preferencesUrl, oneClickUrl, returnPath, replyTo } = input;
  const { answersUrl, counted, shareUrl } = input;
  const to = mailbox(reader.name, reader.email);
  const own: Record<ReadersField, string> = {
    To: folded(`To: ${mailboxHeader(to)}`),
    "Message-ID": folded(`Message-ID: ${checkedMessageId(input.messageId)}`),
    Date: dateField(input.date),
    "List-Unsubscribe": `List-Unsubscribe: ${leaveWays(oneClickUrl, input.leaveAddress)}`,
    "Reply-To": replyTo ? folded(`Reply-To: ${checkedAddress(replyTo)}`) : "",
  };
  let head = "";
  for (let i = 0; i < edition.head.length; i += 1) {
    const bit = edition.head[i]!;
    head += i % 2 === 1 ? own[bit as ReadersField] : bit;
  }
  const values = { ...reader, unsubscribeUrl, preferencesUrl, answersUrl, counted, shareUrl };
  const body = edition.fill(readerValues(values));
  const from = checkedAddress(returnPath ?? edition.from_address);
  return measureMessage({ envelope: envelope(from, to.address, returnPath), head, body });
}

/** The button comes first: some programs read the first way alone (H-02). */
function leaveWays(oneClickUrl: string, address: string | null | undefined): string {
  const button = `<${checkedUrl(oneClickUrl)}>`;
  return address ? `${button},\r\n <mailto:${checkedAddress(address)}>` : button;
}

/** Many messages of one commit have the same Date. */
let lastDate = { at: NaN, field: "" };

function dateField(date: Date): string {
  const at = date.getTime();
  if (at !== lastDate.at) lastDate = { at, field: `Date: ${date.toUTCString().replace("GMT", "+0000")}` };
  return lastDate.field;
}

/** Writes single fields as nodemailer writes them in a whole message. */
const headerWriter = new MimeNode("text/plain");

/** nodemailer parses a mailbox before writing it, which takes 15 µs; most need no parsing. */
function mailboxHeader(to: { name: string; address: string }): string {
  const isPlain =
    /^\w[\w ]*$/.test(to.name) && /^[\w.+-]+@[a-z0-9.-]+$/.test(to.address) && !/\.\.|xn--/.test(to.address);
  return isPlain ? `${to.name} <${to.address}>` : headerWriter.encodeHeaderValue("To", to);
}

function folded(field: string): string {
  return field.length > 76 ? foldLines(field, 76) : field;
}
