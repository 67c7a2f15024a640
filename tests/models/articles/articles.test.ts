import { beforeEach, describe, expect, test } from "vitest";
import {
  articleById,
  articleSchema,
  createArticle,
  deleteArticle,
  publishedArticle,
  saveArticle,
  setPublished,
} from "#app/models/articles/articles.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { issuesWithArticle } from "#app/models/articles/issuesShowing.server.ts";
import { topicNames } from "#app/models/articles/topics.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, bodyOf } from "../../support/newsroom.ts";
import { aPicture } from "../../support/pictures.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const input = (given: Record<string, unknown> = {}) =>
  articleSchema.parse({ headline: "Robots learn to pack", body: bodyOf("Text."), ...given });

describe("an article's slug", () => {
  test("is made from the headline, with a number when it is taken", async () => {
    const slugs = [];
    for (let i = 0; i < 3; i += 1) slugs.push((await anArticle(context, { headline: "Où vont les robots ?" })).slug);
    expect(slugs).toEqual(["ou-vont-les-robots", "ou-vont-les-robots-2", "ou-vont-les-robots-3"]);
  });

  test("is one even when the headline has no letter at all, or is a word we keep", async () => {
    expect((await anArticle(context, { headline: "機械" })).slug).toBe("機械");
    expect((await anArticle(context, { headline: "…" })).slug).toBe("article");
    expect((await anArticle(context, { headline: "Search" })).slug).toBe("search-article");
  });

  test.each([
    "../../x",
    "%2e%2e",
    ".",
    "Two Words",
    "a--b",
    "-a",
    "a".repeat(81),
    "🤖",
    "feed.xml",
    "admin",
    "x\u0000",
  ])("%j is refused (STANDARDS 8, no. 26)", (slug) => {
    const parsed = articleSchema.safeParse({ headline: "x", body: bodyOf("x"), slug });
    expect(parsed.error?.issues[0]?.path).toEqual(["slug"]);
  });

  test("that another article has is refused, and nothing is saved", async () => {
    const first = await anArticle(context, { slug: "robots" });
    const second = await anArticle(context, { slug: "others" });
    expect(await createArticle(context, input({ slug: "robots" }))).toEqual({ error: "slug-taken" });
    const saved = await saveArticle(context, second.id, second.version, input({ slug: "robots", headline: "Changed" }));
    expect(saved).toEqual({ error: "slug-taken" });
    expect((await articleById(context, second.id))?.headline).toBe("Robots learn to pack");
    expect(await listArticles(context)).toHaveLength(2);
    expect(first.slug).toBe("robots");
  });
});

describe("what an article must hold", () => {
  test.each([
    ["headline", { headline: "  " }],
    ["headline", { headline: "one\nBcc: all@example.org" }],
    ["headline", { headline: "x".repeat(201) }],
    ["headline", { headline: "lone \ud800" }],
    ["dek", { dek: "bidi \u202e override" }],
    ["body", { body: "<p>html</p>" }],
    ["imageId", { imageId: "1e99" }],
    ["imageId", { imageId: "99999999999" }],
    ["imageAlt", { imageId: "1", imageAlt: "" }],
    ["topics", { topics: Array.from({ length: 9 }, (_, i) => `t${i}`) }],
    ["sources", { sources: [{ title: "x", url: "javascript:alert(1)" }] }],
    ["sources", { sources: [{ title: "x", url: "mailto:a@b.org" }] }],
    ["sources", { sources: [{ title: "", url: "https://example.org" }] }],
    ["sources", { sources: Array.from({ length: 51 }, () => ({ title: "x", url: "https://example.org" })) }],
  ])("a fault of its %s is said there: %j", (field, given) => {
    const parsed = articleSchema.safeParse({ headline: "x", body: bodyOf("x"), ...given });
    expect(parsed.error?.issues[0]?.path[0]).toBe(field);
  });

  test("a picture that was never uploaded is refused instead of breaking the save", async () => {
    const article = await anArticle(context);
    const gone = input({ imageId: 4711, imageAlt: "A robot" });
    expect(await createArticle(context, gone)).toEqual({ error: "image-gone" });
    expect(await saveArticle(context, article.id, article.version, gone)).toEqual({ error: "image-gone" });
  });

  test("picture, topics and sources come back as they were saved", async () => {
    const stored = await storeImage(context, await aPicture());
    if ("error" in stored) throw new Error(stored.error);
    const sources = [{ title: "The plan", url: "https://example.org/plan" }];
    const given = { imageId: stored.image.id, imageAlt: "A robot", topics: ["Safety", "AI"], sources };
    const article = await anArticle(context, given);
    expect(article).toMatchObject({ image: stored.image, imageAlt: "A robot", topics: ["Safety", "AI"], sources });
    await anArticle(context, { topics: ["SAFETY"] });
    expect(await topicNames(context)).toEqual(["AI", "Safety"]);
  });
});

describe("two editors of one article", () => {
  test("cannot overwrite each other unknowingly", async () => {
    const opened = await anArticle(context);
    context.later(1000);
    const first = await saveArticle(context, opened.id, opened.version, input({ headline: "First" }));
    expect(first).toMatchObject({ article: { headline: "First", version: opened.version + 1 } });
    const second = await saveArticle(context, opened.id, opened.version, input({ headline: "Second" }));
    expect(second).toEqual({ error: "changed-meanwhile" });
    expect((await articleById(context, opened.id))?.headline).toBe("First");
  });

  test("who save at the same moment: one is told", async () => {
    const opened = await anArticle(context);
    const saves = ["One", "Two", "Three"].map((headline) =>
      saveArticle(context, opened.id, opened.version, input({ headline })),
    );
    const outcomes = await Promise.all(saves);
    expect(outcomes.filter((outcome) => "article" in outcome)).toHaveLength(1);
    expect(outcomes.filter((outcome) => "error" in outcome)).toHaveLength(2);
  });
});

describe("publishing", () => {
  test("puts an article on the site and takes it off; its date stays while it is on", async () => {
    const { id, slug } = await anArticle(context);
    expect(await publishedArticle(context, slug)).toBeUndefined();
    await setPublished(context, id, true);
    const since = (await publishedArticle(context, slug))?.publishedAt;
    context.later(60_000);
    await setPublished(context, id, true);
    expect((await publishedArticle(context, slug))?.publishedAt).toBe(since);
    await setPublished(context, id, false);
    expect(await publishedArticle(context, slug)).toBeUndefined();
  });
});

describe("deleting", () => {
  test("is refused while an issue holds the article", async () => {
    const list = await aBriefing(context);
    const article = await anArticle(context);
    await anIssue(context, list, { articles: [article] });
    expect(await deleteArticle(context, article.id)).toBe(false);
    expect(await issuesWithArticle(context, article.id)).toEqual([1]);
    expect(await articleById(context, article.id)).toBeDefined();
  });

  test("takes the article with its topics' links", async () => {
    const article = await anArticle(context, { topics: ["Safety"] });
    expect(await deleteArticle(context, article.id)).toBe(true);
    expect(await articleById(context, article.id)).toBeUndefined();
    expect(await context.db.selectFrom("article_topics").selectAll().execute()).toEqual([]);
  });
});

describe("the desk's list", () => {
  test("has the last touched first, and says which issues hold it", async () => {
    const list = await aBriefing(context);
    const first = await anArticle(context, { headline: "First" });
    context.later(1000);
    await anArticle(context, { headline: "Second" });
    await anIssue(context, list, { articles: [first] });
    const lines = await listArticles(context);
    expect(lines.map(({ headline, issues }) => [headline, issues])).toEqual([
      ["Second", []],
      ["First", [1]],
    ]);
  });

  test("finds every word in headline, byline or slug, and drafts or published ones alone", async () => {
    const { id } = await anArticle(context, { headline: "Robots in Ports", byline: "Åsa Lind" });
    await anArticle(context, { headline: "Robots at sea", byline: "Bo Ek" });
    await setPublished(context, id, true);
    const found = async (search: string, status?: "published" | "draft") =>
      (await listArticles(context, { search, status })).map(({ headline }) => headline);
    expect(await found("åsa ROBOTS")).toEqual(["Robots in Ports"]);
    expect(await found("%")).toEqual([]);
    expect(await found("", "draft")).toEqual(["Robots at sea"]);
    expect(await found("", "published")).toEqual(["Robots in Ports"]);
  });
});
