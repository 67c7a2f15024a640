import type { Context } from "#app/context.server.ts";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { replySettings } from "./settings.server.ts";

/**
 * Queues a copy of a reader's message for the newsroom's mailbox, where there is one. Its Reply-To is the reader.
 * Never for what a program wrote, for spam, and for a copy that came back.
 */
export async function copyToNewsroom(
  context: Context,
  message: { id: number; subscriberId: number; list_id: number | null },
): Promise<void> {
  const { copyTo } = await replySettings(context);
  const list = message.list_id ?? (await firstList(context))?.id;
  if (!copyTo || list === undefined) return;
  await enqueueTransactional(context, "reply-copy", message.subscriberId, list, { message: message.id });
}

/** Returns the content of a message’s copy; null when the message or the mailbox is gone. */
export async function copyToWrite(context: Context, messageId: number) {
  const { copyTo } = await replySettings(context);
  const message = await context.db
    .selectFrom("conversation_messages")
    .innerJoin("conversations", "conversations.id", "conversation_messages.conversation_id")
    .select(["from_email", "from_name", "conversation_messages.subject", "text", "conversation_id", "is_reader"])
    .where("conversation_messages.id", "=", messageId)
    .executeTakeFirst();
  if (!copyTo || !message) return null;
  const files = await context.db
    .selectFrom("conversation_files")
    .select(["name"])
    .where("message_id", "=", messageId)
    .orderBy("n")
    .execute();
  return { copyTo, ...message, files: files.map(({ name }) => name) };
}
