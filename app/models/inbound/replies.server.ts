import type { Context } from "#app/context.server.ts";
import { readIncoming, unreadReply, type ReadReply } from "#app/models/conversations/reading.server.ts";
import { receiveReply, type IncomingReply } from "#app/models/conversations/receiving.server.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import type { Fact, InboundDoor, Report, ReportKind } from "./reports.ts";

/** Kinds of reports that an editor reads, and as what. An unknown mail to an address of reply is taken for a person's. */
const readAs: Partial<Record<ReportKind, IncomingReply["kind"]>> = {
  reply: "reply",
  unknown: "reply",
  "auto-reply": "auto-reply",
  challenge: "challenge",
};

type Came = { door: InboundDoor; sentTo: string[]; at: number; raw: Buffer; isUnread?: true };

/** A fact, with its mail where an editor reads it. */
type FactOfReply = Pick<Fact, "messageId" | "at" | "sentFrom" | "report" | "reference" | "target"> & {
  reply: ReadReply | null;
};

/**
 * Reads the mail of a reader's answer, before the transaction that keeps it.
 * @returns null for a message that came to no address of reply, or of which no report is an answer
 */
export async function readReplyOf(context: Context, told: { report: Report }[], came: Came): Promise<ReadReply | null> {
  const reports = told.map(({ report }) => report);
  if (came.door === "webhook" || !reports.some(({ kind }) => readAs[kind])) return null;
  // An SMTP server is told the recipients; others know them from the header alone.
  const named = came.door === "smtp" ? [] : reports.flatMap(({ references }) => references.sentTo);
  const all = [...came.sentTo, ...named];
  if (!all.some((to) => isForReplies(context, to, came.at))) return null;
  return came.isUnread ? unreadReply(came.raw) : readIncoming(came.raw, context.config.inbound.authserv);
}

/** True of the mailbox of readers' answers, with a reference, with a forged one, or without. */
function isForReplies(context: Context, to: string, at: number): boolean {
  if (openReference(context, to, at)?.purpose === "reply") return true;
  const mailbox = context.config.replyAddress;
  if (mailbox === null) return false;
  const [local = "", domain] = to.toLowerCase().split("@");
  return domain === mailbox.domain && (local === mailbox.local || local.startsWith(`${mailbox.local}+`));
}

/**
 * Puts a reader's answer where editors read it. Only a signed address of reply names its reader (B-01).
 * @returns `kept`; null for anything else
 */
export async function keepReply(context: Context, fact: FactOfReply): Promise<"kept" | null> {
  const { report, reference, target, messageId, at, reply, sentFrom } = fact;
  const kind = readAs[report.kind];
  if (!reply || !kind) return null;
  const named = target?.by === "token" && reference?.purpose === "reply" ? target : null;
  const incoming = { inboundId: messageId, at, target: named, reply };
  // Only programs write without an envelope sender.
  const kept = await receiveReply(context, { ...incoming, kind: sentFrom === "" ? "auto-reply" : kind });
  return kept ? "kept" : null;
}
