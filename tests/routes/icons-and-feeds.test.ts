import { readFileSync } from "node:fs";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { ask } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { anUnsetSite, aSite } from "../support/site.ts";

let context: TestContext;

beforeEach(async () => {
  ({ context } = await aSite());
  await setPublished(context, (await anArticle(context, { topics: ["Automation"] })).id, true);
});

describe("the mark of the site", () => {
  test("is where browsers, phones and robots ask for it, in each size that they are told", async () => {
    const { text } = await ask(context, "/");
    for (const [, path] of text.matchAll(/<link rel="(?:icon|apple-touch-icon|manifest)" href="([^"]+)"/g)) {
      const { status, headers } = await ask(context, path!);
      expect([path, status, headers["cache-control"]]).toEqual([path, 200, expect.stringContaining("max-age")]);
    }
    expect(text.match(/<link rel="(icon|apple-touch-icon|manifest)"/g)).toHaveLength(4);
    const manifest = await ask(context, "/manifest.webmanifest");
    expect(manifest.headers["content-type"]).toContain("application/manifest+json");
    const { name, lang, icons } = JSON.parse(manifest.text) as {
      name: string;
      lang: string;
      icons: { src: string; sizes: string; purpose: string }[];
    };
    expect([name, lang]).toEqual(["The Robotics Briefing", "en"]);
    expect(icons.map(({ purpose }) => purpose)).toContain("maskable");
    for (const { src, sizes } of icons) {
      const { width, height } = await sharp(`public${src}`).metadata();
      expect(`${width}x${height}`).toBe(sizes);
      expect((await ask(context, src)).status).toBe(200);
    }
    expect((await sharp("public/apple-touch-icon.png").metadata()).width).toBe(180);
  });

  test("is an icon file of three pictures, which the oldest programs read", async () => {
    const file = readFileSync("public/favicon.ico");
    expect([file.readUInt16LE(2), file.readUInt16LE(4)]).toEqual([1, 3]);
    for (const [i, size] of [16, 32, 48].entries()) {
      const at = 6 + 16 * i;
      const picture = file.subarray(file.readUInt32LE(at + 12), file.readUInt32LE(at + 12) + file.readUInt32LE(at + 8));
      expect([file[at], (await sharp(picture).metadata()).width]).toEqual([size, size]);
    }
    expect((await ask(context, "/favicon.ico")).headers["content-type"]).toMatch(/^image\/(x-icon|vnd.microsoft.icon)/);
  });

  test("is there before the briefing is set up", async () => {
    const unset = await anUnsetSite();
    for (const path of ["/favicon.ico", "/apple-touch-icon.png", "/manifest.webmanifest"])
      expect((await ask(unset, path)).status).toBe(200);
  });
});

describe("a feed", () => {
  test.each([
    ["/rss", "/feed.xml"],
    ["/RSS/", "/feed.xml"],
    ["/rss.xml", "/feed.xml"],
    ["/feed", "/feed.xml"],
    ["/feed/", "/feed.xml"],
    ["/feeds", "/feed.xml"],
    ["/feed/rss", "/feed.xml"],
    ["/index.xml", "/feed.xml"],
    ["/atom.xml", "/feed.atom"],
    ["/feed/atom/", "/feed.atom"],
    ["/feed/json", "/feed.json"],
    ["/issues/feed", "/issues/feed.xml"],
    ["/issues/feed/", "/issues/feed.xml"],
    ["/topics/automation/feed", "/topics/automation/feed.xml"],
    ["/topics/automation/rss/", "/topics/automation/feed.xml"],
  ])("is found by who looks for it at %s", async (path, feed) => {
    const { status, headers } = await ask(context, path);
    expect([status, headers.location]).toEqual([301, feed]);
    expect((await ask(context, feed)).status).toBe(200);
  });

  test.each(["/rssx", "/feed/x", "/topics//feed", "/a/rss", "/feed/../etc"])(
    "is not thought to be meant by %s",
    async (path) => {
      expect((await ask(context, path)).status).toBe(404);
    },
  );

  test.each([
    ["/", ["/feed.xml"]],
    ["/about", ["/feed.xml", "/feed.atom", "/feed.json", "/issues/feed.xml"]],
    ["/articles", ["/feed.xml", "/feed.atom", "/feed.json"]],
    ["/issues", ["/issues/feed.xml", "/issues/feed.atom"]],
    ["/topics/automation", ["/topics/automation/feed.xml", "/topics/automation/feed.json"]],
  ])("is linked for people on %s", async (path, feeds) => {
    const { text } = await ask(context, path);
    const body = text.slice(text.indexOf("<body"));
    for (const feed of feeds) expect(body).toContain(`href="${feed}"`);
  });
});
