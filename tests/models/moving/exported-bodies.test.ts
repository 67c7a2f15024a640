import { beforeEach, expect, test } from "vitest";
import { saveArticle } from "#app/models/articles/articles.server.ts";
import type { Body } from "#app/models/body.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { siteInMarkdown } from "#app/models/moving/exportMarkdown.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anArticle } from "../../support/newsroom.ts";
import { aPhoto, articlesBySlug, aSite, moved } from "../../support/sites.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
});

test("an article that was exported as Markdown moves in as the same one, with its pictures, boxes and sources", async () => {
  const photo = await aPhoto();
  const stored = await storeImage(context, photo);
  if ("error" in stored) throw new Error(stored.error);
  const { path: src, width, height } = stored.image;
  const image = {
    src,
    alt: "A boat",
    width,
    height,
    caption: "By night",
    credit: "Ana Li",
    size: "wide" as const,
    href: "",
  };
  const words = (text: string) => ({ type: "paragraph" as const, content: [{ type: "text" as const, text }] });
  const body: Body = {
    type: "doc",
    content: [
      words("Before [it] * all."),
      { type: "image", attrs: image },
      { type: "callout", attrs: { kind: "warning" }, content: [words("Mind.")] },
      { type: "pullQuote", attrs: { by: "Bo Ek" }, content: [words("Said.")] },
      { type: "button", attrs: { label: "Read", href: "https://example.org/" } },
    ],
  };
  const article = await anArticle(context, { headline: "Ferries", slug: "ferries" });
  const input = {
    ...article,
    headline: "Ferries",
    body,
    imageId: stored.image.id,
    imageAlt: "A boat",
    sources: [{ title: "ISO", url: "https://www.iso.org/x" }],
  };
  const saved = await saveArticle(context, article.id, article.version, input);
  if ("error" in saved) throw new Error(saved.error);
  const files: Record<string, string | Buffer> = { "briefing.json": "{}", [`${src.slice(1)}`]: photo };
  for await (const { name, bytes } of siteInMarkdown(context)) files[name] = bytes;

  context = await testContext();
  const site = await moved(context, aSite(files), { publish: true });
  expect(site).toMatchObject({ source: "pressrun", words: [] });
  const again = (await articlesBySlug(context)).ferries!;
  const path = again.image!.path;
  expect(again).toMatchObject({ headline: "Ferries", imageAlt: "A boat", sources: input.sources });
  expect(JSON.stringify(again.body).replaceAll(path, src)).toEqual(JSON.stringify(saved.article.body));
});
