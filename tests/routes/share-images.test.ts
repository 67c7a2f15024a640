import sharp from "sharp";
import { beforeEach, expect, test } from "vitest";
import { articleSchema, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { ask } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSentIssue, aSite } from "../support/site.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  ({ context, list } = await aSite());
});

/** The path and query of the share image that a page names. */
async function shareImageOf(path: string): Promise<string> {
  const [, url] = /property="og:image" content="(.*?)"/.exec((await ask(context, path)).text)!;
  return url!.replace(context.config.appUrl, "");
}

/** The bytes of an image, as they come. */
async function bytesOf(path: string): Promise<Buffer> {
  const answer = await fetch(context.config.appUrl + path);
  expect([path, answer.status, answer.headers.get("content-type")]).toEqual([path, 200, "image/png"]);
  return Buffer.from(await answer.arrayBuffer());
}

test("articles, issues and all other pages name an image of 1200 by 630 pixels, and it is there for good (W-05)", async () => {
  await aSentIssue(context, list, { topics: ["Automation"] });
  for (const page of ["/", "/issues/1", "/articles/robots-learn-to-pack"]) {
    const path = await shareImageOf(page);
    const { format, width, height } = await sharp(await bytesOf(path)).metadata();
    expect([page, format, width, height]).toEqual([page, "png", 1200, 630]);
    const { headers } = await ask(context, path);
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect((await ask(context, path, { headers: { "If-None-Match": headers.etag! } })).status).toBe(304);
    expect((await ask(context, path, { method: "HEAD" })).text).toBe("");
  }
});

test("another headline is another image at another address; the former address is not kept for ever (W-05)", async () => {
  const article = await anArticle(context);
  await setPublished(context, article.id, true);
  const former = await shareImageOf(`/articles/${article.slug}`);
  const drawn = await bytesOf(former);
  const input = articleSchema.parse({
    ...article,
    headline: "Robots learn to unpack",
    body: JSON.stringify(article.body),
  });
  await saveArticle(context, article.id, article.version, input);
  const path = await shareImageOf(`/articles/${article.slug}`);
  expect(path).not.toBe(former);
  expect((await bytesOf(path)).equals(drawn)).toBe(false);
  expect((await ask(context, former)).headers["cache-control"]).toContain("max-age=300");
});

test("asked for twenty times at once, an image is drawn once", async () => {
  const article = await anArticle(context);
  await setPublished(context, article.id, true);
  const path = await shareImageOf(`/articles/${article.slug}`);
  const images = await Promise.all(Array.from({ length: 20 }, () => bytesOf(path)));
  expect(images.every((image) => image.equals(images[0]!))).toBe(true);
  expect(context.shareImages.drawn.size).toBe(1);
});

test("there is none of a draft, of what was not sent, and of what is not there (row 26)", async () => {
  const { slug } = await anArticle(context);
  for (const path of [
    `articles/${slug}.png`,
    "articles/x.png",
    "articles/%00.png",
    "issues/1.png",
    "issues/0.png",
    "issues/x.png",
    `articles/${slug}`,
  ])
    expect([path, (await ask(context, `/share/${path}`)).status]).toEqual([path, 404]);
});
