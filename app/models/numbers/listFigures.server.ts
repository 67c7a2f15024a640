import type { Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { daysOf } from "#app/models/dayPeriods.server.ts";
import { growthBy, type ListFigure } from "./standings.server.ts";

/** One day of a list, like `2026-11-28`; `sources`: of those figures that have them. */
type ListDay = {
  day: string;
  counts: Record<ListFigure, number>;
  /** By how many readers the list grew, or shrank. */
  growth: number;
  /** Readers who could be written to at its end. */
  readers: number;
};

/** A list over some days. Days without anything are there, too. */
export type ListFigures = {
  listId: number;
  /** The zone whose days these are. */
  timeZone: string;
  /** Readers who could be written to before the first day. */
  before: number;
  days: ListDay[];
  total: Record<ListFigure, number>;
  growth: number;
  /** Where those who joined came from, and how those who left did, the most first. */
  joined: BySource[];
  left: BySource[];
  lost: BySource[];
  /** Forms at which readers asked, and how many of those have confirmed since. */
  asked: (BySource & { confirmed: number })[];
};

type BySource = { source: string; count: number };

/**
 * Returns the figures of a list.
 * @param from the first day, like `2026-11-01`; @param to the last one
 */
export async function listFigures(context: Context, listId: number, from: string, to: string): Promise<ListFigures> {
  const rows = await context.db
    .selectFrom("list_days")
    .select(({ fn }) => ["day", "figure", "source", fn.sum<number>("count").as("count")])
    .where("list_id", "=", listId)
    .where("day", ">=", from)
    .where("day", "<=", to)
    .groupBy(["day", "figure", "source"])
    .execute();
  const sums = rows.map((row) => ({ ...row, figure: row.figure as ListFigure, count: Number(row.count) }));
  const before = await readersBefore(context, listId, from);
  const days = daysBetween(from, to, before, sums);
  const total = noFigures();
  for (const { figure, count } of sums) total[figure] += count;
  const confirmed = new Map(bySource(sums, "confirmed-of-asked").map(({ source, count }) => [source, count]));
  return {
    ...{ listId, timeZone: await timeZoneOf(context), before, days, total, growth: growthIn(total) },
    joined: bySource(sums, "joined"),
    left: bySource(sums, "left"),
    lost: bySource(sums, "lost"),
    asked: bySource(sums, "asked").map((one) => ({ ...one, confirmed: confirmed.get(one.source) ?? 0 })),
  };
}

type Sum = { day: string; figure: ListFigure; source: string; count: number };

async function readersBefore({ db }: Context, listId: number, day: string): Promise<number> {
  const rows = await db
    .selectFrom("list_days")
    .select(({ fn }) => ["figure", fn.sum<number>("count").as("count")])
    .where("list_id", "=", listId)
    .where("day", "<", day)
    .groupBy("figure")
    .execute();
  return rows.reduce((sum, { figure, count }) => sum + growthBy[figure as ListFigure] * Number(count), 0);
}

function daysBetween(from: string, to: string, before: number, sums: Sum[]): ListDay[] {
  const none = (day: string): ListDay => ({ day, counts: noFigures(), growth: 0, readers: 0 });
  const days = new Map(daysOf({ from, to }).map((day) => [day, none(day)]));
  for (const { day, figure, count } of sums) {
    const one = days.get(day);
    if (one) one.counts[figure] += count;
  }
  let readers = before;
  for (const one of days.values()) {
    one.growth = growthIn(one.counts);
    readers += one.growth;
    one.readers = readers;
  }
  return [...days.values()];
}

function growthIn(counts: Record<ListFigure, number>): number {
  return Object.entries(growthBy).reduce((sum, [figure, sign]) => sum + sign * counts[figure as ListFigure], 0);
}

function noFigures(): Record<ListFigure, number> {
  return Object.fromEntries(Object.keys(growthBy).map((figure) => [figure, 0])) as Record<ListFigure, number>;
}

function bySource(sums: Sum[], figure: ListFigure): BySource[] {
  const counts = new Map<string, number>();
  for (const sum of sums) if (sum.figure === figure) counts.set(sum.source, (counts.get(sum.source) ?? 0) + sum.count);
  const known = [...counts].filter(([, count]) => count !== 0).map(([source, count]) => ({ source, count }));
  return known.sort((a, b) => b.count - a.count || (a.source < b.source ? -1 : 1));
}
