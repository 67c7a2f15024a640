import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { enqueueLetter } from "#app/models/deliveries/transactional.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { lockReader } from "#app/models/readers/subscribers.server.ts";
import { forChange } from "#db/client.server.ts";

export type AnswerFault =
  | { error: "gone" | "empty" | "too-long" | "not-the-reader" | "suppressed" | "machine" }
  | { error: "answered-meanwhile"; by: string };

/** Characters of an answer. */
const longestAnswer = 20_000;

type Given = {
  text: string;
  /** Random, of the form: sent twice, it is one answer. */
  formKey: string;
  /** It asks for the permission to print the chosen words. */
  asksPermission: boolean;
  /** The conversation is done with it. */
  isDone: boolean;
  /** The newest message that its writer has seen, by its id; left out: all of them. */
  seen?: number;
};

/**
 * Answers a reader: the answer is kept in the conversation and queued in the ledger in one transaction, once for each form.
 * Nobody is answered who is suppressed or not the reader, and no program (B-11).
 */
export function answerConversation(
  context: Context,
  actor: { id: number; name: string },
  id: number,
  { text, formKey, asksPermission, isDone, seen = Infinity }: Given,
): Promise<{ answered: number } | AnswerFault> {
  return inTransaction(context, async (context): Promise<{ answered: number } | AnswerFault> => {
    const { db } = context;
    const conversation = db.selectFrom("conversations").selectAll().where("id", "=", id);
    const reader = (await conversation.executeTakeFirst())?.subscriber_id;
    if (reader) await lockReader(context, reader);
    const row = await forChange(db, conversation).executeTakeFirst();
    if (!row) return { error: "gone" };
    const said = await answerOfForm(context, formKey);
    if (said) return { answered: said.id };
    if (text.trim() === "") return { error: "empty" };
    if (text.length > longestAnswer) return { error: "too-long" };
    if (row.subscriber_id === null || row.is_reader !== 1) return { error: "not-the-reader" };
    const fault = await whyNot(context, id, row.subscriber_id);
    if (fault) return fault;
    const other = await answeredSince(context, id, seen);
    if (other) return { error: "answered-meanwhile", by: other.by };
    const kind = asksPermission && row.letter !== null ? "permission" : "answer";
    const messageId = await keepAnswer(
      context,
      actor,
      { ...row, subscriber_id: row.subscriber_id },
      { text, formKey, kind },
    );
    await noteAnswer(context, actor.name, id, { kind, isDone });
    await logAction(context, actor.name, "reply-answered", `conversation ${id}`);
    return { answered: messageId };
  });
}

function answerOfForm({ db }: Context, formKey: string) {
  return db.selectFrom("conversation_messages").select("id").where("form_key", "=", formKey).executeTakeFirst();
}

/** Two people who answer at once would write to one reader twice. */
async function answeredSince({ db }: Context, id: number, seen: number) {
  if (seen === Infinity) return undefined;
  return db
    .selectFrom("conversation_messages")
    .select("from_name as by")
    .where("conversation_id", "=", id)
    .where("direction", "=", "out")
    .where("id", ">", seen)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}

async function noteAnswer(
  context: Context,
  actor: string,
  id: number,
  { kind, isDone }: { kind: "answer" | "permission"; isDone: boolean },
): Promise<void> {
  const now = context.clock();
  await context.db
    .updateTable("conversations")
    .set({
      last_at: now,
      ...(kind === "permission" && { letter: "asked", letter_at: now, letter_by: actor, letter_answer: null }),
      ...(isDone && { state: "done", done_at: now, done_by: actor }),
    })
    .where("id", "=", id)
    .execute();
}

async function whyNot({ db }: Context, id: number, subscriberId: number): Promise<AnswerFault | null> {
  const reader = await db
    .selectFrom("subscribers")
    .select(["suppressed_at", "erased_at"])
    .where("id", "=", subscriberId)
    .executeTakeFirst();
  if (!reader || reader.erased_at !== null) return { error: "gone" };
  if (reader.suppressed_at !== null) return { error: "suppressed" };
  const person = await db
    .selectFrom("conversation_messages")
    .select("id")
    .where("conversation_id", "=", id)
    .where("direction", "=", "in")
    .where("kind", "=", "reply")
    .limit(1)
    .executeTakeFirst();
  return person ? null : { error: "machine" };
}

type Answered = { id: number; subscriber_id: number; list_id: number | null; subject: string };
type Words = { text: string; formKey: string; kind: "answer" | "permission" };

async function keepAnswer(
  context: Context,
  actor: { id: number; name: string },
  conversation: Answered,
  { text, formKey, kind }: Words,
): Promise<number> {
  const briefing = await getBriefing(context);
  const list = conversation.list_id ?? (await firstList(context))?.id;
  if (!briefing || list === undefined) throw new Error("the briefing is not set up");
  const domain = briefing.fromAddress.split("@").at(-1)!;
  const { id } = await context.db
    .insertInto("conversation_messages")
    .values({
      ...{ conversation_id: conversation.id, direction: "out", kind, at: context.clock() },
      ...{ from_email: briefing.fromAddress, from_name: actor.name, subject: `Re: ${conversation.subject}` },
      // Random: it names the conversation to its recipient, and to nobody else.
      message_id: `<${randomBytes(16).toString("hex")}@${domain}>`,
      ...{ text, html: null, search_key: text.toLowerCase(), form_key: formKey, editor_id: actor.id },
      ...{ asks_to_leave: null, left_at: null, left_by: null, inbound_id: null, letter_id: null },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const letter = await enqueueLetter(context, "reply-answer", conversation.subscriber_id, list, { message: id });
  await context.db.updateTable("conversation_messages").set({ letter_id: letter }).where("id", "=", id).execute();
  return id;
}

/** Returns the text of an answer’s mail, and the mails before it that it names; null once its conversation is gone. */
export async function answerToWrite(context: Context, messageId: number) {
  const { db } = context;
  const answer = await db
    .selectFrom("conversation_messages")
    .select(["id", "conversation_id", "subject", "text", "message_id", "at"])
    .where("id", "=", messageId)
    .where("direction", "=", "out")
    .executeTakeFirst();
  if (!answer?.message_id) return null;
  const before = await db
    .selectFrom("conversation_messages")
    .select(["id", "direction", "kind", "message_id", "text", "from_name", "at"])
    .where("conversation_id", "=", answer.conversation_id)
    .where("id", "<", answer.id)
    .orderBy("id", "desc")
    .limit(20)
    .execute();
  const last = before.find(({ direction, kind }) => direction === "in" && kind === "reply") ?? null;
  const named = before.flatMap(({ message_id }) => message_id ?? []).slice(0, 10);
  return {
    ...{ subject: answer.subject, text: answer.text, messageId: answer.message_id },
    inReplyTo: last?.message_id ?? null,
    references: [...new Set(named.reverse())],
    last: last && { text: last.text, name: last.from_name, at: last.at },
  };
}
