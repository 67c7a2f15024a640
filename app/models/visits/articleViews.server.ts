import { DateTime } from "luxon";
import type { Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";

/** Views of an article on the site. `days`: the last ones without gaps, each like `2026-11-28`. */
export type ViewsOfArticle = { people: number; robots: number; days: { day: string; people: number }[] };

/** Days that are told one by one; the sums are of all. */
const mostDays = 60;

/** Returns the views of an article since its views are counted. */
export async function articleViews(context: Context, articleId: number): Promise<ViewsOfArticle> {
  const rows = await context.db
    .selectFrom("visit_days")
    .select(["day", "sort", "count"])
    .where("kind", "=", "article")
    .where("subject", "=", articleId)
    .where("sort", "in", ["person", "robot"])
    .orderBy("day")
    .execute();
  const sum = (sort: string) => rows.filter((row) => row.sort === sort).reduce((all, { count }) => all + count, 0);
  const people = new Map(rows.filter(({ sort }) => sort === "person").map(({ day, count }) => [day, count]));
  return { people: sum("person"), robots: sum("robot"), days: await lastDays(context, rows[0]?.day, people) };
}

async function lastDays(context: Context, first: string | undefined, people: Map<string, number>) {
  if (first === undefined) return [];
  const today = DateTime.fromMillis(context.clock(), { zone: await timeZoneOf(context) }).startOf("day");
  const days = Array.from({ length: mostDays }, (_, i) => today.minus({ days: mostDays - 1 - i }).toISODate()!);
  return days.filter((day) => day >= first).map((day) => ({ day, people: people.get(day) ?? 0 }));
}
