import type { Context } from "#app/context.server.ts";
import { sumKeys } from "./sums.server.ts";

/** Clicks on something: by people, by machines and nobody knows what, and readers with at least one of a person. */
type Clicks = { people: number; machines: number; unknown: number; all: number; readers: number };

/** A counted link with its clicks; `place` is from the top of the mail. */
type LinkClicks = Clicks & {
  n: number;
  href: string;
  label: string;
  section: string | null;
  articleId: number | null;
  item: string | null;
  place: number;
};

type ClickFigures = Clicks & {
  /** The time from which the edition counts, in milliseconds: its send. */
  since: number;
  /** Readers who clicked, as people. */
  readersWhoClicked: number;
  /** Hits whose surroundings are not complete yet; they are in no other figure. At most a thousand are counted. */
  waiting: number;
  /** Requests for the link that people cannot see. */
  canary: number;
  /** In the order of the mail. */
  perLink: LinkClicks[];
  /** In the order of the mail; `places` are those of its links. */
  perArticle: (Clicks & { articleId: number; headline: string; places: number[] })[];
  perSection: (Clicks & { section: string })[];
  /** Links that no person pressed. */
  never: LinkClicks[];
};

const none: Clicks = { people: 0, machines: 0, unknown: 0, all: 0, readers: 0 };
const mostWaiting = 1000;

/**
 * Returns what was clicked in an edition (C-19); from sums, so that ten million hits take no longer than ten. `all` includes the
 * traffic of machines.
 * @returns null for an edition that counts no clicks
 */
export async function clickFigures(context: Context, editionId: number): Promise<ClickFigures | null> {
  const { db } = context;
  const edition = await db
    .selectFrom("editions")
    .select(["frozen_at as since", "counts_clicks"])
    .where("id", "=", editionId)
    .executeTakeFirst();
  if (edition?.counts_clicks !== 1) return null;
  const sums = await sumsByName(context, editionId);
  const links = await linksWithHeadlines(context, editionId);
  const clicksOn = (name: string): Clicks => sums.get(name) ?? none;
  const perLink = links
    .filter(({ n }) => n > 0)
    .map(({ headline: _, ...link }): LinkClicks => ({ ...link, ...clicksOn(sumKeys.link(link.n)) }));
  const total = clicksOn(sumKeys.all);
  const ofArticles = Map.groupBy(
    links.filter(({ n }) => n > 0),
    ({ articleId }) => articleId,
  );
  return {
    ...{ ...total, since: edition.since, readersWhoClicked: total.readers, canary: clicksOn(sumKeys.link(0)).all },
    waiting: await countWaiting(context, editionId),
    perLink,
    perArticle: [...ofArticles].flatMap(([articleId, some]) => {
      if (articleId === null) return [];
      const clicks = clicksOn(sumKeys.article(articleId));
      return [{ ...clicks, articleId, headline: some[0]!.headline ?? "", places: some.map(({ place }) => place) }];
    }),
    perSection: [...new Set(perLink.flatMap(({ section }) => section ?? []))].map((section) => ({
      ...{ section, ...clicksOn(sumKeys.section(section)) },
    })),
    never: perLink.filter(({ people }) => people === 0),
  };
}

/** A piece in one issue: how often its links were clicked there. */
type ArticleClicks = Clicks & {
  editionId: number;
  /** Number and subject of the issue; null for a digest. */
  issue: { number: number; subject: string } | null;
  /** Milliseconds. */
  sentAt: number;
  /** The first of its links, from the top. */
  place: number;
};

/**
 * Returns the clicks on a piece in every issue and digest that counted them, oldest first. An issue whose subjects are tried has
 * several editions; it is one entry, with the id of its first.
 */
export async function articleClicks({ db }: Context, articleId: number): Promise<ArticleClicks[]> {
  const places = await db
    .selectFrom("edition_links")
    .innerJoin("editions", "editions.id", "edition_links.edition_id")
    .leftJoin("issues", "issues.id", "editions.issue_id")
    .select(["editions.id as editionId", "issues.number", "editions.subject", "frozen_at as sentAt"])
    .select(({ fn }) => fn.min("place").as("place"))
    .where("article_id", "=", articleId)
    .where("counts_clicks", "=", 1)
    .groupBy(["editions.id", "issues.number", "editions.subject", "frozen_at"])
    .orderBy("frozen_at")
    .orderBy("editions.id")
    .execute();
  if (places.length === 0) return [];
  const sums = await db
    .selectFrom("click_sums")
    .select(["edition_id", "verdict", "hits", "readers"])
    .where(
      "edition_id",
      "in",
      places.map(({ editionId }) => editionId),
    )
    .where("what", "=", sumKeys.article(articleId))
    .execute();
  const sends = Map.groupBy(places, ({ number, editionId }) => (number === null ? `edition ${editionId}` : number));
  return [...sends.values()].map((editions) => {
    const { number, subject, place, ...first } = editions[0]!;
    const ids = new Set(editions.map(({ editionId }) => editionId));
    return {
      ...{ ...first, ...clicksOf(sums.filter((sum) => ids.has(sum.edition_id))), place: Number(place) },
      issue: number === null ? null : { number, subject: subject ?? "" },
    };
  });
}

type Sum = { verdict: "person" | "machine" | "unknown"; hits: number; readers: number };

function clicksOf(sums: Sum[]): Clicks {
  const of = (verdict: Sum["verdict"], what: "hits" | "readers") =>
    sums.reduce((all, sum) => all + (sum.verdict === verdict ? Number(sum[what]) : 0), 0);
  const [people, machines, unknown] = [of("person", "hits"), of("machine", "hits"), of("unknown", "hits")];
  return { people, machines, unknown, all: people + machines + unknown, readers: of("person", "readers") };
}

async function sumsByName({ db }: Context, editionId: number): Promise<Map<string, Clicks>> {
  const sums = await db
    .selectFrom("click_sums")
    .select(["what", "verdict", "hits", "readers"])
    .where("edition_id", "=", editionId)
    .execute();
  return new Map([...Map.groupBy(sums, ({ what }) => what)].map(([what, some]) => [what, clicksOf(some)]));
}

function linksWithHeadlines({ db }: Context, editionId: number) {
  return db
    .selectFrom("edition_links")
    .leftJoin("articles", "articles.id", "edition_links.article_id")
    .select(["n", "href", "label", "section", "article_id as articleId", "item", "place", "headline"])
    .where("edition_id", "=", editionId)
    .orderBy("place")
    .orderBy("n")
    .execute();
}

async function countWaiting({ db }: Context, editionId: number): Promise<number> {
  const newest = db
    .selectFrom("edition_hits")
    .select("edition_id")
    .where("judged_at", "is", null)
    .orderBy("id")
    .limit(mostWaiting)
    .as("newest");
  const { count } = await db
    .selectFrom(newest)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("edition_id", "=", editionId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
