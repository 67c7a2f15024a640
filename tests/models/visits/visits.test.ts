import { beforeEach, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { day } from "#app/models/durations.ts";
import { daysIn } from "#app/models/quarters.server.ts";
import { openVisits, type VisitCounter } from "#app/models/visits/counter.server.ts";
import { writeVisits } from "#app/models/visits/keeping.server.ts";
import { siteFigures, viewsOfPage } from "#app/models/visits/siteFigures.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { aBriefing, anArticle, anIssue } from "../../support/newsroom.ts";

let context: TestContext;
let visits: VisitCounter;

const browser = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
  "accept-language": "en",
};
const robot = { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)", "accept-language": "en" };
const period = { from: "2026-11-20", to: "2026-11-30", days: 11 };

const aCounter = () => openVisits(context.clock, "briefing.example.org", daysIn("Europe/Amsterdam"));
const see = (url: string, headers: object = browser, method = "GET") =>
  visits.seen({ url, method, headers: headers as Record<string, string> });

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
  visits = aCounter();
});

/** Every transaction ends as a connection that is lost: before its commit, or just after. */
function losingAnswers(isCommitted: boolean) {
  const gone = new Error("the connection is gone");
  const execute = async (work: (db: TestContext["db"]) => Promise<unknown>) => {
    await context.db.transaction().execute(async (inner) => {
      await work(inner);
      if (!isCommitted) throw gone;
    });
    throw gone;
  };
  const db = new Proxy(context.db, {
    get(db, name) {
      if (name === "transaction") return () => ({ execute });
      const value: unknown = Reflect.get(db, name);
      return typeof value === "function" ? (value.bind(db) as unknown) : value;
    },
  });
  return { ...context, db };
}

describe("views of pages", () => {
  test("are added up by day, page and sort, and tell nothing of who it was", async () => {
    const article = await anArticle(context);
    await setPublished(context, article.id, true);
    const list = (await context.db.selectFrom("lists").selectAll().executeTakeFirstOrThrow())!;
    const number = await anIssue(context, list);
    for (let i = 0; i < 3; i += 1) see(`/articles/${article.slug}?utm_source=${i}`);
    see(`/articles/${article.slug}`, robot);
    see(`/articles/${article.slug}`, browser, "HEAD");
    see(`/issues/${number}`);
    see("/");
    see("/articles/gone-meanwhile");
    see("/sitemap.xml", robot);
    see("/feed.xml", { "user-agent": "Feedly/1.0 (16 subscribers)" });
    see("/feed.xml", { "user-agent": "Feedly/1.0 (12 subscribers)" });
    await writeVisits(context, visits);
    context.later(day);
    see("/");
    await writeVisits(context, visits);
    const figures = await siteFigures(context, period);
    expect(figures.total).toEqual({ person: 7, robot: 1, feed: 2 });
    expect(figures.days.filter(({ person }) => person > 0).map(({ day, person }) => [day, person])).toEqual([
      ["2026-11-23", 6],
      ["2026-11-24", 1],
    ]);
    expect(figures.pages).toEqual([
      { kind: "article", name: article.headline, path: `/articles/${article.slug}`, people: 3, robots: 1 },
      { kind: "front", name: "Front page", path: null, people: 2, robots: 0 },
      expect.objectContaining({ people: 1 }),
      expect.objectContaining({ people: 1 }),
    ]);
    expect(figures.feeds).toEqual([{ program: "Feedly", fetches: 2, readers: 16 }]);
    expect(await viewsOfPage(context, "article", article.id)).toEqual({ people: 3, robots: 1 });
    const rows = JSON.stringify(await context.db.selectFrom("visit_days").selectAll().execute());
    expect(rows).not.toMatch(/Firefox|utm|192\.0/);
  });

  test("of two web processes add up", async () => {
    const other = aCounter();
    see("/");
    other.seen({ url: "/", method: "GET", headers: browser });
    await Promise.all([writeVisits(context, visits), writeVisits(context, other)]);
    expect((await siteFigures(context, period)).total.person).toBe(2);
  });

  test("wait while the database is away, and none is lost or counted twice", async () => {
    const fails = () => {
      throw new Error("away");
    };
    const away = { ...context, db: { selectFrom: fails } } as never;
    see("/");
    for (let i = 0; i < 3; i += 1) await expect(writeVisits(away, visits)).rejects.toThrow();
    see("/");
    await writeVisits(context, visits);
    await writeVisits(context, visits);
    expect((await siteFigures(context, period)).total.person).toBe(2);
  });

  test("count once when the answer to a commit was lost, whether it was committed or not", async () => {
    // On the way to a file nothing gets lost.
    const cases = engine === "postgres" ? [true, false] : [false];
    for (const isCommitted of cases) {
      see("/");
      await expect(writeVisits(losingAnswers(isCommitted), visits)).rejects.toThrow("the connection is gone");
      see("/");
      await writeVisits(context, visits);
    }
    expect((await siteFigures(context, period)).total.person).toBe(2 * cases.length);
  });

  test("fill the memory no further, whatever anybody asks for", async () => {
    for (let i = 0; i < 60_000; i += 1)
      see(`/articles/made-up-${i}`, { ...browser, referer: `https://a${i}.example/` });
    const counts = visits.take();
    expect(counts.pages.size).toBe(50_000);
    expect(counts.hosts.size).toBe(2000);
    expect(counts.lost).toBe(10_000 + 58_000);
  });
});

describe("hosts and searches", () => {
  test("are counted for people alone", async () => {
    see("/", { ...browser, referer: "https://news.example.com/a" });
    see("/", { ...robot, referer: "https://spam.example.com/" });
    visits.foundNothing("Drones", browser);
    visits.foundNothing("drones ", browser);
    visits.foundNothing("cheap pills", robot);
    visits.foundNothing("ana@readers.example", browser);
    await writeVisits(context, visits);
    const { hosts, searches } = await siteFigures(context, period);
    expect(hosts).toEqual([{ host: "news.example.com", count: 1 }]);
    expect(searches).toEqual([{ words: "drones", count: 2 }]);
  });

  test("have room for five hundred different ones a day; the rest counts together", async () => {
    for (let i = 0; i < 600; i += 1) see("/", { ...browser, referer: `https://a${i}.example/` });
    await writeVisits(context, visits);
    for (let i = 0; i < 20; i += 1) see("/", { ...browser, referer: `https://b${i}.example/` });
    see("/", { ...browser, referer: "https://a1.example/" });
    await writeVisits(context, visits);
    const rows = await context.db.selectFrom("referrer_days").selectAll().execute();
    expect(rows).toHaveLength(501);
    expect(rows.find(({ host }) => host === "…")).toMatchObject({ count: 120 });
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(621);
  });
});
