import type { Context } from "#app/context.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { chooseTopics } from "#app/models/readers/topicChoices.server.ts";
import { aReader } from "./newsroom.ts";

export type Choices = { frequency?: "every" | "monthly"; pausedUntil?: number | null; topics?: string[] };

/** A confirmed reader of `list` who has chosen something. */
export async function aReaderWho(context: Context, list: List, email: string, choices: Choices) {
  const reader = await aReader(context, list, email);
  await chooseFor(context, list, reader.id, choices);
  return reader;
}

/** What a reader chooses on their own page. */
export async function chooseFor(context: Context, list: List, id: number, { frequency, pausedUntil, topics }: Choices) {
  if (topics) await chooseTopics(context, id, topics);
  if (frequency === undefined && pausedUntil === undefined) return;
  await context.db
    .updateTable("subscriptions")
    .set({ ...(frequency && { frequency }), ...(pausedUntil !== undefined && { paused_until: pausedUntil }) })
    .where("subscriber_id", "=", id)
    .where("list_id", "=", list.id)
    .execute();
}
