import type { AddressObject, Attachment, HeaderValue, ParsedMail } from "mailparser";
import { parseAddress } from "#app/models/addresses.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { senderCheckIn, type SenderCheck } from "#app/models/senderChecks.server.ts";
import { attachmentLimits, cleanFileName, dangerIn, isPicture, type Danger } from "./attachments.server.ts";
import { copyHeader } from "./copyHeader.server.ts";
import { textOfHtml } from "./htmlText.server.ts";
import { skeletonOf, type Skeleton } from "./skeleton.server.ts";

/** A file of a reply; `bytes` null: too large, or one too many. `size` in bytes. */
type ReplyFile = {
  name: string;
  type: string;
  size: number;
  bytes: Buffer | null;
  danger: Danger | null;
  isPicture: boolean;
};

/** A reply as it came, taken apart; every text is fit for both databases. */
export type ReadReply = {
  /** Null where nobody can be told from its header. */
  from: { email: string; name: string } | null;
  subject: string;
  messageId: string | null;
  /** Of In-Reply-To, then of References from the newest on; at most 30. */
  answers: string[];
  text: string;
  /** As it was sent, at most 500,000 characters; null without an HTML part, or where it is longer. */
  html: string | null;
  files: ReplyFile[];
  /** A program wrote it: nothing is ever sent because of it (B-11). */
  isMachine: boolean;
  /** A filter on its way took it for spam. */
  isSpam: boolean;
  /** Whether our own mail server found that it comes from its From. */
  senderCheck: SenderCheck;
  /** It is a copy that went to the newsroom's mailbox and came back. */
  isCopy: boolean;
};

const longestText = 200_000;
const longestHtml = 500_000;
/**
 * Reads a reply's mail; it never throws: a mail that cannot be read has no text and is a file itself.
 * It waits for more than the database, so call it before the transaction of `receiveReply`. It takes up to 30 MB beside the mail.
 * @param server `AUTHSERV_ID`
 */
export async function readIncoming(raw: Buffer, server: string | null = null): Promise<ReadReply> {
  // Only the process that hears mail needs it.
  const { simpleParser } = await import("mailparser");
  try {
    const skeleton = skeletonOf(raw);
    const mail = await simpleParser(skeleton.mail, {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      skipImageLinks: true,
      maxHtmlLengthToParse: longestHtml,
    });
    return { ...takenApart(mail, skeleton), senderCheck: senderCheckIn(raw, server) };
  } catch {
    return unreadReply(raw);
  }
}

function takenApart(mail: ParsedMail, skeleton: Skeleton): Omit<ReadReply, "senderCheck"> {
  const html = typeof mail.html === "string" && mail.html.trim() !== "" ? stored(mail.html) : null;
  const plain = stored(mail.text ?? "").slice(0, longestText);
  const headers = mail.headers;
  return {
    from: senderOf(mail.from),
    subject: tidyLine(mail.subject ?? "", 300),
    messageId: messageIdIn(mail.messageId ?? ""),
    answers: answeredIn(mail),
    text: plain.trim() === "" && html ? textOfHtml(html).slice(0, longestText) : plain,
    html: html && html.length <= longestHtml ? html : null,
    files: filesOf(mail.attachments, skeleton),
    isMachine: isMachine(headers),
    isSpam: /^yes\b/i.test(said(headers, "x-spam-flag")) || /^yes\b/i.test(said(headers, "x-spam-status")),
    isCopy: headers.has(copyHeader.toLowerCase()),
  };
}

/** A reply that nobody can read: the mail is a file, and nothing is ever sent because of it. */
export function unreadReply(raw: Buffer): ReadReply {
  const bytes = raw.length <= attachmentLimits.one ? raw : null;
  const file = { name: "mail.eml", type: "message/rfc822", size: raw.length, bytes, danger: null, isPicture: false };
  const nothing = { from: null, subject: "", messageId: null, answers: [], text: "", html: null };
  return { ...nothing, files: [file], isMachine: true, isSpam: false, senderCheck: null, isCopy: false };
}

/** PostgreSQL takes no NUL, and neither database half of a character. */
function stored(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

function senderOf(from: AddressObject | undefined): ReadReply["from"] {
  const [first, second] = from?.value ?? [];
  // Two senders, or a group of them, are nobody in particular.
  if (!first || second || first.group) return null;
  const address = parseAddress(first.address ?? "");
  return "error" in address ? null : { email: address.email, name: tidyLine(first.name ?? "", 100) };
}

function messageIdIn(text: string): string | null {
  return /<[^\s<>]{1,480}@[^\s<>]{1,255}>/.exec(text.slice(0, 1000))?.[0] ?? null;
}

function answeredIn({ inReplyTo, references }: ParsedMail): string[] {
  const newestFirst = [references ?? []].flat().reverse();
  const all = [inReplyTo ?? "", ...newestFirst].flatMap((id) => messageIdIn(id) ?? []);
  return [...new Set(all)].slice(0, 30);
}

function said(headers: Map<string, HeaderValue>, name: string): string {
  const value = headers.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** RFC 3834, and what programs said before it. */
function isMachine(headers: Map<string, HeaderValue>): boolean {
  const auto = said(headers, "auto-submitted");
  if (auto !== "" && !/^no\b/i.test(auto)) return true;
  if (/^(bulk|junk|list|auto_reply)$/i.test(said(headers, "precedence"))) return true;
  return ["x-autoreply", "x-autorespond", "x-loop", "list-id", "x-auto-response-from"].some((name) =>
    headers.has(name),
  );
}

function filesOf(attachments: Attachment[], { fileOf }: Skeleton): ReplyFile[] {
  let kept = 0;
  return attachments.slice(0, 100).map((attachment, n) => {
    const file = fileOf(attachment.content);
    const content = file?.bytes ?? attachment.content;
    const size = content.length;
    const fits = n < attachmentLimits.count && size <= attachmentLimits.one && kept + size <= attachmentLimits.all;
    if (fits) kept += size;
    const type = file?.type || attachment.contentType;
    const name = cleanFileName(attachment.filename ?? (type === "message/rfc822" ? "mail.eml" : undefined), n);
    return {
      name,
      type: /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(type) ? type : "application/octet-stream",
      size,
      bytes: fits ? content : null,
      danger: dangerIn(name, content),
      isPicture: fits && isPicture(content),
    };
  });
}
