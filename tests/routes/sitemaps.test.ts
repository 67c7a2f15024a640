import { beforeEach, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { newsSitemap, sitemap } from "#app/models/site/sitemaps.server.ts";
import { ask } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { readXml, type Element } from "../support/feed-xml.ts";
import { anArticle, anIssue } from "../support/newsroom.ts";
import { aSentIssue, aSite } from "../support/site.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  ({ context, list } = await aSite());
});

const hostile = `]]> ]]> <b> & &amp; "q"`;
const day = 24 * 60 * 60_000;

async function onSite(given: Record<string, unknown> = {}) {
  const article = await anArticle(context, given);
  await setPublished(context, article.id, true);
  return article;
}

async function xml(path: string): Promise<Element> {
  const answer = await ask(context, path);
  expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/xml; charset=utf-8"]);
  return readXml(answer.text);
}

function addresses(set: Element): string[] {
  return set.url!.map(({ loc }: Element) => (loc as string).replace(context.config.appUrl, ""));
}

test("the sitemap has every public page, and no draft, preview or link of a reader's (W-07)", async () => {
  await aSentIssue(context, list, { topics: ["Automation"] });
  await anArticle(context, { headline: "Still being written", topics: ["Nobody's yet"] });
  await anIssue(context, list, { subject: "Not sent yet" });
  const { urlset } = (await xml("/sitemap.xml")) as { urlset: Element };
  expect(addresses(urlset)).toEqual([
    "/",
    "/articles",
    "/issues",
    "/topics",
    "/about",
    "/subscribe",
    "/privacy",
    "/articles/robots-learn-to-pack",
    "/issues/1",
    "/topics/automation",
    "/authors/ines-halloran",
  ]);
  expect(urlset.url![7]!.lastmod).toBe("2026-11-23T08:00:00.000Z");
});

test("a sitemap of more pages than a file may hold is an index of its parts (W-07)", async () => {
  for (const headline of ["One", "Two", "Three"]) await onSite({ headline, byline: "" });
  const index = readXml((await sitemap(context, undefined, 4))!);
  const parts = index.sitemapindex!.sitemap!.map(({ loc }: Element) => loc);
  expect(parts).toEqual([1, 2, 3].map((part) => `${context.config.appUrl}/sitemap.xml?part=${part}`));
  const pages = await Promise.all([1, 2, 3].map(async (part) => readXml((await sitemap(context, part, 4))!).urlset!));
  expect(pages.flatMap(addresses)).toHaveLength(10);
  expect(new Set(pages.flatMap(addresses)).size).toBe(10);
  expect(await sitemap(context, 4, 4)).toBeNull();
  expect((await ask(context, "/sitemap.xml?part=1")).status).toBe(200);
  for (const part of ["2", "0", "-1", "x", "%00"])
    expect([part, (await ask(context, `/sitemap.xml?part=${part}`)).status]).toEqual([part, 404]);
});

test("the news sitemap has the articles of the last two days, by the clock (W-07)", async () => {
  await onSite({ headline: "Old news" });
  context.later(day);
  await onSite({ headline: hostile });
  context.later(day);
  const { urlset } = (await xml("/news-sitemap.xml")) as { urlset: Element };
  expect(urlset.url).toHaveLength(1);
  expect(urlset.url![0]!["news:news"]).toMatchObject({
    "news:publication": { "news:name": "The Robotics Briefing", "news:language": "en" },
    "news:publication_date": "2026-11-24T08:00:00.000Z",
    "news:title": hostile,
  });
  context.later(day);
  expect(readXml((await newsSitemap(context))!).urlset!.url).toBeUndefined();
});

test("the news sitemap stops at a thousand (W-07)", async () => {
  const { id } = await onSite();
  const row = await context.db.selectFrom("articles").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const rows = Array.from({ length: 1005 }, (_, i) => ({ ...row, id: undefined, slug: `copy-${i}` }));
  for (let i = 0; i < rows.length; i += 67)
    await context.db
      .insertInto("articles")
      .values(rows.slice(i, i + 67).map(({ id: _id, ...copy }) => copy))
      .execute();
  expect(readXml((await newsSitemap(context))!).urlset!.url).toHaveLength(1000);
});

test("robots.txt lets the site be read, keeps the desk and readers' links out, and names the sitemaps (W-07)", async () => {
  const { headers, text } = await ask(context, "/robots.txt");
  expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
  const lines = text.split("\n");
  for (const path of ["/desk", "/confirm/", "/unsubscribe", "/one-click/"])
    expect(lines).toContain(`Disallow: ${path}`);
  for (const path of ["/sitemap.xml", "/news-sitemap.xml"])
    expect(lines).toContain(`Sitemap: ${context.config.appUrl}${path}`);
  const { urlset } = (await xml("/sitemap.xml")) as { urlset: Element };
  const closed = lines.filter((line) => line.startsWith("Disallow: ")).map((line) => line.slice("Disallow: ".length));
  for (const address of addresses(urlset))
    expect(
      closed.filter((path) => address.startsWith(path)),
      address,
    ).toEqual([]);
});

test("they answer with 304 to who has them, and to HEAD without a body (W-03)", async () => {
  for (const path of ["/sitemap.xml", "/news-sitemap.xml", "/robots.txt"]) {
    const { etag } = (await ask(context, path)).headers as { etag: string };
    expect((await ask(context, path, { headers: { "If-None-Match": etag } })).status).toBe(304);
    expect((await ask(context, path, { method: "HEAD" })).text).toBe("");
  }
});
