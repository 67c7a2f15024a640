import type { Context } from "#app/context.server.ts";
import { confirmationsBarred, mayMailConfirmation } from "#app/models/readers/sign-up/mailLimit.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import type { Addition } from "./addMany.server.ts";
import type { RowState } from "./states.server.ts";

/** A person of a file. */
type Person = { key: string; email: string } & Pick<RowState, "state">;

/**
 * Chooses whom an import asks by mail whether they want it: people who never confirmed there, were never on the list here,
 * and may get another confirmation (C-22), which is counted. One at a time, because the limits count one address each.
 * @returns their keys
 */
export async function mayBeAsked(context: Context, addition: Addition, people: Person[]): Promise<Set<string>> {
  const strangers = await strangersAmong(context, addition, people);
  const asked = new Set<string>();
  // In one order, so that two imports cannot deadlock.
  for (const { key, email } of strangers.sort((a, b) => (a.key < b.key ? -1 : 1)))
    if (await mayMailConfirmation(context, email)) asked.add(key);
  return asked;
}

/** The same, only foreseen: nothing is counted. */
export async function wouldBeAsked(context: Context, addition: Addition, people: Person[]): Promise<Set<string>> {
  const strangers = await strangersAmong(context, addition, people);
  const barred = await confirmationsBarred(
    context,
    strangers.map(({ key }) => key),
  );
  return new Set(strangers.flatMap(({ key }) => (barred.has(key) ? [] : [key])));
}

async function strangersAmong(
  context: Context,
  { askUnconfirmed, list }: Addition,
  people: Person[],
): Promise<Person[]> {
  const waiting = askUnconfirmed ? people.filter(({ state }) => state === "unconfirmed") : [];
  if (waiting.length === 0) return [];
  const here = await context.db
    .selectFrom("subscribers")
    .innerJoin("subscriptions", "subscriptions.subscriber_id", "subscribers.id")
    .select(["email_key", "list_id"])
    .where(
      isAmong(
        context.db,
        "email_key",
        waiting.map(({ key }) => key),
      ),
    )
    .execute();
  const known = new Set(here.flatMap((row) => (row.list_id === list.id ? [row.email_key] : [])));
  return waiting.filter(({ key }) => !known.has(key));
}
