import type { Context } from "#app/context.server.ts";
import { readersByNote } from "#app/models/readers/notes.server.ts";
import type { SegmentTest } from "#app/models/segments/narrowing.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { readerSearchOf } from "#db/client.server.ts";
import type { SearchReach } from "#db/reader-search.server.ts";
import type { SubscriptionStatus } from "#db/schema/readers.ts";
import { subscriptionsOf, type SubscriberLine, type Subscription } from "./subscribers.server.ts";

/** `segment`: only active readers who pass its test, of the list where one is given. */
type SubscriberFilter = { search?: string; listId?: number; status?: SubscriptionStatus; segment?: SegmentTest };

/** Readers that are counted one by one; a page does not wait for a million. */
const mostCounted = 10_000;
/** Words of one or two letters have no index: so many readers are looked at, the newest. */
const newest = 50_000;
/** Readers whom a search finds by a note. */
const mostNoted = 10_000;
/** So many readers of a state, or fewer, are sorted; of more, the newest are soon met on a walk. */
const mostSorted = 50_000;

/** A page of readers. `more`: more than `total` fit; `onlyNewest`: not all were looked at, but so many, or null. */
type SubscriberPage = {
  subscribers: SubscriberLine[];
  total: number;
  more: boolean;
  onlyNewest: number | null;
};

/**
 * Returns one page of the desk's list, newest first; `search` matches a part of the address or name, or the beginning
 * of a note.
 * @returns with `total`, how many fit; when there are `more`, it is a number that is known to be there
 */
export async function listSubscribers(
  context: Context,
  filter: SubscriberFilter & { page?: number; size?: number },
): Promise<SubscriberPage> {
  const size = filter.size ?? 50;
  const words = filter.search?.trim().toLowerCase() ?? "";
  const search = readerSearchOf(context.db);
  const isCommon = words !== "" && (await search.isCommon(context.db, words));
  const after = isShort(words) ? await beforeNewest(context) : 0;
  const noted = words === "" ? [] : await readersByNote(context, words, mostNoted);
  const asked: Asked = { ...filter, words, after, noted, isFew: await areFew(context, filter) };
  const { total } = await context.db
    .selectFrom(
      matching(context, asked, isCommon ? "some" : "all")
        .select("id")
        .limit(mostCounted + 1)
        .as("fitting"),
    )
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const offset = ((filter.page ?? 1) - 1) * size;
  const rows = await matching(context, asked, isCommon ? "walk" : "all")
    .select(["id", "email", "name", "created_at", "suppressed_at", "erased_at"])
    .orderBy("id", "desc")
    .limit(size)
    .offset(offset)
    .execute();
  const held = await subscriptionsOf(
    context,
    rows.map((row) => row.id),
  );
  const subscribers = rows.map((row) => lineOf(row, held.get(row.id)));
  const known = Math.max(total, rows.length > 0 ? offset + rows.length : 0);
  const more = known > mostCounted || (isCommon && rows.length === size);
  return { subscribers, total: Math.min(known, mostCounted), more, onlyNewest: after > 0 ? newest : null };
}

type ReaderRow = {
  id: number;
  email: string;
  name: string;
  created_at: number;
  suppressed_at: number | null;
  erased_at: number | null;
};

function lineOf(
  { suppressed_at, erased_at, created_at, ...row }: ReaderRow,
  held: Subscription[] = [],
): SubscriberLine {
  const [suppressed, erased] = [suppressed_at !== null, erased_at !== null];
  return { ...row, createdAt: created_at, suppressed, erased, subscriptions: held };
}

/** True where each search looks at every reader; `docs/operating.md` says how that is mended. */
export async function searchLacksIndex(context: Context): Promise<boolean> {
  return !(await readerSearchOf(context.db).hasIndex(context.db));
}

function isShort(words: string): boolean {
  return words !== "" && Array.from(words).length < 3;
}

/** Returns the id that the newest readers are behind; 0 when they are all. */
async function beforeNewest({ db }: Context): Promise<number> {
  const row = await db.selectFrom("subscribers").select("id").orderBy("id", "desc").offset(newest).limit(1).execute();
  return row[0]?.id ?? 0;
}

type Asked = SubscriberFilter & { words: string; after: number; noted: number[]; isFew: boolean };

/** True for a state that few readers are in, so that a walk would lead past nearly everybody before it meets them. */
async function areFew(context: Context, { listId, status }: SubscriberFilter): Promise<boolean> {
  if (!status) return false;
  const some = ofState(context, { listId, status })
    .limit(mostSorted + 1)
    .as("some");
  const { count } = await context.db
    .selectFrom(some)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count <= mostSorted;
}

/** With every list named, the index of choices finds them. */
function ofState({ db }: Context, { listId, status }: SubscriberFilter) {
  const lists = db.selectFrom("lists").select("id");
  return db
    .selectFrom("subscriptions")
    .select("subscriber_id")
    .where((eb) => (listId ? eb("list_id", "=", listId) : eb("list_id", "in", lists)))
    .where("status", "=", status!);
}

function matching(context: Context, asked: Asked, reach: SearchReach) {
  let query = context.db.selectFrom("subscribers").where("erased_at", "is", null);
  const { words, after, noted, segment, listId, status } = asked;
  if (words !== "")
    query = query.where((eb) => {
      const found = readerSearchOf(context.db).finding(words, reach);
      const near = after > 0 ? eb.and([found, eb("id", ">", after)]) : found;
      return noted.length === 0 ? near : eb.or([near, isAmong(context.db, "subscribers.id", noted)]);
    });
  if (asked.isFew && words === "" && !segment) return query.where("id", "in", ofState(context, asked));
  if (!listId && !status && !segment) return query;
  return query.where(({ exists, selectFrom }) => {
    let held = selectFrom("subscriptions")
      .select("list_id")
      .whereRef("subscriptions.subscriber_id", "=", "subscribers.id");
    if (listId) held = held.where("list_id", "=", listId);
    if (status) held = held.where("status", "=", status);
    if (segment) held = held.where("status", "=", "active").where((eb) => segment(eb));
    return exists(held);
  });
}
