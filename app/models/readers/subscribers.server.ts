import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { parseAddress, type Address } from "#app/models/addresses.server.ts";
import type { SegmentTest } from "#app/models/segments/narrowing.server.ts";
import { insertRows, isAmong, withManyRows } from "#db/bulk.server.ts";
import { forChange, readerSearchOf } from "#db/client.server.ts";
import type { Db } from "#db/schema.ts";
import type { SubscriptionStatus } from "#db/schema/readers.ts";

/** A person who has, had or requested a subscription. */
export type Subscriber = { id: number; email: string; name: string };
export type SubscriberLine = Subscriber & {
  createdAt: number;
  suppressed: boolean;
  erased: boolean;
  subscriptions: Subscription[];
};
export type Subscription = {
  listId: number;
  list: string;
  status: SubscriptionStatus;
  createdAt: number;
  confirmedAt: number | null;
  endedAt: number | null;
  endedBy: string | null;
  frequency: "every" | "monthly";
  pausedUntil: number | null;
};

/**
 * Locks a reader until the transaction ends. Every change of more than one of their rows begins with it, so that two
 * changes run one after the other and cannot deadlock. The order of locks is: the reader, their own rows, counters, and
 * last the head of the consent chain, which all share.
 */
export async function lockReader(context: Context, id: number): Promise<void> {
  await forChange(context.db, context.db.selectFrom("subscribers").select("id").where("id", "=", id)).execute();
}

/** Locks readers by id like `lockReader`, in one order. @returns what decides about mail to each who is there */
export function lockReadersById(context: Context, ids: number[]) {
  const query = context.db
    .selectFrom("subscribers")
    .select(["id", "email", "email_key as key", "suppressed_at as suppressedAt", "erased_at as erasedAt"])
    .where(isAmong(context.db, "id", ids));
  return forChange(context.db, query.orderBy("id")).execute();
}

/** Locks subscribers by address, in one order. @returns the ids, by key; unknown addresses are left out */
export async function lockReaders(context: Context, keys: string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const query = context.db
    .selectFrom("subscribers")
    .select(["id", "email_key"])
    .where(isAmong(context.db, "email_key", keys));
  const rows = await forChange(context.db, query.orderBy("email_key")).execute();
  return new Map(rows.map((row) => [row.email_key, row.id]));
}

/**
 * Returns the subscriber with this address, and creates it if needed; spellings that differ only in case are one
 * person.
 * The given name fills an empty name and overwrites none.
 * @param email must have passed `parseAddress`
 */
export async function subscriberFor(context: Context, email: string, name: string): Promise<Subscriber> {
  const address = parseAddress(email);
  if ("error" in address) throw new Error(`subscriberFor takes checked addresses: ${address.error}`);
  const [row] = await upsertReaders<Subscriber>(context, [{ ...address, name }], "id, email, name");
  return { id: row!.id, email: row!.email, name: row!.name };
}

/**
 * Creates readers who are not there yet, by their addresses; a name that is there stays.
 * @param wanted the columns that are returned; `fills`: an empty name is filled
 */
export function upsertReaders<R>(
  context: Context,
  readers: (Address & { name: string })[],
  wanted: string,
  { importId, fills }: { importId: number | null; fills: boolean } = { importId: null, fills: true },
): Promise<R[]> {
  const now = context.clock();
  const rows = readers.map(({ name, ...address }) => ({
    ...addressRow(address, name),
    created_at: now,
    import_id: importId,
  }));
  const kept = (column: string) =>
    `${column} = case when subscribers.name = '' then excluded.${column} else subscribers.${column} end`;
  const set = fills ? `${kept("name")}, ${kept("search_key")}` : "name = subscribers.name";
  const then = `on conflict (email_key) do update set ${set} returning ${wanted}`;
  return insertRows<"subscribers", R>(context.db, "subscribers", rows, then);
}

/** Returns the columns of an address and a name. */
export function addressRow(address: Address, name: string) {
  return {
    email: address.email,
    email_key: address.key,
    name,
    search_key: `${address.key} ${name}`.toLowerCase(),
    domain: address.key.slice(address.key.indexOf("@") + 1),
  };
}

/** Takes some thousand readers into the index of the search who are not in it yet. @returns true while there are more */
export function indexNewReaders(context: Context): Promise<boolean> {
  return readerSearchOf(context.db).catchUp(context.db, 3000);
}

export async function subscriberById(context: Context, id: number): Promise<SubscriberLine | undefined> {
  return subscriberWhere(context, "id", id);
}

/** @param email as typed; compared by its key */
export async function subscriberByEmail(context: Context, email: string): Promise<SubscriberLine | undefined> {
  const address = parseAddress(email);
  return "key" in address ? subscriberWhere(context, "email_key", address.key) : undefined;
}

async function subscriberWhere(context: Context, column: "id" | "email_key", value: number | string) {
  const row = await context.db
    .selectFrom("subscribers")
    .select(["id", "email", "name", "created_at", "suppressed_at", "erased_at"])
    .where(column, "=", value)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    createdAt: row.created_at,
    suppressed: row.suppressed_at !== null,
    erased: row.erased_at !== null,
    subscriptions: (await subscriptionsOf(context, [row.id])).get(row.id) ?? [],
  };
}

/** Returns the subscriptions of readers, by reader. */
export async function subscriptionsOf(context: Context, subscriberIds: number[]): Promise<Map<number, Subscription[]>> {
  const held = new Map<number, Subscription[]>();
  if (subscriberIds.length === 0) return held;
  const rows = await context.db
    .selectFrom("subscriptions")
    .innerJoin("lists", "lists.id", "subscriptions.list_id")
    .select([
      "subscriber_id",
      "list_id as listId",
      "lists.name as list",
      "status",
      "subscriptions.created_at as createdAt",
      "confirmed_at as confirmedAt",
      "ended_at as endedAt",
      "ended_by as endedBy",
      "frequency",
      "paused_until as pausedUntil",
    ])
    .where("subscriber_id", "in", subscriberIds)
    .orderBy("list_id")
    .execute();
  for (const { subscriber_id, ...one } of rows) held.set(subscriber_id, [...(held.get(subscriber_id) ?? []), one]);
  return held;
}

export type SubscriberOfList = {
  id: number;
  email: string;
  name: string;
  status: SubscriptionStatus;
  createdAt: number;
  confirmedAt: number | null;
  endedAt: number | null;
  suppressedAt: number | null;
  /** Null where nobody said one. */
  language: string | null;
};

/**
 * A part of a list: who gets its next issue, everybody, or those of one state.
 */
export type ListPart = { who: "recipients" | "all" | "pending" | "ended" | "suppressed" };

/**
 * Yields pages of a part of a list in the order its subscribers came, so that memory stays flat; only those of them who pass
 * the test of `segment`. The list is compared in a form that no plan takes all of its readers by, only to sort them for each
 * page.
 */
export async function* subscribersOfList(
  context: Context,
  listId: number,
  { who }: ListPart,
  size: number,
  segment: SegmentTest | null = null,
): AsyncGenerator<SubscriberOfList[]> {
  let after = 0;
  for (;;) {
    const rows = await withManyRows(context.db, (db) => pageOf(db, { listId, who, after, size, segment }));
    yield rows;
    if (rows.length < size) return;
    after = rows.at(-1)!.id;
  }
}

type ListPage = ListPart & { listId: number; after: number; size: number; segment: SegmentTest | null };

function pageOf(db: Db, { listId, who, after, size, segment }: ListPage): Promise<SubscriberOfList[]> {
  let query = db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .select([
      "subscribers.id",
      "email",
      "name",
      "status",
      "subscriptions.created_at as createdAt",
      "confirmed_at as confirmedAt",
      "ended_at as endedAt",
      "suppressed_at as suppressedAt",
      "language",
    ])
    .where(sql<number>`list_id + 0`, "=", listId)
    .where("subscriptions.subscriber_id", ">", after)
    .orderBy("subscriptions.subscriber_id")
    .limit(size);
  if (who === "recipients") query = query.where("status", "=", "active").where("suppressed_at", "is", null);
  if (who === "pending" || who === "ended") query = query.where("status", "=", who);
  if (who === "suppressed") query = query.where("suppressed_at", "is not", null);
  if (segment) query = query.where((eb) => segment(eb));
  return query.execute();
}
