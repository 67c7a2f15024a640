import type { Context } from "#app/context.server.ts";
import { chooseTopics, topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";

/**
 * Preferences given with a sign-up. They take effect at the confirmation, because a stranger who types an address must
 * not change its owner's name or mail.
 */
export type PendingPreferences = { name: string; topics: string[] };

/** Formats them for the pending subscription's column. */
export function pendingPreferencesText({ name, topics }: PendingPreferences): string | null {
  return name || topics.length > 0 ? JSON.stringify({ name, topics }) : null;
}

/**
 * Applies pending preferences at a confirmation: the name if there is none yet; topics for a new reader only, who has
 * chosen nothing before.
 * @returns the slugs of the reader's topics from now on
 */
export async function applyPendingPreferences(
  context: Context,
  subscriberId: number,
  kept: string | null,
  isReader: boolean,
): Promise<string[]> {
  if (!kept) return [];
  const { name, topics } = readPendingPreferences(kept)!;
  if (name) await nameSubscriber(context, subscriberId, name);
  if (isReader || topics.length === 0) return [];
  await chooseTopics(context, subscriberId, topics);
  return topicsChosenBy(context, subscriberId);
}

/** Parses them from the column, for the reader's own data; null when there are none. */
export function readPendingPreferences(kept: string | null): PendingPreferences | null {
  return kept === null ? null : (JSON.parse(kept) as PendingPreferences);
}

async function nameSubscriber(context: Context, id: number, name: string): Promise<void> {
  const unnamed = await context.db
    .selectFrom("subscribers")
    .select("email_key")
    .where("id", "=", id)
    .where("name", "=", "")
    .executeTakeFirst();
  if (!unnamed) return;
  await context.db
    .updateTable("subscribers")
    .set({ name, search_key: `${unnamed.email_key} ${name}`.toLowerCase() })
    .where("id", "=", id)
    .execute();
}
