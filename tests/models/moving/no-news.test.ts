import { beforeEach, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { plainBody } from "#app/models/body.ts";
import { archive } from "#app/models/issues/editions.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anIssue } from "../../support/newsroom.ts";
import { articlesBySlug, aSite, moved } from "../../support/sites.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext({ env: { WEBSUB_HUB: "https://hub.example.org" } });
  list = await aBriefing(context);
});

const ghostOf = (...posts: Record<string, unknown>[]) =>
  aSite({
    "harbour.ghost.2026-01-01.json": JSON.stringify({
      db: [
        {
          meta: { exported_on: 1, version: "5.80.0" },
          data: { posts: posts.map((post, i) => ({ ...whole, id: `p${i + 1}`, slug: `post-${i + 1}`, ...post })) },
        },
      ],
    }),
  });
const whole = { title: "Post", status: "published", type: "post", visibility: "public", html: "<p>Words.</p>" };
const then = Date.UTC(2019, 4, 1);
const pings = () => context.db.selectFrom("pings").select("feed").execute();

describe("What is brought again", () => {
  test("is no news: no hub hears of it, and it keeps the time of its last change", async () => {
    const old = { published_at: "2019-05-01T00:00:00.000Z", newsletter_id: "n1" };
    await moved(context, ghostOf(old));
    await moved(context, ghostOf({ ...old, html: "<p>Other words.</p>" }), { update: true });
    await followAll(context);
    expect(await pings()).toEqual([]);
    expect((await articlesBySlug(context))["post-1"]).toMatchObject({ publishedAt: then, updatedAt: then });
    expect(await archive(context)).toMatchObject([{ frozenAt: then }]);
  });

  test("has the time at which it changed there, if that is not still to come", async () => {
    const old = { published_at: "2019-05-01T00:00:00.000Z" };
    await moved(context, ghostOf({ ...old, updated_at: "2099-01-01T00:00:00.000Z" }));
    expect((await articlesBySlug(context))["post-1"]!.updatedAt).toBe(then);
    const changed = ghostOf({ ...old, title: "Other", updated_at: "2020-02-02T00:00:00.000Z" });
    await moved(context, changed, { update: true });
    expect((await articlesBySlug(context))["post-1"]!.updatedAt).toBe(Date.UTC(2020, 1, 2));
  });

  test("stays off the site where somebody took it off", async () => {
    const old = { published_at: "2019-05-01T00:00:00.000Z" };
    await moved(context, ghostOf(old));
    await setPublished(context, (await articlesBySlug(context))["post-1"]!.id, false);
    for (const html of ["<p>Other words.</p>", "<p>And others.</p>"]) {
      const again = await moved(context, ghostOf({ ...old, html }), { update: true });
      expect(again.words).toEqual([expect.stringContaining("took it off the site here")]);
      expect((await articlesBySlug(context))["post-1"]!.publishedAt).toBeNull();
    }
  });

  test("comes onto the site when the former one published it meanwhile", async () => {
    await moved(context, ghostOf({ status: "draft", published_at: null }));
    await moved(context, ghostOf({ published_at: "2019-05-01T00:00:00.000Z" }), { update: true });
    expect((await articlesBySlug(context))["post-1"]!.publishedAt).toBe(then);
  });
});

test("An approved issue with an article that is brought again is a draft: what was approved is not what would go out", async () => {
  const old = { published_at: "2019-05-01T00:00:00.000Z" };
  await moved(context, ghostOf(old));
  const number = await anIssue(context, list, { articles: Object.values(await articlesBySlug(context)) });
  const ready = { status: "ready" as const, approved_by: "Ines", approved_at: context.clock() };
  await context.db.updateTable("issues").set(ready).where("number", "=", number).execute();
  await moved(context, ghostOf({ ...old, html: "<p>Other words.</p>" }), { update: true });
  await followAll(context);
  expect((await issueByNumber(context, number))!.status).toBe("draft");
});

describe("One site told from another", () => {
  const wordPressOf = (url: string, title: string) =>
    aSite({
      "site.xml": `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>${url && `<wp:base_blog_url>${url}</wp:base_blog_url>`}<item><title>${title}</title><content:encoded><![CDATA[<p>x</p>]]></content:encoded><wp:post_id>7</wp:post_id><wp:post_name>${title.toLowerCase()}</wp:post_name><wp:post_date_gmt>2019-05-01 00:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>`,
    });

  test("the seventh post of one WordPress is not that of another", async () => {
    for (const name of ["One", "Two"])
      expect((await moved(context, wordPressOf(`https://${name}.example`, name))).counts).toEqual({ published: 1 });
    expect(Object.keys(await articlesBySlug(context)).sort()).toEqual(["one", "two"]);
  });

  test("the seventh post of a program is not the seventh of another", async () => {
    await moved(context, wordPressOf("", "One"));
    const item = "<item><title>Mail</title><guid>7</guid><pubDate>Wed, 01 May 2019 08:00:00 GMT</pubDate></item>";
    const feed = aSite({ "feed.xml": `<rss version="2.0"><channel>${item}</channel></rss>` });
    expect((await moved(context, feed)).counts).toEqual({ published: 1 });
  });

  test("named in one run and not in the other, its posts are the same", async () => {
    const old = { published_at: "2019-05-01T00:00:00.000Z" };
    await moved(context, ghostOf(old));
    const named = { site: "https://old.example" };
    expect((await moved(context, ghostOf(old), named)).counts).toEqual({ there: 1 });
    expect((await moved(context, ghostOf({ ...old, title: "B" }), { ...named, update: true })).counts).toEqual({
      updated: 1,
    });
    expect((await moved(context, ghostOf(old))).counts).toEqual({ there: 1 });
    expect(Object.keys(await articlesBySlug(context))).toEqual(["post-1"]);
  });
});

describe("A text that cannot be read", () => {
  const old = { published_at: "2019-05-01T00:00:00.000Z", newsletter_id: "n1" };
  const long = `<p>${"a".repeat(700_000)}</p>`;

  test("makes no empty page of the site and no issue, but a draft with a word about it", async () => {
    const site = await moved(context, ghostOf({ ...old, html: long }));
    expect(site.counts).toEqual({ draft: 1 });
    expect(site.words).toEqual([expect.stringContaining("its text could not be read")]);
    expect((await articlesBySlug(context))["post-1"]!.publishedAt).toBeNull();
    expect(await archive(context)).toEqual([]);
  });

  test("goes over no words that are here", async () => {
    await moved(context, ghostOf(old));
    const again = await moved(context, ghostOf({ ...old, html: long }), { update: true });
    expect(again.counts).toEqual({ unreadable: 1 });
    expect(plainBody((await articlesBySlug(context))["post-1"]!.body)).toBe("Words.");
  });
});

describe("Times that no calendar has", () => {
  test.each([
    1e20,
    -1e20,
    1e300,
    253_402_300_800_000,
    "99999999999999",
    "-0001-11-30 00:00:00",
    "Issue 12",
    "0000-00-00",
  ])("%s is none: the post is a draft, and the others move in", async (time) => {
    const site = await moved(context, ghostOf({ published_at: time, updated_at: time }, { published_at: then }));
    expect(site.counts).toEqual({ draft: 1, published: 1 });
    expect((await articlesBySlug(context))["post-1"]!.publishedAt).toBeNull();
  });

  test("parts of a millisecond are left out", async () => {
    await moved(context, ghostOf({ published_at: then + 0.7 }));
    expect((await articlesBySlug(context))["post-1"]!.publishedAt).toBe(then);
  });
});
