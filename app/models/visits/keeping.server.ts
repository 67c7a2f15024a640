import { setTimeout as rest } from "node:timers/promises";
import type { Insertable } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { second } from "#app/models/durations.ts";
import { daysIn } from "#app/models/quarters.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import { chunksOf } from "#db/client.server.ts";
import { nameOfTransaction, wasCommitted } from "#db/outcome.server.ts";
import type { Schema } from "#db/schema.ts";
import type { VisitCounter, VisitCounts } from "./counter.server.ts";

/** How often a web process writes what it has counted. A kill loses no more than that. */
const interval = 10 * second;

/** The most different hosts and searches of one day; all beyond count together, under this name. */
const mostOfDay = 500;
const allOthers = "…";

/**
 * Writes what a web process counts, until `stop`, and then once more. Several processes add up. While the database is away
 * everything waits in memory.
 */
export async function keepVisits(context: Context, visits: VisitCounter, stop: AbortSignal): Promise<void> {
  let fails = false;
  const write = async () => {
    try {
      await writeVisits(context, visits);
      fails = false;
    } catch (error) {
      // An outage of the database is logged once.
      if (!fails) context.log.warn({ error }, "views of pages cannot be written; they wait in memory");
      fails = true;
    }
  };
  while (!stop.aborted) {
    await rest(interval, undefined, { signal: stop, ref: false }).catch(() => {});
    await write();
  }
}

/**
 * Adds what waits to the days, in one transaction. After a failure it waits on; where the answer to the commit was lost, the
 * database is asked first whether that was done, so that nothing counts twice.
 */
export async function writeVisits(context: Context, visits: VisitCounter): Promise<void> {
  if (visits.unsure !== null) {
    if (!(await wasCommitted(context.db, visits.unsure.transaction))) visits.giveBack(visits.unsure.counts);
    visits.unsure = null;
  }
  visits.setDays(daysIn(await timeZoneOf(context)));
  const counts = visits.take();
  let transaction: string | null = null;
  try {
    if (counts.pages.size + counts.searches.size > 0)
      await inTransaction(context, async (context) => {
        transaction = await nameOfTransaction(context.db);
        await write(context, counts);
      });
  } catch (error) {
    if (transaction === null) visits.giveBack(counts);
    else visits.unsure = { counts, transaction };
    throw error;
  }
  if (counts.lost > 0)
    context.log.warn({ lost: counts.lost }, "some views of pages were not counted: too many different ones waited");
}

async function write(context: Context, { pages, hosts, searches, feeds }: VisitCounts): Promise<void> {
  const { db } = context;
  const views = await viewsOf(context, pages);
  const plus = "set count = visit_days.count + excluded.count";
  await insertRows(db, "visit_days", views, `on conflict (day, kind, subject, sort) do update ${plus}`);
  const from = await bounded(context, "referrer_days", "host", hosts);
  const added = (table: string) => `do update set count = ${table}.count + excluded.count`;
  await insertRows(
    db,
    "referrer_days",
    from.map(({ day, of, count }) => ({ day, host: of, count })),
    `on conflict (day, host) ${added("referrer_days")}`,
  );
  const sought = await bounded(context, "empty_searches", "words", searches);
  await insertRows(
    db,
    "empty_searches",
    sought.map(({ day, of, count }) => ({ day, words: of, count })),
    `on conflict (day, words) ${added("empty_searches")}`,
  );
  await insertRows(
    db,
    "feed_days",
    [...feeds].sort(byKey).map(([key, fed]) => ({ day: key.split("\t")[0]!, program: key.split("\t")[1]!, ...fed })),
    `on conflict (day, program) do update set fetches = feed_days.fetches + excluded.fetches,
      readers = case when excluded.readers > feed_days.readers then excluded.readers else feed_days.readers end`,
  );
}

/** One order, so that two processes cannot deadlock. */
function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** @returns rows with the ids of what the pages show; a page that is gone meanwhile counts for no subject */
async function viewsOf(context: Context, pages: VisitCounts["pages"]): Promise<Insertable<Schema["visit_days"]>[]> {
  const ids = await idsOf(context, pages);
  const rows = new Map<string, { day: string; kind: string; subject: number; sort: string; count: number }>();
  for (const [key, { count }] of pages) {
    const [day, kind, name, sort] = key.split("\t") as [string, string, string, string];
    const subject = ids.get(`${kind} ${name}`) ?? 0;
    const of = `${day} ${kind} ${subject} ${sort}`;
    rows.set(of, { day, kind, subject, sort, count: (rows.get(of)?.count ?? 0) + count });
  }
  return [...rows].sort(byKey).map(([, row]) => row);
}

async function idsOf({ db }: Context, pages: VisitCounts["pages"]): Promise<Map<string, number>> {
  const names: Record<string, Set<string>> = { article: new Set(), issue: new Set(), topic: new Set() };
  for (const key of pages.keys()) {
    const [, kind, name] = key.split("\t");
    names[kind!]?.add(name!);
  }
  const ids = new Map<string, number>();
  for (const [kind, table] of [["article", "articles"] as const, ["topic", "topics"] as const])
    for (const some of chunksOf([...names[kind]!]))
      for (const { id, slug } of await db.selectFrom(table).select(["id", "slug"]).where("slug", "in", some).execute())
        ids.set(`${kind} ${slug}`, id);
  for (const some of chunksOf([...names.issue!]))
    for (const { id, number } of await db
      .selectFrom("issues")
      .select(["id", "number"])
      .where("number", "in", some.map(Number))
      .execute())
      ids.set(`issue ${number}`, id);
  return ids;
}

type OfDay = { day: string; of: string; count: number };

/** A day has room for some hundred; a flood of made-up ones counts together. Those that are there already go on. */
async function bounded<T extends "referrer_days" | "empty_searches">(
  { db }: Context,
  table: T,
  column: T extends "referrer_days" ? "host" : "words",
  counts: VisitCounts["hosts"],
): Promise<OfDay[]> {
  const rows = [...counts].map(([key, { count }]): OfDay => {
    const [day, of] = key.split("\t") as [string, string];
    return { day, of, count };
  });
  const kept: OfDay[] = [];
  for (const day of [...new Set(rows.map((row) => row.day))].sort()) {
    const known = await db
      .selectFrom(table as "referrer_days")
      .select(column as "host")
      .where("day", "=", day)
      .execute();
    const there = new Set(known.map((row) => (row as Record<string, string>)[column]!));
    let others = 0;
    for (const row of rows.filter((one) => one.day === day).sort((a, b) => b.count - a.count)) {
      if (!there.has(row.of) && there.size >= mostOfDay) {
        others += row.count;
        continue;
      }
      kept.push(row);
      there.add(row.of);
    }
    if (others > 0) kept.push({ day, of: allOthers, count: others });
  }
  return kept.sort((a, b) => (`${a.day} ${a.of}` < `${b.day} ${b.of}` ? -1 : 1));
}
