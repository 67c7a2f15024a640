import type { Context } from "#app/context.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import type { Danger } from "./attachments.server.ts";
import { partsOfReply, type ReplyPart } from "./quoting.server.ts";
import type { ConversationRow } from "./threading.server.ts";

/** A file as the desk lists it; `isKept` false: it was too large. */
export type FileLine = {
  n: number;
  name: string;
  size: number;
  danger: Danger | null;
  isPicture: boolean;
  isKept: boolean;
};

/** A message of a conversation. Times in milliseconds. */
export type ConversationMessage = {
  id: number;
  direction: "in" | "out";
  kind: "reply" | "auto-reply" | "answer" | "permission";
  at: number;
  from: { name: string; email: string };
  parts: ReplyPart[];
  /** Our mail server found that it does not come from whom it names. */
  isUnverified: boolean;
  hasHtml: boolean;
  files: FileLine[];
  /** The line that asks to get no more. */
  asksToLeave: string | null;
  leftAt: number | null;
  leftBy: string | null;
  /** How far an answer is; null for other messages, and once its row of the ledger is gone. */
  status: DeliveryStatus | null;
};

type Reader = { id: number; email: string; name: string; isSuppressed: boolean; lists: string[] };

/** A conversation with all that its page shows. */
export type Conversation = Pick<
  ConversationRow,
  "id" | "subject" | "state" | "apart" | "letter" | "letter_quote" | "letter_at" | "letter_by" | "letter_answer"
> & {
  isReader: boolean;
  from: string;
  /** Null for a mail that names nobody. */
  reader: Reader | null;
  issue: { number: number; subject: string } | null;
  article: { id: number; headline: string } | null;
  assigned: { id: number; name: string; by: string | null } | null;
  done: { at: number; by: string } | null;
  messages: ConversationMessage[];
};

/** @returns a conversation; undefined where there is none */
export async function conversationById(context: Context, id: number): Promise<Conversation | undefined> {
  const row = await context.db.selectFrom("conversations").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) return undefined;
  const { db } = context;
  const issue = row.issue_id
    ? await db.selectFrom("issues").select(["number", "subject"]).where("id", "=", row.issue_id).executeTakeFirst()
    : null;
  const article = row.article_id
    ? await db.selectFrom("articles").select(["id", "headline"]).where("id", "=", row.article_id).executeTakeFirst()
    : null;
  const assigned = row.assigned_to
    ? await db.selectFrom("editors").select(["id", "name"]).where("id", "=", row.assigned_to).executeTakeFirst()
    : null;
  const { subject, state, apart, letter, letter_quote, letter_at, letter_by, letter_answer } = row;
  return {
    ...{ id, subject, state, apart, letter, letter_quote, letter_at, letter_by, letter_answer },
    ...{ isReader: row.is_reader === 1, from: row.from_key },
    reader: row.subscriber_id ? await readerOf(context, row.subscriber_id) : null,
    ...{ issue: issue ?? null, article: article ?? null },
    assigned: assigned ? { ...assigned, by: row.assigned_by } : null,
    done: row.done_at ? { at: row.done_at, by: row.done_by ?? "" } : null,
    messages: await messagesIn(context, id),
  };
}

async function readerOf({ db }: Context, id: number): Promise<Reader | null> {
  const row = await db
    .selectFrom("subscribers")
    .select(["id", "email", "name", "suppressed_at"])
    .where("id", "=", id)
    .where("erased_at", "is", null)
    .executeTakeFirst();
  if (!row) return null;
  const lists = await db
    .selectFrom("subscriptions")
    .innerJoin("lists", "lists.id", "subscriptions.list_id")
    .select("lists.name")
    .where("subscriber_id", "=", id)
    .where("status", "=", "active")
    .orderBy("lists.id")
    .execute();
  const { email, name, suppressed_at: suppressed } = row;
  return { id, email, name, isSuppressed: suppressed !== null, lists: lists.map((list) => list.name) };
}

async function messagesIn({ db }: Context, id: number): Promise<ConversationMessage[]> {
  const rows = await db
    .selectFrom("conversation_messages")
    .leftJoin("letters", "letters.id", "conversation_messages.letter_id")
    .select(["conversation_messages.id", "direction", "conversation_messages.kind", "at", "from_email", "from_name"])
    .select(["sender_check", "text", "asks_to_leave", "left_at", "left_by", "letters.status"])
    .select(({ eb }) => eb("html", "is not", null).as("hasHtml"))
    .where("conversation_id", "=", id)
    .orderBy("conversation_messages.id", "desc")
    .limit(mostShown)
    .execute();
  const ids = rows.map((row) => row.id);
  const files = await db
    .selectFrom("conversation_files")
    .select(["message_id", "n", "name", "size", "danger", "is_picture"])
    .select(({ eb }) => eb("bytes", "is not", null).as("isKept"))
    .where("message_id", "in", ids)
    .orderBy("n")
    .execute();
  return rows.reverse().map((row) => ({
    ...{ id: row.id, direction: row.direction, kind: row.kind, at: row.at },
    from: { name: row.from_name, email: row.from_email },
    parts: row.direction === "out" ? [{ kind: "words", text: row.text }] : partsOfReply(row.text),
    ...{ isUnverified: row.sender_check === "failed", hasHtml: Boolean(row.hasHtml) },
    files: files
      .filter((file) => file.message_id === row.id)
      .map(({ n, name, size, danger, is_picture, isKept }) => ({
        ...{ n, name, size, danger: danger as Danger | null, isPicture: is_picture === 1, isKept: Boolean(isKept) },
      })),
    ...{ asksToLeave: row.asks_to_leave, leftAt: row.left_at, leftBy: row.left_by, status: row.status },
  }));
}

/** Of the newest messages of a conversation. */
const mostShown = 200;

/** Notes that an editor has seen all of a conversation so far. */
export async function seeConversation(
  { db }: Context,
  editorId: number,
  { id, messages }: Conversation,
): Promise<void> {
  const newest = messages.at(-1)?.id ?? 0;
  await db
    .insertInto("conversation_reads")
    .values({ editor_id: editorId, conversation_id: id, read_to: newest })
    .onConflict((conflict) => conflict.columns(["editor_id", "conversation_id"]).doUpdateSet({ read_to: newest }))
    .execute();
}

/** @returns the HTML of a message as it was sent; undefined where there is none */
export async function htmlOfMessage({ db }: Context, id: number, messageId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom("conversation_messages")
    .select("html")
    .where("id", "=", messageId)
    .where("conversation_id", "=", id)
    .executeTakeFirst();
  return row?.html ?? undefined;
}

/** @returns a file of a message with its bytes; undefined for one that was not kept */
export async function fileOfMessage(
  { db }: Context,
  id: number,
  messageId: number,
  n: number,
): Promise<{ name: string; bytes: Buffer; isPicture: boolean } | undefined> {
  const row = await db
    .selectFrom("conversation_files")
    .innerJoin("conversation_messages", "conversation_messages.id", "conversation_files.message_id")
    .select(["name", "bytes", "is_picture"])
    .where("conversation_id", "=", id)
    .where("conversation_files.message_id", "=", messageId)
    .where("n", "=", n)
    .executeTakeFirst();
  return row?.bytes ? { name: row.name, bytes: row.bytes, isPicture: row.is_picture === 1 } : undefined;
}
