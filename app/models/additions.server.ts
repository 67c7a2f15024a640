import { chunksOf } from "#db/client.server.ts";
import { inTransaction, type Context } from "../context.server.ts";
import type { Address } from "./addresses.server.ts";
import { recordConsents } from "./consent.server.ts";
import { enqueueLetters } from "./letters.server.ts";
import type { List } from "./lists.server.ts";
import { subscribersFor } from "./subscribers.server.ts";
import { suppressedAmong } from "./suppressions.server.ts";

export type Reader = Address & { name: string };

/** Many readers at once, on a declared basis; with `confirm` each is asked by mail first. `at`: milliseconds. */
export type Addition = { list: List; basis: string; source: string; confirm: boolean; at: number };

/** What became of one of them. */
export type Joined = "imported" | "alreadyThere" | "ended" | "suppressed";

/**
 * Puts readers on a list without asking the database about each: a handful of statements for 500 of them, in one
 * transaction. Who left or is suppressed stays away (P-04); who has signed up but not confirmed is on the list by the
 * declared basis, unless the addition asks for confirmation too.
 * @param readers no two with one key
 * @returns what became of each, by key
 */
export async function addReaders(
  context: Context,
  addition: Addition,
  readers: Reader[],
): Promise<Map<string, Joined>> {
  const joined = new Map<string, Joined>();
  for (const chunk of chunksOf(readers))
    await inTransaction(context, async (context) => {
      const suppressed = await suppressedAmong(context, chunk);
      const allowed = chunk.filter((reader) => !suppressed.has(reader.key));
      const ids = await subscribersFor(context, allowed);
      const before = await statusesOf(context, addition.list.id, [...ids.values()]);
      const added = await join(context, addition, [...ids.values()], before);
      for (const { key } of chunk)
        joined.set(key, suppressed.has(key) ? "suppressed" : became(ids.get(key)!, before, added));
    });
  return joined;
}

function became(id: number, before: Map<number, string>, added: Set<number>): Joined {
  if (added.has(id)) return "imported";
  return before.get(id) === "ended" ? "ended" : "alreadyThere";
}

async function statusesOf(context: Context, listId: number, subscriberIds: number[]) {
  if (subscriberIds.length === 0) return new Map<number, string>();
  const rows = await context.db
    .selectFrom("subscriptions")
    .select(["subscriber_id", "status"])
    .where("list_id", "=", listId)
    .where("subscriber_id", "in", subscriberIds)
    .execute();
  return new Map(rows.map((row) => [row.subscriber_id, row.status]));
}

/** @returns the ids of those who were not on the list and now are, or are asked whether they want to be */
async function join(context: Context, addition: Addition, ids: number[], before: Map<number, string>) {
  const unheard = ids.filter((id) => !before.has(id));
  const waiting = addition.confirm ? [] : ids.filter((id) => before.get(id) === "pending");
  const added = [
    ...(await insertSubscriptions(context, addition, unheard)),
    ...(await activate(context, addition, waiting)),
  ];
  const { list, basis, source } = addition;
  if (addition.confirm) await enqueueLetters(context, "confirmation", added, list.id);
  await recordConsents(context, added, { listId: list.id, kind: "imported", wording: basis, source, method: "import" });
  return new Set(added);
}

async function insertSubscriptions(context: Context, addition: Addition, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await context.db
    .insertInto("subscriptions")
    .values(
      ids.map((id) => ({
        subscriber_id: id,
        list_id: addition.list.id,
        status: addition.confirm ? ("pending" as const) : ("active" as const),
        created_at: addition.at,
        confirmed_at: addition.confirm ? null : addition.at,
        ended_at: null,
        ended_by: null,
      })),
    )
    // Somebody may have signed up this very moment; then theirs stays.
    .onConflict((conflict) => conflict.columns(["subscriber_id", "list_id"]).doNothing())
    .returning("subscriber_id")
    .execute();
  return rows.map((row) => row.subscriber_id);
}

async function activate(context: Context, addition: Addition, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await context.db
    .updateTable("subscriptions")
    .set({ status: "active", confirmed_at: addition.at, ended_at: null, ended_by: null, wishes: null })
    .where("list_id", "=", addition.list.id)
    .where("subscriber_id", "in", ids)
    .where("status", "=", "pending")
    .returning("subscriber_id")
    .execute();
  return rows.map((row) => row.subscriber_id);
}
