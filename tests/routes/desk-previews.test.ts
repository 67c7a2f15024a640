import { beforeAll, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { saveSheet, sheetSchema } from "#app/models/articles/sheets.server.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import { ask, post } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let tom: AtTheDesk;
let id: number;
const pages = ["preview", "page", "mail", "mail?as=summary", "card.png"];

beforeAll(async () => {
  ({ context } = await aSite());
  tom = await atTheDesk(context, "editor", "Tom");
  const given = { topics: ["Automation"], sources: [{ title: "The plan", url: "https://example.org/plan" }] };
  ({ id } = await anArticle(context, {
    headline: "A draft & its <robots>",
    body: bodyOf("Half a sentence."),
    ...given,
  }));
});

describe("the preview of an article", () => {
  test("is for who signs in at the desk, and of an article that is there", async () => {
    for (const page of pages) {
      expect((await ask(context, `/desk/articles/${id}/${page}`)).status, page).toBe(302);
      expect((await tom.see(`/desk/articles/${id}/${page}`)).status, page).toBe(200);
      expect((await tom.see(`/desk/articles/999/${page}`)).status, page).toBe(404);
      expect((await tom.see(`/desk/articles/x/${page}`)).status, page).toBe(404);
    }
  });

  test("shows a draft as its page, as its piece in the mail and as text, and publishes nothing", async () => {
    const see = async (page: string) => (await tom.see(`/desk/articles/${id}/${page}`)).text;
    expect(await see("page")).toContain("A draft &amp; its &lt;robots&gt;</h1>");
    for (const part of ["Half a sentence.", "/topics/automation", "https://example.org/plan"])
      expect(await see("page")).toContain(part);
    expect(await see("mail")).toContain("Half a sentence.");
    expect(await see("mail?as=summary")).not.toContain("Half a sentence.");
    const text = await see("preview");
    expect(text).toContain("Half a sentence.");
    expect(text).toContain("readers see nothing of it yet");
    expect((await ask(context, "/articles/a-draft-its-robots")).status).toBe(404);
    expect((await ask(context, "/share/articles/a-draft-its-robots.png")).status).toBe(404);
  });

  test("runs no script in its frames, and is light or dark whatever the screen is", async () => {
    const dark = await tom.see(`/desk/articles/${id}/page?scheme=dark`);
    expect(dark.text).toContain('data-look="dark"');
    expect(dark.text).not.toMatch(/<script(?! type="application\/ld\+json")/);
    expect((await tom.see(`/desk/articles/${id}/page?scheme=light`)).text).toContain('data-look="light"');
    expect((await tom.see(`/desk/articles/${id}/page?scheme="><b>`)).text).not.toContain("data-look");
    const mail = await tom.see(`/desk/articles/${id}/mail?scheme=dark`);
    expect(mail.headers["content-security-policy"]).toContain("sandbox allow-popups");
    expect(mail.text).toContain("@media all");
  });

  test("shows the changes of a published article that its page does not have", async () => {
    const article = await anArticle(context, { headline: "On the site" });
    await setPublished(context, article.id, true);
    const typed = sheetSchema.parse({
      headline: "On the site, changed",
      byline: "Bo Ek",
      topics: ["A new topic"],
      body: JSON.parse(bodyOf("More words.")) as unknown,
    });
    await saveSheet(context, "Tom", { id: article.id, version: 1, tab: "a-tab-of-tom", step: 1 }, typed);
    const page = (await tom.see(`/desk/articles/${article.id}/page`)).text;
    for (const part of ["On the site, changed", "More words.", "/authors/bo-ek", "/topics/a-new-topic"])
      expect(page).toContain(part);
    expect((await ask(context, "/articles/on-the-site")).text).not.toContain("changed");
    expect((await tom.see(`/desk/articles/${article.id}/preview`)).text).toContain("not on the site yet");
  });
});

describe("a publication at a time", () => {
  const at = (path: string, fields: Record<string, string>) => tom.post(`/desk/articles/${path}/schedule`, fields);

  test("is given, changed and cancelled by whoever works at the desk, and by nobody else", async () => {
    const article = await anArticle(context, { headline: "Later" });
    const stranger = await post(context, `/desk/articles/${article.id}/schedule`, { at: "2026-11-24T07:00" });
    expect([stranger.status, stranger.headers.location]).toEqual([302, expect.stringMatching(/sign-in/)]);
    expect((await at("999", { at: "2026-11-24T07:00" })).status).toBe(404);
    const given = await at(String(article.id), { at: "2026-11-24T07:00" });
    expect(JSON.parse(given.text)).toMatchObject({ saved: { scheduledAt: Date.UTC(2026, 10, 24, 6) }, fault: null });
    expect((await tom.see("/desk/articles")).text).toMatch(/Scheduled for.*24 Nov 2026, 07:00/);
    expect((await tom.see("/desk/articles?status=scheduled")).text).not.toContain("On the site, changed");
    const past = await at(String(article.id), { at: "2020-11-24T07:00" });
    expect([past.status, JSON.parse(past.text)]).toMatchObject([
      400,
      { saved: { scheduledAt: Date.UTC(2026, 10, 24, 6) }, fault: expect.stringContaining("is over") as string },
    ]);
    expect(JSON.parse((await at(String(article.id), { intent: "cancel" })).text)).toMatchObject({
      saved: { scheduledAt: null },
    });
  });
});
