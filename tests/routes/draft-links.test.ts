import { beforeAll, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { draftLinks, type DraftLink } from "#app/models/articles/draftLinks.server.ts";
import { languages } from "#app/i18n/languages.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { ask, post } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let tom: AtTheDesk;

beforeAll(async () => {
  ({ context } = await aSite());
  tom = await atTheDesk(context, "editor", "Tom");
});

async function aLinkedDraft(headline: string, given: Record<string, unknown> = {}) {
  const { id, slug } = await anArticle(context, { headline, body: bodyOf("A secret word."), ...given });
  const made = await tom.post(`/desk/articles/${id}/preview`, { intent: "make", name: "Bo Ek", days: "7" });
  expect(made.status).toBe(302);
  const [link] = await draftLinks(context, id);
  return { id, slug, link: link!, path: new URL(link!.url).pathname };
}
const linkOf = async (id: number): Promise<DraftLink> => (await draftLinks(context, id))[0]!;

describe("a secret link to a draft", () => {
  test("shows the draft as a page that is marked as one, and that nobody keeps, indexes or names elsewhere", async () => {
    const { id, path } = await aLinkedDraft("What robots keep secret");
    const { status, headers, text } = await ask(context, path);
    expect(status).toBe(200);
    expect(text).toContain("A secret word.");
    expect(text).toContain(messagesIn("en")("draft.label"));
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-robots-tag": "noindex",
      "referrer-policy": "no-referrer",
    });
    expect(text).toContain('name="robots" content="noindex');
    expect(text).not.toMatch(/<form|<script(?! type="application\/ld\+json")|rel="canonical"/);
    for (const other of ["/", "/articles", "/feed.xml", "/feed.json", "/sitemap.xml", "/search?q=secret", "/topics"])
      expect((await ask(context, other)).text, other).not.toContain("keep secret");
    expect((await ask(context, "/robots.txt")).text).toContain("Disallow: /draft/");
    expect(await linkOf(id)).toMatchObject({ opened: 1, openedAt: context.clock() });
  });

  test("is not counted for a HEAD, nor for a page that a browser fetches ahead", async () => {
    const { id, path } = await aLinkedDraft("Counting");
    expect((await ask(context, path, { method: "HEAD" })).status).toBe(200);
    await ask(context, path, { headers: { "Sec-Purpose": "prefetch;prerender" } });
    expect((await linkOf(id)).opened).toBe(0);
  });

  test("shows what is saved then, and is in every language of a briefing", async () => {
    const { path } = await aLinkedDraft("Languages");
    for (const language of Object.keys(languages)) {
      await context.db.updateTable("briefing").set({ language }).execute();
      const page = (await ask(context, path)).text;
      expect(page).toContain(`<html lang="${language}"`);
      expect(page).toContain(messagesIn(language)("draft.label"));
      const dead = await ask(context, "/draft/nothing");
      expect([dead.status, dead.headers["cache-control"]]).toEqual([404, "no-store"]);
      expect(dead.text).toContain(messagesIn(language)("draft.ended"));
    }
    await context.db.updateTable("briefing").set({ language: "en" }).execute();
  });

  test("ends when somebody at the desk ends it; the page then says so in plain words", async () => {
    const { id, link, path } = await aLinkedDraft("Ending");
    const stranger = await post(context, `/desk/articles/${id}/preview`, { intent: "end", link: String(link.id) });
    expect(stranger.headers.location).toMatch(/sign-in/);
    expect((await ask(context, path)).status).toBe(200);
    await tom.post(`/desk/articles/${id}/preview`, { intent: "end", link: String(link.id) });
    const { status, text } = await ask(context, path);
    expect(status).toBe(404);
    expect(text).toContain("This link has ended");
    expect(text).not.toContain("A secret word.");
  });

  test("redirects to the article once that is published", async () => {
    const { id, path, slug } = await aLinkedDraft("Publishing");
    await setPublished(context, id, true);
    const { status, headers } = await ask(context, path);
    expect([status, headers.location, headers["cache-control"]]).toEqual([302, `/articles/${slug}`, "no-store"]);
    const late = await tom.post(`/desk/articles/${id}/preview`, { intent: "make", name: "Late", days: "7" });
    expect([late.status, late.text.includes("it needs no secret link")]).toEqual([409, true]);
  });

  test("has a name; a wrong form is said at the field", async () => {
    const { id } = await anArticle(context, { headline: "Faults" });
    const nameless = await tom.post(`/desk/articles/${id}/preview`, { intent: "make", name: "", days: "7" });
    expect([nameless.status, nameless.text.includes("Say whom the link is for.")]).toEqual([400, true]);
    expect((await tom.post("/desk/articles/999/preview", { intent: "make", name: "Bo", days: "7" })).status).toBe(404);
    expect(await draftLinks(context, id)).toEqual([]);
  });
});
