import { inTransaction, type Context } from "#app/context.server.ts";
import { deskReplyPath } from "#app/models/deskPaths.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { tellEditor } from "#app/models/notices.server.ts";
import { lockReader } from "#app/models/readers/subscribers.server.ts";
import { noteSigns } from "#app/models/readerSigns.server.ts";
import type { ApartFor } from "#db/schema/conversations.ts";
import { copyToNewsroom } from "./copies.server.ts";
import { asksToLeave } from "./leaving.server.ts";
import { ownWordsOf, partsOfReply, type ReplyPart } from "./quoting.server.ts";
import type { ReadReply } from "./reading.server.ts";
import {
  aboutWhat,
  conversationOf,
  isSameMailbox,
  readerNamed,
  type ConversationRow,
  type NamedReader,
  type ReplyTarget,
} from "./threading.server.ts";

/** A reply to keep: what it was understood as, whom its signed address names, and its mail as `readIncoming` read it. */
export type IncomingReply = {
  kind: "reply" | "auto-reply" | "challenge";
  /** The row of `inbound_messages`; the same one is kept once. */
  inboundId: number | null;
  /** Milliseconds. */
  at: number;
  /** Null where no signed address was valid. */
  target: ReplyTarget | null;
  reply: ReadReply;
};

/**
 * Puts a reply into its conversation. It opens the conversation again where a person wrote; what a program wrote, what looks
 * like spam, and what names no reader stands apart. Another sender than the reader of the signed address is shown as such, and
 * never acts as the reader.
 * @returns null when it was kept before
 */
export function receiveReply(
  context: Context,
  incoming: IncomingReply,
): Promise<{ conversationId: number; messageId: number } | null> {
  return inTransaction(context, async (context) => {
    const { reply, target, inboundId } = incoming;
    if (target) await lockReader(context, target.subscriberId);
    if (inboundId !== null && (await isKept(context, inboundId))) return null;
    const reader = await readerNamed(context, target);
    const parts = partsOfReply(reply.text);
    const had = await conversationOf(context, reply, target, reader);
    const isMachine = incoming.kind !== "reply" || reply.isMachine;
    const conversation = had ?? (await begin(context, incoming, reader, parts));
    const messageId = await keepMessage(context, incoming, conversation, parts, isMachine);
    if (!isMachine) await goOn(context, incoming, conversation);
    if (!isMachine && !reply.isSpam && conversation.edition_id !== null)
      recordEvent(context, "reply-received", conversation.edition_id);
    // Nothing is sent because of what a program wrote (B-11).
    if (!isMachine && !reply.isSpam && !reply.isCopy && conversation.subscriber_id !== null)
      await copyToNewsroom(context, {
        ...{ id: messageId, subscriberId: conversation.subscriber_id, list_id: conversation.list_id },
      });
    return { conversationId: conversation.id, messageId };
  });
}

async function isKept({ db }: Context, inboundId: number): Promise<boolean> {
  const kept = db.selectFrom("conversation_messages").select("id").where("inbound_id", "=", inboundId);
  return (await kept.executeTakeFirst()) !== undefined;
}

async function begin(
  context: Context,
  { kind, at, target, reply }: IncomingReply,
  reader: NamedReader,
  parts: ReplyPart[],
): Promise<ConversationRow> {
  const from = reply.from?.email.toLowerCase() ?? "";
  const isMachine = kind !== "reply" || reply.isMachine;
  const apart: ApartFor | null = isMachine ? "auto-reply" : reply.isSpam ? "spam" : reader ? null : "stray";
  return context.db
    .insertInto("conversations")
    .values({
      ...{ subscriber_id: reader?.id ?? null, from_key: from, edition_id: target?.editionId ?? null },
      is_reader: reader && isSameMailbox(from, reader.key) ? 1 : 0,
      ...(await aboutWhat(context, target, quotedBeforeWords(parts))),
      ...{ subject: bareSubject(reply.subject), state: "open", apart, created_at: at, last_at: at },
      ...{ assigned_to: null, assigned_by: null, assigned_at: null, done_at: null, done_by: null },
      ...{ letter: null, letter_at: null, letter_by: null, letter_answer: null },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The quotation that the first words stand below; all of it where they stand above. */
function quotedBeforeWords(parts: ReplyPart[]): string {
  const firstQuoted = parts.findIndex(({ kind }) => kind === "quoted");
  const wordsBelow = parts.findIndex(({ kind }, i) => kind === "words" && i > firstQuoted);
  const until = wordsBelow < 0 ? parts.length : wordsBelow;
  const quoted = parts.slice(0, until).filter(({ kind }) => kind === "quoted");
  return quoted.map(({ text }) => text).join("\n");
}

/** Without “Re:” and its like in other languages. */
function bareSubject(subject: string): string {
  return subject
    .replace(/^((re|aw|antw|sv|vs|rv|ref|odp|ynt|rif|fwd?|wg|tr|رد|回复|答复|返信)(\[\d+\])?\s?[:：]\s*)+/i, "")
    .trim();
}

async function keepMessage(
  context: Context,
  { at, reply, inboundId }: IncomingReply,
  conversation: ConversationRow,
  parts: ReplyPart[],
  isMachine: boolean,
): Promise<number> {
  const own = ownWordsOf(parts);
  const acts = conversation.is_reader === 1 && !isMachine;
  const { email = "", name = "" } = reply.from ?? {};
  const { db } = context;
  const { id } = await db
    .insertInto("conversation_messages")
    .values({
      ...{ conversation_id: conversation.id, direction: "in", kind: isMachine ? "auto-reply" : "reply", at },
      ...{ from_email: email, from_name: name, subject: reply.subject, message_id: reply.messageId },
      ...{ text: reply.text, html: reply.html, inbound_id: inboundId },
      search_key: `${email} ${name} ${reply.subject} ${own}`.toLowerCase().slice(0, 20_000),
      asks_to_leave: acts ? asksToLeave(own, reply.subject) : null,
      sender_check: reply.senderCheck,
      ...{ left_at: null, left_by: null, letter_id: null, editor_id: null, form_key: null },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { subscriber_id: subscriberId } = conversation;
  if (acts && subscriberId !== null) await noteSigns(context, [{ subscriberId, at, sign: "reply" }]);
  for (const [n, { isPicture, ...file }] of reply.files.entries())
    await db
      .insertInto("conversation_files")
      .values({ message_id: id, n, ...file, is_picture: isPicture ? 1 : 0 })
      .execute();
  return id;
}

/** A person wrote: the conversation is open again, and the editor who has it is told. */
async function goOn(context: Context, { at }: IncomingReply, conversation: ConversationRow): Promise<void> {
  const { id, apart, assigned_to: editor, last_at } = conversation;
  await context.db
    .updateTable("conversations")
    .set({
      ...{ state: "open", done_at: null, done_by: null, last_at: Math.max(at, last_at) },
      apart: apart === "auto-reply" ? null : apart,
    })
    .where("id", "=", id)
    .execute();
  if (editor !== null)
    await tellEditor(context, editor, {
      ...{ kind: "reply", text: "A reader has written in a conversation that is yours.", link: deskReplyPath(id) },
      key: `conversation ${id}`,
    });
}
