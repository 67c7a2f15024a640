import type { Context } from "#app/context.server.ts";
import { daysOf, type DayPeriod } from "#app/models/dayPeriods.server.ts";
import { articlePath, issuePath, topicPath } from "#app/models/sitePaths.ts";
import type { VisitSort } from "./sorts.server.ts";

/** One day of the site. */
type SiteDay = { day: string } & Record<VisitSort, number>;

/** A page with how often people looked at it. `path` null: a kind of pages, or one that is gone. */
type SitePage = { kind: string; name: string; path: string | null; people: number; robots: number };

/** The site over some days; all of it counted by requests, none by people. */
type SiteFigures = {
  days: SiteDay[];
  total: Record<VisitSort, number>;
  /** The most read first. */
  pages: SitePage[];
  hosts: { host: string; count: number }[];
  searches: { words: string; count: number }[];
  /** `readers`: the most that the program said on one of the days. */
  feeds: { program: string; fetches: number; readers: number }[];
};

/** Rows of a table at the desk. */
const mostRows = 50;

/** @returns what was asked of the site */
export async function siteFigures(context: Context, period: DayPeriod): Promise<SiteFigures> {
  const rows = await inPeriod(context, period);
  const days = new Map(daysOf(period).map((day): [string, SiteDay] => [day, { day, person: 0, robot: 0, feed: 0 }]));
  const total = { person: 0, robot: 0, feed: 0 };
  for (const { day, sort, count } of rows) {
    const one = days.get(day);
    if (one) one[sort as VisitSort] += count;
    total[sort as VisitSort] += count;
  }
  const pages = await pagesOf(context, period);
  return { days: [...days.values()], total, pages, ...(await besides(context, period)) };
}

async function inPeriod({ db }: Context, { from, to }: DayPeriod) {
  const rows = await db
    .selectFrom("visit_days")
    .select(({ fn }) => ["day", "sort", fn.sum<number>("count").as("count")])
    .where("day", ">=", from)
    .where("day", "<=", to)
    .groupBy(["day", "sort"])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

async function pagesOf(context: Context, { from, to }: DayPeriod): Promise<SitePage[]> {
  const rows = await context.db
    .selectFrom("visit_days")
    .select(["kind", "subject"])
    .select(({ fn }) => [
      fn.sum<number | null>("count").filterWhere("sort", "=", "person").as("people"),
      fn.sum<number>("count").as("all"),
    ])
    .where("day", ">=", from)
    .where("day", "<=", to)
    .where("kind", "!=", "feed")
    .groupBy(["kind", "subject"])
    .execute();
  const counted = rows.map(({ kind, subject, people, all }) => {
    const seen = Number(people ?? 0);
    return { kind, subject, people: seen, robots: Number(all) - seen };
  });
  const most = counted.sort((a, b) => b.people - a.people || b.robots - a.robots).slice(0, mostRows);
  const names = await namesOf(context, most);
  return most.map(({ kind, subject, ...counts }) => ({
    ...{ kind, ...counts },
    ...(names.get(`${kind} ${subject}`) ?? { name: kindWords[kind] ?? kind, path: null }),
  }));
}

const kindWords: Record<string, string> = {
  front: "Front page",
  list: "Lists of articles, issues, topics and authors",
  other: "About, privacy, sign-up and search",
  article: "Articles that are gone",
  issue: "Issues that are gone",
  topic: "Topics that are gone",
};

type Named = Map<string, { name: string; path: string }>;

async function namesOf({ db }: Context, pages: { kind: string; subject: number }[]): Promise<Named> {
  const names: Named = new Map();
  const ids = (kind: string) => pages.filter((page) => page.kind === kind).map(({ subject }) => subject);
  const [articles, issues, topics] = [ids("article"), ids("issue"), ids("topic")];
  if (articles.length > 0)
    for (const { id, headline, slug } of await db
      .selectFrom("articles")
      .select(["id", "headline", "slug"])
      .where("id", "in", articles)
      .execute())
      names.set(`article ${id}`, { name: headline, path: articlePath(slug) });
  if (issues.length > 0)
    for (const { id, number, subject } of await db
      .selectFrom("issues")
      .select(["id", "number", "subject"])
      .where("id", "in", issues)
      .execute())
      names.set(`issue ${id}`, { name: `Issue ${number}: ${subject}`, path: issuePath(number) });
  if (topics.length > 0)
    for (const { id, name, slug } of await db
      .selectFrom("topics")
      .select(["id", "name", "slug"])
      .where("id", "in", topics)
      .execute())
      names.set(`topic ${id}`, { name, path: topicPath(slug) });
  return names;
}

async function besides(
  context: Context,
  period: DayPeriod,
): Promise<Pick<SiteFigures, "hosts" | "searches" | "feeds">> {
  const hosts = await mostOf(context, period, "referrer_days", "host");
  const searches = await mostOf(context, period, "empty_searches", "words");
  const feeds = await context.db
    .selectFrom("feed_days")
    .select(({ fn }) => ["program", fn.sum<number>("fetches").as("fetches"), fn.max("readers").as("readers")])
    .where("day", ">=", period.from)
    .where("day", "<=", period.to)
    .groupBy("program")
    .orderBy("readers", "desc")
    .orderBy("program")
    .execute();
  return {
    hosts: hosts.map(({ of, count }) => ({ host: of, count })),
    searches: searches.map(({ of, count }) => ({ words: of, count })),
    feeds: feeds.map((row) => ({ ...row, fetches: Number(row.fetches), readers: Number(row.readers) })),
  };
}

/** The compiler sees one table and one column; the other pair has the same shape. */
async function mostOf(
  { db }: Context,
  { from, to }: DayPeriod,
  table: "referrer_days" | "empty_searches",
  column: "host" | "words",
): Promise<{ of: string; count: number }[]> {
  const rows = await db
    .selectFrom(table as "referrer_days")
    .select(({ fn }) => [`${column as "host"} as of`, fn.sum<number>("count").as("count")])
    .where("day", ">=", from)
    .where("day", "<=", to)
    .groupBy(column as "host")
    .orderBy("count", "desc")
    .orderBy(column as "host")
    .limit(mostRows)
    .execute();
  return rows.map(({ of, count }) => ({ of, count: Number(count) }));
}

/** @returns how often people looked at one page since views are counted, and how often programs asked for it */
export async function viewsOfPage(
  { db }: Context,
  kind: "article" | "issue" | "topic",
  id: number,
): Promise<{ people: number; robots: number }> {
  const rows = await db
    .selectFrom("visit_days")
    .select(({ fn }) => ["sort", fn.sum<number>("count").as("count")])
    .where("kind", "=", kind)
    .where("subject", "=", id)
    .groupBy("sort")
    .execute();
  const people = rows.reduce((sum, { sort, count }) => sum + (sort === "person" ? Number(count) : 0), 0);
  const all = rows.reduce((sum, { count }) => sum + Number(count), 0);
  return { people, robots: all - people };
}
