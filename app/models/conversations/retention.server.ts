import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { replySettings } from "./settings.server.ts";

/** Days that is kept what stands apart and nobody took in: an issue brings many absence notes. */
const apartKept = 30;

/** Deletes conversations whose last message is older than the setting says. @returns how many */
export async function forgetConversations(context: Context, most: number): Promise<number> {
  const { keptDays } = await replySettings(context);
  const now = context.clock();
  const gone = await context.db
    .deleteFrom("conversations")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("conversations as old")
        .select("old.id")
        .where("old.last_at", "<", now - Math.min(keptDays, apartKept) * day)
        .where(({ eb, or }) => or([eb("old.last_at", "<", now - keptDays * day), eb("old.apart", "is not", null)]))
        .limit(most),
    )
    .returning("id")
    .execute();
  return gone.length;
}

/** A message of a conversation, as its person is told what is held of them. */
export type HeldReply = { at: number; by: "you" | "us"; subject: string; text: string; files: string[] };

/** Returns what a reader and editors wrote to each other, the newest first, at most a thousand messages. */
export async function repliesHeld({ db }: Context, subscriberId: number): Promise<HeldReply[]> {
  const rows = await db
    .selectFrom("conversation_messages")
    .innerJoin("conversations", "conversations.id", "conversation_messages.conversation_id")
    .select(["conversation_messages.id", "at", "direction", "conversation_messages.subject", "text"])
    .where("subscriber_id", "=", subscriberId)
    // The words of somebody else who has this reader's address of reply are not the reader's.
    .where("is_reader", "=", 1)
    .orderBy("conversation_messages.id", "desc")
    .limit(1000)
    .execute();
  const ids = rows.map(({ id }) => id);
  const files = ids.length
    ? await db.selectFrom("conversation_files").select(["message_id", "name"]).where("message_id", "in", ids).execute()
    : [];
  return rows.map(({ id, at, direction, subject, text }) => ({
    ...{ at, by: direction === "in" ? ("you" as const) : ("us" as const), subject, text },
    files: files.filter((file) => file.message_id === id).map(({ name }) => name),
  }));
}

/** Deletes a reader's conversations, with those that others had by their address of reply, and the mails as they came in. */
export async function eraseConversations({ db }: Context, subscriberId: number): Promise<void> {
  await db
    .updateTable("inbound_messages")
    .set({ raw: null, sent_from: "", sent_to: "[]" })
    .where("id", "in", (eb) =>
      eb
        .selectFrom("conversation_messages")
        .innerJoin("conversations", "conversations.id", "conversation_messages.conversation_id")
        .select(({ ref }) => ref("inbound_id").$notNull().as("id"))
        .where("subscriber_id", "=", subscriberId)
        .where("inbound_id", "is not", null),
    )
    .execute();
  await db.deleteFrom("conversations").where("subscriber_id", "=", subscriberId).execute();
}
