import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { deskReplyPath } from "#app/models/deskPaths.ts";
import { tellEditor } from "#app/models/notices.server.ts";
import { lockReader } from "#app/models/readers/subscribers.server.ts";
import { endAllSubscriptions, endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { forChange } from "#db/client.server.ts";
import type { LetterState } from "#db/schema/conversations.ts";

/** An editor who does something, as the log names them. */
type Actor = { id: number; name: string };

export type HandlingFault = { error: "gone" | "nobody" | "not-the-reader" | "no-quote" | "not-asked" };

/** Lists who may answer readers, by name: a writer has nothing to do with subscribers. */
export function answerers({ db }: Context): Promise<{ id: number; name: string }[]> {
  return db
    .selectFrom("editors")
    .select(["id", "name"])
    .where("disabled_at", "is", null)
    .where("role", "!=", "writer")
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/** Gives a conversation to an editor, who is mailed; null takes it from the one who has it. */
export function assignConversation(
  context: Context,
  actor: Actor,
  id: number,
  editorId: number | null,
): Promise<{ done: true } | HandlingFault> {
  return inTransaction(context, async (context): Promise<{ done: true } | HandlingFault> => {
    const row = await held(context, id);
    if (!row) return { error: "gone" };
    const editor = editorId === null ? null : (await answerers(context)).find((one) => one.id === editorId);
    if (editor === undefined) return { error: "nobody" };
    if (row.assigned_to === (editor?.id ?? null)) return { done: true };
    const now = context.clock();
    await context.db
      .updateTable("conversations")
      .set({
        assigned_to: editor?.id ?? null,
        assigned_by: editor ? actor.name : null,
        assigned_at: editor ? now : null,
      })
      .where("id", "=", id)
      .execute();
    await logAction(
      context,
      actor.name,
      "assigned",
      `conversation ${id} to ${editor ? `editor ${editor.id}` : "nobody"}`,
    );
    if (editor && editor.id !== actor.id)
      await tellEditor(context, editor.id, {
        kind: "assigned",
        text: `${actor.name} gave you a conversation with a reader. It is yours until somebody else gets it.`,
        link: deskReplyPath(id),
      });
    return { done: true };
  });
}

/** Says that nothing remains to do in a conversation, or opens it again. A new message of its person opens it by itself. */
export async function settleConversation(context: Context, actor: Actor, id: number, isDone: boolean): Promise<void> {
  await context.db
    .updateTable("conversations")
    .set(
      isDone
        ? { state: "done", done_at: context.clock(), done_by: actor.name }
        : { state: "open", done_at: null, done_by: null },
    )
    .where("id", "=", id)
    .where("state", "=", isDone ? "open" : "done")
    .execute();
}

/** Takes a conversation from those that stand apart to the others. */
export async function takeInConversation(context: Context, actor: Actor, id: number): Promise<void> {
  await context.db
    .updateTable("conversations")
    .set({ apart: null, state: "open", done_at: null, done_by: null })
    .where("id", "=", id)
    .where("apart", "is not", null)
    .execute();
  await logAction(context, actor.name, "reply-taken-in", `conversation ${id}`);
}

/** Marks a conversation as a letter to the editor, with the words that may be printed. @param quote chosen from it */
export function markLetter(
  context: Context,
  actor: Actor,
  id: number,
  quote: string,
): Promise<{ done: true } | HandlingFault> {
  return inTransaction(context, async (context): Promise<{ done: true } | HandlingFault> => {
    const row = await held(context, id);
    if (!row) return { error: "gone" };
    if (row.is_reader !== 1) return { error: "not-the-reader" };
    if (quote.trim() === "") return { error: "no-quote" };
    // Other words need a permission of their own.
    const keeps = row.letter !== null && row.letter_quote === quote;
    const letter = keeps ? row.letter : "marked";
    await context.db
      .updateTable("conversations")
      .set({ letter, letter_quote: quote, letter_at: context.clock(), letter_by: actor.name, letter_answer: null })
      .where("id", "=", id)
      .execute();
    await logAction(context, actor.name, "letter-marked", `conversation ${id}`);
    return { done: true };
  });
}

/** Takes the mark away, with the words and any permission. */
export async function unmarkLetter(context: Context, actor: Actor, id: number): Promise<void> {
  await context.db
    .updateTable("conversations")
    .set({ letter: null, letter_quote: "", letter_at: null, letter_by: null, letter_answer: null })
    .where("id", "=", id)
    .execute();
  await logAction(context, actor.name, "letter-unmarked", `conversation ${id}`);
}

/**
 * Records whether a reader permits that their words are printed, by their answer to our question. Only an answer of the reader
 * that came after the question counts.
 */
export function recordPermission(
  context: Context,
  actor: Actor,
  id: number,
  state: Extract<LetterState, "permitted" | "declined">,
): Promise<{ done: true } | HandlingFault> {
  return inTransaction(context, async (context): Promise<{ done: true } | HandlingFault> => {
    const row = await held(context, id);
    if (!row) return { error: "gone" };
    if (row.is_reader !== 1) return { error: "not-the-reader" };
    const answer = await answerToQuestion(context, id);
    if (row.letter === null || row.letter === "marked" || answer === null) return { error: "not-asked" };
    await context.db
      .updateTable("conversations")
      .set({ letter: state, letter_at: context.clock(), letter_by: actor.name, letter_answer: answer })
      .where("id", "=", id)
      .execute();
    await logAction(context, actor.name, `letter-${state}`, `conversation ${id}, message ${answer}`);
    return { done: true };
  });
}

/** @returns the newest message of a person after the last question; null while there is none */
async function answerToQuestion({ db }: Context, id: number): Promise<number | null> {
  const asked = db
    .selectFrom("conversation_messages")
    .select(({ fn }) => fn.max("id").as("id"))
    .where("conversation_id", "=", id)
    .where("kind", "=", "permission");
  const answer = await db
    .selectFrom("conversation_messages")
    .select("id")
    .where("conversation_id", "=", id)
    .where("direction", "=", "in")
    .where("kind", "=", "reply")
    .where("id", ">", asked)
    .orderBy("id", "desc")
    .executeTakeFirst();
  return answer?.id ?? null;
}

/** How a leaving that a reader asked for in a reply is recorded: they can take it back like one by mail. */
const byReply = "mail";

/**
 * Ends the subscription of a reader who asked for it in a message: that to the list of the issue, or all where no issue is
 * known. Only where the message is the reader's own and asks so.
 */
export function letGo(
  context: Context,
  actor: Actor,
  id: number,
  messageId: number,
): Promise<{ done: true } | HandlingFault> {
  return inTransaction(context, async (context): Promise<{ done: true } | HandlingFault> => {
    const found = await context.db
      .selectFrom("conversations")
      .select(["subscriber_id", "list_id", "is_reader"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!found) return { error: "gone" };
    if (found.subscriber_id === null || found.is_reader !== 1) return { error: "not-the-reader" };
    await lockReader(context, found.subscriber_id);
    const asked = await context.db
      .updateTable("conversation_messages")
      .set({ left_at: context.clock(), left_by: actor.name })
      .where("id", "=", messageId)
      .where("conversation_id", "=", id)
      .where("asks_to_leave", "is not", null)
      .where("left_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!asked) return { error: "gone" };
    await logAction(context, actor.name, "left-by-reply", `subscriber ${found.subscriber_id}, message ${messageId}`);
    if (found.list_id === null) await endAllSubscriptions(context, found.subscriber_id, byReply);
    else await endSubscription(context, found.subscriber_id, found.list_id, byReply);
    return { done: true };
  });
}

/** Returns the row of a conversation, locked until the transaction ends. */
function held({ db }: Context, id: number) {
  return forChange(db, db.selectFrom("conversations").selectAll().where("id", "=", id)).executeTakeFirst();
}
