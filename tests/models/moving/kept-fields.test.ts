import { beforeEach, expect, test } from "vitest";
import { articleById, publishedArticle } from "#app/models/articles/articles.server.ts";
import { sheetOf } from "#app/models/articles/sheets.server.ts";
import { pieceContent } from "#app/models/issues/editions.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { picturesIn } from "#app/models/body.ts";
import { articlesIn } from "#app/models/sections.ts";
import { sitemap } from "#app/models/site/sitemaps.server.ts";
import { articleMarkup } from "#emails/render/articles.server.ts";
import { mailLanguage } from "#emails/render/language.server.ts";
import { sourceOf } from "#emails/render/markup.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { anOutside } from "../../support/outside.ts";
import { aPhoto, articlesBySlug, aSite, moved } from "../../support/sites.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
});

const site = "https://old.example";
const post = (fields: string, text = "Worte.") => `---\ntitle: One\ndate: 2024-01-01\n${fields}---\n\n${text}\n`;

test("pictures that were fetched before stay when the former site answers no more", async () => {
  const photo = await aPhoto();
  let isGone = false;
  const outside = await anOutside((_, response) => {
    if (isGone) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "image/jpeg" }).end(photo);
  });
  context.outside = outside;
  const image = "image: http://old.example/lead.jpg\nimageAlt: A boat\n";
  const text = "![A quay](http://old.example/a/1.jpg)\n\n![A pier](http://old.example/b/1.jpg)";
  await moved(context, aSite({ "one.md": post(image, text) }), { site });
  const { one } = await articlesBySlug(context);
  expect(one!.image).not.toBeNull();
  const pictures = picturesIn(one!.body);
  isGone = true;
  const { words, counts } = await moved(context, aSite({ "one.md": post(image, `${text}\n\nMore.`) }), {
    ...{ site, update: true },
  });
  expect(counts).toEqual({ updated: 1 });
  const again = (await articlesBySlug(context)).one!;
  expect(again.image).toEqual(one!.image);
  expect(picturesIn(again.body)).toEqual(pictures);
  expect(words).toHaveLength(3);
  expect(words.join("\n")).toContain("stays as it was here");
});

test("where it appeared first and its language are the article's, on its page, in its mail and in the sitemap", async () => {
  const folder = aSite({ "one.md": post("canonical: https://first.example/one\nlang: de_AT\n") });
  await moved(context, folder, { site });
  const article = (await publishedArticle(context, "one"))!;
  expect(article).toMatchObject({ canonical: "https://first.example/one", language: "de-AT" });
  expect((await sheetOf(context, article.id))!.typed).toMatchObject({
    canonical: article.canonical,
    language: "de-AT",
  });
  expect(await sitemap(context)).not.toContain("/articles/one<");
  const briefing = (await getBriefing(context))!;
  const content = pieceContent(context, briefing, { ...article, display: "full" });
  const [piece] = articlesIn(content.sections!);
  const mail = sourceOf(articleMarkup(piece!, mailLanguage("en"), context.config.appUrl, 2));
  expect(mail.match(/lang="de-AT"/g)!.length).toBeGreaterThanOrEqual(2);
});

test("two imports of the same site at once make each article once, and neither breaks off", async () => {
  const posts = Array.from({ length: 12 }, (_, i) => [`p${i}.md`, post("", `Words ${i}.`).replace("One", `Post ${i}`)]);
  const folder = aSite(Object.fromEntries(posts) as Record<string, string>);
  const both = await Promise.all([moved(context, folder, { site }), moved(context, folder, { site })]);
  expect(Object.keys(await articlesBySlug(context))).toHaveLength(12);
  for (const { counts } of both) expect((counts.published ?? 0) + (counts.there ?? 0)).toBe(12);
});

test("an address of the site itself, or of no page, and a language that has no tag are left alone", async () => {
  const folder = aSite({ "one.md": post("canonical: https://old.example/one\nlang: Deutsch\n") });
  await moved(context, folder, { site });
  const { one } = await articlesBySlug(context);
  expect(await articleById(context, one!.id)).toMatchObject({ canonical: "", language: "" });
});
