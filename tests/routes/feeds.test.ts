import { beforeEach, describe, expect, test } from "vitest";
import { articleSchema, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { ask } from "../support/ask.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { readXml, type Element } from "../support/feed-xml.ts";
import { aBriefing, anArticle, bodyOf } from "../support/newsroom.ts";
import { aPicture } from "../support/pictures.ts";
import { anUnsetSite, aSentIssue, aSite } from "../support/site.ts";
import { freePort, startWeb } from "../support/web.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  ({ context, list } = await aSite());
});

/** Everything that ever broke a feed: markup, the end of CDATA twice, entities, and signs that are none. */
const hostile = `a ]]> b ]]> <script>alert(1)</script> & &amp; "q" 'a' <![CDATA[ <!-- \u{1f916}`;
const brokenSigns = "nul \u0000 bell \u0007 escape \u001b half \ud800 last \uffff";

async function onSite(given: Record<string, unknown> = {}) {
  const article = await anArticle(context, given);
  await setPublished(context, article.id, true);
  return article;
}

/** What no form lets in, put into the database as it is. */
async function withBrokenSigns(slug: string) {
  const text = context.database.url.startsWith("file:")
    ? brokenSigns
    : brokenSigns.replaceAll("\u0000", "").replaceAll("\ud800", "");
  await context.db
    .updateTable("articles")
    .set({ headline: text, dek: text, byline: text })
    .where("slug", "=", slug)
    .execute();
}

async function rss(path = "/feed.xml"): Promise<Element> {
  return readXml((await ask(context, path)).text).rss.channel as Element;
}

type JsonFeed = { items: Record<string, unknown>[] } & Record<string, unknown>;
async function json(path = "/feed.json"): Promise<JsonFeed> {
  return JSON.parse((await ask(context, path)).text) as JsonFeed;
}

describe("the feed of all articles", () => {
  test("as RSS 2.0 says what it is, and has each article whole (W-01)", async () => {
    const { image } = (await storeImage(context, await aPicture())) as { image: { id: number; path: string } };
    const { slug } = await onSite({
      topics: ["Automation"],
      imageId: image.id,
      imageAlt: "A robot",
      sources: [{ title: "The plan", url: "https://example.org/plan" }],
    });
    const { appUrl } = context.config;
    const answer = await ask(context, "/feed.xml");
    expect(answer.headers["content-type"]).toBe("application/rss+xml; charset=utf-8");
    const channel = readXml(answer.text).rss!.channel!;
    expect(channel).toMatchObject({
      title: "The Robotics Briefing",
      description: "weekly intelligence on automation, regulation and investment trends",
      language: "en",
    });
    expect(channel.link).toEqual([`${appUrl}/`]);
    expect(channel["atom:link"]).toEqual([
      { "@rel": "self", "@type": "application/rss+xml", "@href": `${appUrl}/feed.xml` },
    ]);
    expect(new Date(channel.lastBuildDate!).getTime()).toBe(context.clock());
    const item = channel.item![0]!;
    expect(item).toMatchObject({
      title: "Robots learn to pack",
      link: [`${appUrl}/articles/${slug}`],
      guid: { "@isPermaLink": "false", "#text": expect.stringMatching(/^urn:uuid:[0-9a-f]{8}-[0-9a-f-]{27}$/) },
      pubDate: "Mon, 23 Nov 2026 08:00:00 GMT",
      "dc:creator": "Ines Halloran",
      category: ["Automation"],
      enclosure: { "@url": appUrl + image.path, "@type": "image/jpeg", "@length": expect.stringMatching(/^[1-9]\d*$/) },
    });
    const html = item["content:encoded"]!;
    for (const part of [`src="${appUrl}${image.path}"`, "The first paragraph.", '<a href="https://example.org/plan">'])
      expect(html).toContain(part);
    expect(html).not.toMatch(/style=|class=|(src|href)="\//);
  });

  test("as Atom has permanent ids, authors and moments with their zone (W-02)", async () => {
    const { slug } = await onSite({ topics: ["Automation"] });
    const { appUrl } = context.config;
    const answer = await ask(context, "/feed.atom");
    expect(answer.headers["content-type"]).toBe("application/atom+xml; charset=utf-8");
    const { feed } = readXml(answer.text) as { feed: Element };
    expect(feed).toMatchObject({
      "@xml:lang": "en",
      title: "The Robotics Briefing",
      updated: "2026-11-23T08:00:00.000Z",
      author: { name: "The Robotics Briefing" },
    });
    expect(feed.link!.map((link: Element) => [link["@rel"], link["@href"]])).toEqual([
      ["alternate", `${appUrl}/`],
      ["self", `${appUrl}/feed.atom`],
    ]);
    const entry = feed.entry![0]!;
    expect(entry).toMatchObject({
      title: "Robots learn to pack",
      published: "2026-11-23T08:00:00.000Z",
      updated: "2026-11-23T08:00:00.000Z",
      author: { name: "Ines Halloran", uri: `${appUrl}/authors/ines-halloran` },
      category: [{ "@term": "Automation" }],
      content: { "@type": "html", "#text": expect.stringContaining("<p>The first paragraph.</p>") },
    });
    expect(entry.link![0]).toMatchObject({ "@rel": "alternate", "@href": `${appUrl}/articles/${slug}` });
    expect(entry.id).toBe((await rss()).item![0]!.guid!["#text"]);
  });

  test("as JSON Feed 1.1 has the same items (W-02)", async () => {
    const { slug } = await onSite({ topics: ["Automation"] });
    const { appUrl } = context.config;
    const answer = await ask(context, "/feed.json");
    expect(answer.headers["content-type"]).toBe("application/feed+json; charset=utf-8");
    expect(JSON.parse(answer.text)).toMatchObject({
      version: "https://jsonfeed.org/version/1.1",
      home_page_url: `${appUrl}/`,
      feed_url: `${appUrl}/feed.json`,
      language: "en",
      authors: [{ name: "The Robotics Briefing" }],
      items: [
        {
          id: (await rss()).item![0]!.guid!["#text"],
          url: `${appUrl}/articles/${slug}`,
          title: "Robots learn to pack",
          summary: "Two warehouses compare notes.",
          content_html: expect.stringContaining("<p>The first paragraph.</p>"),
          date_published: "2026-11-23T08:00:00.000Z",
          authors: [{ name: "Ines Halloran", url: `${appUrl}/authors/ines-halloran` }],
          tags: ["Automation"],
        },
      ],
    });
  });

  test("can be read whatever stands in its titles (W-01, row 40)", async () => {
    await onSite({
      headline: hostile,
      dek: hostile,
      byline: hostile,
      topics: [hostile.slice(0, 45)],
      body: bodyOf(hostile),
    });
    const { slug } = await onSite();
    await withBrokenSigns(slug);
    const [broken, whole] = (await rss()).item!;
    expect(whole).toMatchObject({ title: hostile, description: hostile, category: [hostile.slice(0, 45)] });
    expect(whole!["content:encoded"]).not.toContain("<script");
    expect(broken!.title).toMatch(/^(nul {2})?bell|bell {2}escape/);
    const { feed } = readXml((await ask(context, "/feed.atom")).text) as { feed: Element };
    expect(feed.entry![1]).toMatchObject({ title: hostile, summary: hostile });
    expect((await json()).items[1]).toMatchObject({ title: hostile });
  });

  test("keeps an article's id when its slug, headline and date of publishing change (W-01)", async () => {
    const article = await onSite();
    const before = (await rss()).item![0]!.guid!["#text"];
    context.later(60_000);
    const input = articleSchema.parse({
      ...article,
      slug: "another",
      headline: "Another",
      body: JSON.stringify(article.body),
    });
    await saveArticle(context, article.id, article.version, input);
    await setPublished(context, article.id, false);
    await setPublished(context, article.id, true);
    const item = (await rss()).item![0]!;
    expect(item.link).toEqual([`${context.config.appUrl}/articles/another`]);
    expect(item.guid!["#text"]).toBe(before);
  });

  test("has the fifty newest articles and no draft (W-03)", async () => {
    for (let i = 0; i < 52; i += 1) {
      context.later(1000);
      await onSite({ headline: `Article ${i}` });
    }
    await anArticle(context, { headline: "Still being written" });
    const { items } = await json();
    expect(items).toHaveLength(50);
    expect(items[0]).toMatchObject({ title: "Article 51" });
  });
});

describe("other feeds", () => {
  test("a topic's has its articles, whatever the topic is called (W-02)", async () => {
    await onSite({ headline: "On pay", topics: ["Investment & more"] });
    await onSite({ headline: "On law", topics: ["Regulation"] });
    for (const ending of ["xml", "atom", "json"])
      expect((await ask(context, `/topics/regulation/feed.${ending}`)).status).toBe(200);
    const channel = await rss("/topics/investment-more/feed.xml");
    expect(channel.title).toBe("Investment & more · The Robotics Briefing");
    expect(channel.item!.map((item: Element) => item.title)).toEqual(["On pay"]);
    const { slug } = await context.db
      .selectFrom("topics")
      .select("slug")
      .where("slug", "like", "inv%")
      .executeTakeFirstOrThrow();
    expect((await json(`/topics/${encodeURIComponent(slug)}/feed.json`)).feed_url).toContain(encodeURIComponent(slug));
  });

  test("the issues' has what went out, by its number's page (W-02)", async () => {
    await aSentIssue(context, list);
    const { appUrl } = context.config;
    const channel = await rss("/issues/feed.xml");
    expect(channel.title).toBe("The Robotics Briefing: every issue");
    expect(channel.item![0]).toMatchObject({
      title: "What robots pack",
      link: [`${appUrl}/issues/1`],
      "content:encoded": expect.stringMatching(/In this issue.*articles\/robots-learn-to-pack/s),
    });
    expect((await json("/issues/feed.json")).items).toHaveLength(1);
    expect((await ask(context, "/issues/feed.atom")).status).toBe(200);
    // The page beside it is still there.
    expect((await ask(context, "/issues/1")).status).toBe(200);
  });

  test("of what there is not, there is none (row 26)", async () => {
    for (const path of ["/topics/nothing/feed.xml", "/topics/%00/feed.atom", `/topics/${"x".repeat(300)}/feed.json`])
      expect([path, (await ask(context, path)).status]).toEqual([path, 404]);
    context = await anUnsetSite();
    for (const path of ["/feed.xml", "/issues/feed.atom", "/sitemap.xml", "/share/briefing.png"])
      expect([path, (await ask(context, path)).status]).toEqual([path, 404]);
  });
});

describe("asking again", () => {
  const get = (headers: Record<string, string>, method = "GET") => ask(context, "/feed.xml", { headers, method });

  test("is answered with 304 while nothing has changed (W-03, row 40)", async () => {
    const article = await onSite();
    const first = await get({});
    const { etag, "last-modified": modified } = first.headers as Record<string, string>;
    expect(etag).toMatch(/^"[\w-]{20,}"$/);
    expect(first.headers["cache-control"]).toContain("max-age=300");
    for (const headers of [
      { "If-None-Match": etag! },
      { "If-None-Match": `"other", W/${etag}` },
      { "If-None-Match": "*" },
      { "If-Modified-Since": modified! },
    ] as Record<string, string>[]) {
      const again = await get(headers);
      expect([again.status, again.text, again.headers.etag]).toEqual([304, "", etag]);
    }
    for (const headers of [
      { "If-None-Match": '"other"', "If-Modified-Since": modified! },
      { "If-Modified-Since": "yesterday" },
      { "If-Modified-Since": "Mon, 23 Nov 2020 08:00:00 GMT" },
      { Range: "bytes=0-9" },
    ] as Record<string, string>[])
      expect((await get(headers)).status).toBe(200);
    context.later(5000);
    const input = articleSchema.parse({ ...article, headline: "Corrected", body: JSON.stringify(article.body) });
    await saveArticle(context, article.id, article.version, input);
    expect((await get({ "If-None-Match": etag! })).text).toContain("Corrected");
    expect((await get({ "If-Modified-Since": modified! })).status).toBe(200);
  });

  test("HEAD has the same headers and no body (W-03)", async () => {
    await onSite();
    const [whole, head] = [await get({}), await get({}, "HEAD")];
    expect([head.status, head.text, head.headers.etag]).toEqual([200, "", whole.headers.etag]);
  });
});

test("a feed names its hub, in its headers too, when there is one (W-04)", async () => {
  await onSite();
  expect((await ask(context, "/feed.xml")).headers.link).toBe(`<${context.config.appUrl}/feed.xml>; rel="self"`);
  const APP_URL = `http://localhost:${await freePort()}`;
  context = await testContext({ env: { APP_URL, WEBSUB_HUB: "https://hub.example.org" } });
  await aBriefing(context);
  await startWeb(context);
  const answer = await ask(context, "/feed.xml");
  expect(answer.headers.link).toBe(`<https://hub.example.org/>; rel="hub", <${APP_URL}/feed.xml>; rel="self"`);
  expect((await rss())["atom:link"]![1]).toEqual({ "@rel": "hub", "@href": "https://hub.example.org/" });
  const { feed } = readXml((await ask(context, "/feed.atom")).text) as { feed: Element };
  expect(feed.link!.map((link: Element) => link["@rel"])).toContain("hub");
  expect(await json()).toMatchObject({ hubs: [{ type: "WebSub", url: "https://hub.example.org/" }] });
});
