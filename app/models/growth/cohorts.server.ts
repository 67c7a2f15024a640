import { setImmediate as breathe } from "node:timers/promises";
import { DateTime } from "luxon";
import { inTransaction, type Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { hour, minute } from "#app/models/durations.ts";
import { insertRows } from "#db/bulk.server.ts";

/** Those who joined a list in one month and left it in one; months as 12 × year + month, `left` 0: still there. */
type Cohort = { listId: number; joined: number; left: number; imported: 0 | 1; count: number };

/** Subscriptions in one query of the walk. */
const spanSize = 10_000;
/** How old the kept count may become. */
const countedEvery = 6 * hour;
/** So long somebody may walk; then another begins. */
const walkTakes = 30 * minute;
/** Up to so many subscribers a page counts by itself, as it is at that moment. */
const countedAtOnce = 20_000;

/** Returns a function from a moment to its month where the briefing is. A million moments are asked: luxon only makes the edges. */
function monthsIn(zone: string, now: number): (at: number) => number {
  const edges: number[] = [];
  const first = DateTime.fromObject({ year: 1990 }, { zone });
  for (let month = first; month.toMillis() <= now; month = month.plus({ months: 1 })) edges.push(month.toMillis());
  return (at) => {
    let [low, high] = [0, edges.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (edges[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return monthNumber(first.year, first.month) + low;
  };
}

function monthNumber(year: number, month: number): number {
  return 12 * year + month - 1;
}

/**
 * Counts the cohorts of all lists from the subscriptions as they are, and those that erasures took along. A walk in spans of
 * readers, so that a million hold up nobody.
 */
export async function countCohorts(context: Context): Promise<Cohort[]> {
  const monthOf = monthsIn(await timeZoneOf(context), context.clock());
  const sums = new Map<string, Cohort>();
  const add = (one: Cohort) => {
    const key = `${one.listId} ${one.joined} ${one.left} ${one.imported}`;
    const known = sums.get(key);
    if (known) known.count += one.count;
    else sums.set(key, { ...one });
  };
  const { last } = await context.db
    .selectFrom("subscribers")
    .select(({ fn }) => fn.max<number | null>("id").as("last"))
    .executeTakeFirstOrThrow();
  for (let after = 0; after < (last ?? 0); after += spanSize) {
    for (const row of await membersIn(context, after)) add(cohortOf(row, monthOf));
    await breathe();
  }
  const erased = await context.db.selectFrom("erased_members").selectAll().execute();
  for (const { list_id: listId, ...one } of erased) add({ listId, ...one });
  return [...sums.values()];
}

type Member = {
  listId: number;
  joinedAt: number;
  importedAt: number | null;
  endedAt: number | null;
  suppressedAt: number | null;
};

/** Everybody of a span who ever was on a list. */
function membersIn({ db }: Context, after: number) {
  return members(db)
    .where("subscriptions.subscriber_id", ">", after)
    .where("subscriptions.subscriber_id", "<=", after + spanSize)
    .execute();
}

function members(db: Context["db"]) {
  return db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .leftJoin("imports", "imports.id", "subscriptions.import_id")
    .select(["subscriptions.list_id as listId", "subscriptions.ended_at as endedAt", "suppressed_at as suppressedAt"])
    .select(({ fn }) => fn.coalesce("subscriptions.confirmed_at", "subscriptions.created_at").as("joinedAt"))
    .select("imports.begun_at as importedAt")
    .where((eb) => eb.or([eb("subscriptions.status", "!=", "pending"), eb("subscriptions.ended_at", "is not", null)]));
}

/** An import brings nobody who had left before: whom it brought counts from its own month on. */
function cohortOf(member: Member, monthOf: (at: number) => number): Cohort {
  const { listId, joinedAt, importedAt, endedAt, suppressedAt } = member;
  const ends = [endedAt, suppressedAt].filter((at) => at !== null);
  return {
    listId,
    joined: monthOf(importedAt ?? joinedAt),
    left: ends.length === 0 ? 0 : monthOf(Math.min(...ends)),
    imported: importedAt === null ? 0 : 1,
    count: 1,
  };
}

/** Keeps in the sums whose subscriptions an erasure is about to delete: they left this month, if they had not before. */
export async function keepErasedMember(context: Context, subscriberId: number): Promise<void> {
  const monthOf = monthsIn(await timeZoneOf(context), context.clock());
  const held = await members(context.db).where("subscriptions.subscriber_id", "=", subscriberId).execute();
  for (const member of held) {
    const { listId, joined, left, imported } = cohortOf(member, monthOf);
    await context.db
      .insertInto("erased_members")
      .values({ list_id: listId, joined, left: left || monthOf(context.clock()), imported, count: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(["list_id", "joined", "left", "imported"])
          .doUpdateSet((eb) => ({ count: eb("erased_members.count", "+", 1) })),
      )
      .execute();
  }
}

/** Begins to count the cohorts again, beside everything else, unless they were counted lately. */
export function countCohortsSoon(context: Context): void {
  if (context.underWay.has("cohorts")) return;
  const counting = keepCohorts(context)
    .catch((error: unknown) => context.log.warn({ error }, "months of joining could not be counted again"))
    .finally(() => context.underWay.delete("cohorts"));
  context.underWay.set("cohorts", counting);
}

/** Counts the cohorts again and keeps them, unless they were counted lately or another process is counting. */
export async function keepCohorts(context: Context): Promise<void> {
  const now = context.clock();
  await context.db
    .insertInto("cohort_walk")
    .values({ id: 1, begun_at: 0, counted_at: null })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  const begun = await context.db
    .updateTable("cohort_walk")
    .set({ begun_at: now })
    .where("begun_at", "<", now - walkTakes)
    .where((eb) => eb.or([eb("counted_at", "is", null), eb("counted_at", "<", now - countedEvery)]))
    .returning("id")
    .executeTakeFirst();
  if (!begun) return;
  const counted = await countCohorts(context);
  await inTransaction(context, async (context) => {
    await context.db.deleteFrom("cohorts").execute();
    const rows = counted.map(({ listId, ...one }) => ({ list_id: listId, ...one }));
    await insertRows(context.db, "cohorts", rows);
    await context.db.updateTable("cohort_walk").set({ counted_at: now }).execute();
  });
}

/** Months after the one of joining, that a table has. */
export const cohortSteps = [0, 1, 2, 3, 6, 12, 24] as const;

/**
 * One month of joining. `stayed`: how many of `size` still got it at the end of each of `cohortSteps`; null for a month that
 * is not over.
 */
export type CohortRow = { joined: number; size: number; stayed: (number | null)[] };

/** The cohorts of a list, newest first; those whom imports brought apart. */
type ListCohorts = { countedAt: number; own: CohortRow[]; imported: CohortRow[] };

/** Returns how many of each month stay; null where nobody has counted yet. */
export async function cohortsOf(context: Context, listId: number, most = 24): Promise<ListCohorts | null> {
  const now = context.clock();
  const { countedAt, cohorts } = await currentCohorts(context, listId);
  if (countedAt === null) return null;
  const thisMonth = monthsIn(await timeZoneOf(context), now)(now);
  const rowsOf = (imported: 0 | 1) => {
    const those = cohorts.filter((one) => one.imported === imported);
    const months = [...new Set(those.map(({ joined }) => joined))].sort((one, other) => other - one);
    return months.slice(0, most).map((joined) =>
      cohortRow(
        joined,
        those.filter((one) => one.joined === joined),
        thisMonth,
      ),
    );
  };
  return { countedAt, own: rowsOf(0), imported: rowsOf(1) };
}

function cohortRow(joined: number, those: Cohort[], thisMonth: number): CohortRow {
  const sum = (some: Cohort[]) => some.reduce((total, { count }) => total + count, 0);
  return {
    joined,
    size: sum(those),
    stayed: cohortSteps.map((step) =>
      joined + step >= thisMonth ? null : sum(those.filter(({ left }) => left === 0 || left > joined + step)),
    ),
  };
}

/** A small installation is counted as it is now, a large one is as it was counted last. */
async function currentCohorts(context: Context, listId: number) {
  const { last } = await context.db
    .selectFrom("subscribers")
    .select(({ fn }) => fn.max<number | null>("id").as("last"))
    .executeTakeFirstOrThrow();
  if ((last ?? 0) <= countedAtOnce) {
    const all = await countCohorts(context);
    return { countedAt: context.clock(), cohorts: all.filter((one) => one.listId === listId) };
  }
  const walk = await context.db.selectFrom("cohort_walk").select("counted_at").executeTakeFirst();
  const rows = await context.db.selectFrom("cohorts").selectAll().where("list_id", "=", listId).execute();
  return {
    countedAt: walk?.counted_at ?? null,
    cohorts: rows.map(({ list_id, ...one }) => ({ listId: list_id, ...one })),
  };
}
