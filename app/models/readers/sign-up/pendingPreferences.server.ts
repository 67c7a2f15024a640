import type { Context } from "#app/context.server.ts";
import { chooseTopics, topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";

/**
 * What somebody asked for together with an address: it takes effect when the address's owner confirms, because whoever
 * types an address must not change how its owner is called or what they get.
 */
export type PendingPreferences = { name: string; topics: string[] };

/** As they are kept with the waiting subscription. */
export function pendingPreferencesText({ name, topics }: PendingPreferences): string | null {
  return name || topics.length > 0 ? JSON.stringify({ name, topics }) : null;
}

/**
 * Makes wishes true at a confirmation: a name where there is none; topics for a new reader only, who has nothing yet
 * that they chose themselves.
 * @returns the slugs of the topics that they have from now on
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

/** As the reader may read them; null when there are none. */
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
