import { articlesIn } from "#app/models/sections.ts";
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { articleSchema, saveArticle } from "#app/models/articles/articles.server.ts";
import { briefingSchema, getBriefing, saveBriefing } from "#app/models/briefing.server.ts";
import { archive, editionByNumber, editionContent, publicCopy } from "#app/models/issues/editions.server.ts";
import { browserPage, inScheme, previewOf } from "#app/models/issues/previews.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example", "Ana");
});

async function aSentIssue(subject = "Robots learn to pack") {
  const article = await anArticle(context);
  const number = await anIssue(context, list, { subject, articles: [article] });
  await sendIssue(context, number, "Ruth");
  return { number, article };
}

describe("an edition", () => {
  test("stays as it was sent, whatever is corrected later", async () => {
    const { number, article } = await aSentIssue();
    const before = await editionByNumber(context, number);
    const corrected = articleSchema.parse({ headline: "Robots do not pack", body: bodyOf("We were wrong.") });
    await saveArticle(context, article.id, article.version, corrected);
    const briefing = (await getBriefing(context))!;
    await saveBriefing(context, briefingSchema.parse({ ...briefing, replyTo: undefined, name: "Another name" }));
    expect(await editionByNumber(context, number)).toEqual(before);
    expect(publicCopy(context, before!).html).toContain("Robots learn to pack");
    expect(articlesIn(editionContent(before!).sections)[0]!.headline).toBe("Robots learn to pack");
  });

  test("carries the SHA-256 of its HTML and text", async () => {
    const { number } = await aSentIssue();
    const { html, text, sha256 } = (await editionByNumber(context, number))!;
    expect(sha256).toBe(createHash("sha256").update(`${html}\0${text}`).digest("hex"));
  });

  test("is shown to everybody without any reader's values", async () => {
    const { number } = await aSentIssue();
    const edition = (await editionByNumber(context, number))!;
    const { html, text } = publicCopy(context, edition);
    for (const copy of [html, text]) {
      expect(copy).not.toContain(edition.marker_key);
      expect(copy).not.toContain("ana@readers.example");
      expect(copy).toContain("https://briefing.example.org/unsubscribe");
    }
  });

  test("is not there before the issue is sent; the archive has the newest first", async () => {
    expect(await editionByNumber(context, await anIssue(context, list))).toBeUndefined();
    await aSentIssue("The second");
    await aSentIssue("The third");
    expect((await archive(context)).map(({ number, subject }) => [number, subject])).toEqual([
      [3, "The third"],
      [2, "The second"],
    ]);
  });
});

describe("a preview", () => {
  test("shows a draft as it would go out now, and a sent issue as it did", async () => {
    const draft = await anIssue(context, list, { subject: "Not yet" });
    const preview = await previewOf(context, draft, "ruth@briefing.example");
    expect(preview).toMatchObject({ subject: "Not yet", frozen: false, fromName: "The Robotics Briefing" });
    expect(preview!.html).toContain("ruth@briefing.example");
    expect(await browserPage(context, draft)).toMatchObject({ content: { subject: "Not yet" }, sha256: null });
    const { number } = await aSentIssue();
    expect(await previewOf(context, number, "ruth@briefing.example")).toMatchObject({ frozen: true });
    expect((await browserPage(context, number))!.sha256).toBe((await editionByNumber(context, number))!.sha256);
    expect(await previewOf(context, 77, "ruth@briefing.example")).toBeUndefined();
  });

  test("looks as in a light or a dark inbox, whatever the screen is set to", async () => {
    const preview = await previewOf(context, await anIssue(context, list), "ruth@briefing.example");
    expect(preview!.html).toContain("prefers-color-scheme");
    expect(inScheme(preview!.html, "dark")).toContain("@media all");
    expect(inScheme(preview!.html, "light")).toContain("@media not all");
    for (const scheme of ["dark", "light"] as const)
      expect(inScheme(preview!.html, scheme)).not.toContain("prefers-color-scheme");
  });
});
