import { beforeEach, describe, expect, test } from "vitest";
import { articlesByIds, setPublished } from "#app/models/articles/articles.server.ts";
import { editionByNumber } from "#app/models/issues/editions.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { search } from "#app/models/search/search.server.ts";
import { ask } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSentIssue, aSite } from "../support/site.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  ({ context, list } = await aSite());
});

const headlines: [headline: string, slug: string][] = [
  ["Паромы стоят", "паромы-стоят"],
  ["Η θάλασσα", "η-θάλασσα"],
  ["東京湾の輸送船", "東京湾の輸送船"],
  ["السفن في الميناء", "السفن-في-الميناء"],
];

describe.each(headlines)("an article that is called %s", (headline, slug) => {
  const path = `/articles/${encodeURIComponent(slug)}`;

  test("has its page, its canonical address, its share image, and its place in feeds and sitemaps", async () => {
    const { article } = await aSentIssue(context, list, { headline, topics: ["Порт"] });
    expect(article.slug).toBe(slug);
    const { appUrl } = context.config;
    const page = await ask(context, path);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`<link rel="canonical" href="${appUrl}${path}"`);
    const [, image] = /property="og:image" content="([^"]+)"/.exec(page.text) ?? [];
    expect(image).toContain(`/share${path}.png?v=`);
    expect((await ask(context, image!.slice(appUrl.length).replaceAll("&amp;", "&"))).status).toBe(200);
    // However it is written: taken apart, in small hexadecimal digits.
    expect(
      (
        await ask(
          context,
          path.replace(/%[0-9A-F]{2}/g, (sign) => sign.toLowerCase()),
        )
      ).status,
    ).toBe(200);
    expect((await ask(context, `/articles/${encodeURIComponent(slug.normalize("NFD"))}`)).status).toBe(200);
    for (const place of ["/feed.xml", "/feed.atom", "/feed.json", "/sitemap.xml", "/news-sitemap.xml"])
      expect([place, (await ask(context, place)).text.includes(`${appUrl}${path}`)]).toEqual([place, true]);
    for (const place of ["/", "/articles", "/issues/1", `/topics/${encodeURIComponent("порт")}`])
      expect([place, (await ask(context, place)).text.includes(`href="${path}"`)]).toEqual([place, true]);
  });

  test("is linked in the mail and found by search under its address", async () => {
    await aSentIssue(context, list, { headline });
    const edition = (await editionByNumber(context, 1))!;
    expect(edition.html).toContain(`${context.config.appUrl}${path}`);
    expect(edition.text).toContain(`${context.config.appUrl}${path}`);
    expect(/[^\x20-\x7e]/.test(/href="([^"]*articles[^"]*)"/.exec(edition.html)![1]!)).toBe(false);
    const found = await search(context, headline.split(" ")[0]!, 1);
    expect(JSON.stringify(found)).toContain(path);
  });
});

test("the page of an author moved with the spelling of its address, and the former one leads there", async () => {
  const article = await anArticle(context, { byline: "Łukasz Żak and Лев Толстой" });
  await setPublished(context, article.id, true);
  expect((await ask(context, "/authors/lukasz-zak")).status).toBe(200);
  expect((await ask(context, `/authors/${encodeURIComponent("лев-толстой")}`)).status).toBe(200);
  const former = await ask(context, "/authors/ukasz-zak");
  expect([former.status, former.headers.location]).toEqual([301, "/authors/lukasz-zak"]);
  const spaced = await ask(context, `/authors/${encodeURIComponent("лев толстой")}`);
  expect([spaced.status, spaced.headers.location]).toEqual([301, `/authors/${encodeURIComponent("лев-толстой")}`]);
});

test("a topic keeps the address that it was made with", async () => {
  await context.db
    .insertInto("topics")
    .values([
      { slug: "малый бизнес", name: "Малый бизнес" },
      { slug: "ai", name: "AI" },
    ])
    .execute();
  const article = await anArticle(context, { topics: ["Малый бизнес", "AI в праве", "AI"] });
  const topics = await context.db.selectFrom("topics").select("slug").orderBy("id").execute();
  expect(topics.map(({ slug }) => slug)).toEqual(["малый бизнес", "ai", "ai-в-праве"]);
  expect((await articlesByIds(context, [article.id]))[0]!.topics).toEqual(["Малый бизнес", "AI в праве", "AI"]);
});
