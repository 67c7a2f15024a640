import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { articleSchema, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { currentWording } from "#app/models/consent/wordings.server.ts";
import { editionByNumber } from "#app/models/issues/editions.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { ask } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, anIssue, aReader, bodyOf } from "../support/newsroom.ts";
import { anUnsetSite, aSentIssue, aSite } from "../support/site.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  ({ context, list } = await aSite());
});

async function page(path: string) {
  const answer = await ask(context, path);
  expect(answer.text.match(/<h1/g)?.length, `one heading on ${path}`).toBe(1);
  expect(answer.text, `no script on ${path}`).not.toMatch(/<script(?! type="application\/ld\+json")/);
  return answer;
}

async function aPicture(colour = "#336699"): Promise<number> {
  const create = { width: 320, height: 180, channels: 3 as const, background: colour };
  const stored = await storeImage(context, await sharp({ create }).png().toBuffer());
  if ("error" in stored) throw new Error(stored.error);
  return stored.image.id;
}

/** Fails unless these words stand in the page, in this order. */
function expectInOrder(text: string, words: string[]) {
  const places = words.map((word) => text.indexOf(word));
  expect(
    places.every((place) => place >= 0),
    words.filter((_, i) => places[i]! < 0).join("; "),
  ).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
}

describe("an article", () => {
  async function aWholeArticle() {
    const article = await anArticle(context, {
      headline: "Robots learn to pack",
      dek: "Two warehouses compare notes.",
      byline: "Ines Halloran",
      body: bodyOf("The first paragraph.\nThe last paragraph."),
      imageId: await aPicture(),
      imageAlt: "A packing robot",
      imageCredit: "Image / Harbour Robotics",
      topics: ["Automation"],
      sources: [{ title: "The plan of the hall", url: "https://www.example.org/plan" }],
    });
    await setPublished(context, article.id, true);
    return article;
  }

  test("shows headline, dek, byline, picture, credit, body, sources and the way to subscribe, in this order", async () => {
    const { slug } = await aWholeArticle();
    const { status, text } = await page(`/articles/${slug}`);
    expect(status).toBe(200);
    expectInOrder(text.slice(text.indexOf("<main")), [
      "<h1",
      "Robots learn to pack",
      "Two warehouses compare notes.",
      "Ines Halloran",
      "23 November 2026",
      'alt="A packing robot"',
      "Image / Harbour Robotics",
      "The first paragraph.",
      "The last paragraph.",
      ">Sources</h2>",
      "The plan of the hall",
      "The Robotics Briefing</h2>",
      "weekly intelligence on automation, regulation and investment trends",
      'action="/subscribe"',
      "No spam.",
    ]);
    expect(text.replace(/<[^>]+>/g, "")).toContain((await currentWording(context, "sign-up")).text);
    expect(text).toContain('href="/privacy">privacy policy</a>');
    expect(text).toMatch(/<img[^>]*width="320" height="180"/);
  });

  test("says what it is to search engines and to those who share it (W-05)", async () => {
    const { slug } = await aWholeArticle();
    const { text } = await page(`/articles/${slug}`);
    const url = `${context.config.appUrl}/articles/${slug}`;
    for (const words of [
      "<title>Robots learn to pack · The Robotics Briefing</title>",
      '<meta name="description" content="Two warehouses compare notes."/>',
      `<link rel="canonical" href="${url}"/>`,
      '<meta property="og:title" content="Robots learn to pack"/>',
      `<meta property="og:image" content="${context.config.appUrl}/share/articles/${slug}.png?v=`,
    ])
      expect(text).toContain(words);
  });

  test("says one address of its own, whatever a mailing puts behind it (W-05)", async () => {
    const { slug } = await aWholeArticle();
    for (const query of ["?utm_source=mail&utm_campaign=7", "?fbclid=1", "?page=2", "?x"]) {
      const { text } = await page(`/articles/${slug}${query}`);
      expect(text).toContain(`<link rel="canonical" href="${context.config.appUrl}/articles/${slug}"/>`);
      expect(text).not.toContain(query);
    }
  });

  test("is not there before it is published, and neither is what no slug can be (row 26)", async () => {
    const { slug } = await anArticle(context);
    for (const path of [slug, "nothing", "%00", "a%20b", "%F0%9F%A4%96", "..%2f..%2fx", "x".repeat(300)])
      expect([path, (await page(`/articles/${path}`)).status]).toEqual([path, 404]);
  });

  test("shows hostile words as words (S-09, row 21)", async () => {
    const nasty = `<script>alert(1)</script><img src=x onerror=alert(1)>`;
    const link = {
      type: "text",
      text: nasty,
      marks: [{ type: "link", attrs: { href: 'https://example.org/?a="><b>' } }],
    };
    const body = JSON.stringify({ type: "doc", content: [{ type: "paragraph", content: [link] }] });
    const article = await anArticle(context, {
      headline: nasty,
      dek: nasty,
      byline: nasty,
      body,
      topics: [nasty.slice(0, 40)],
    });
    await setPublished(context, article.id, true);
    for (const path of ["/", "/articles", `/articles/${article.slug}`]) {
      const { status, text } = await page(path);
      expect(status).toBe(200);
      expect(text).not.toMatch(/<img src=x|<b>/);
    }
  });

  test("a source that came into the database another way does not come out as a link (S-09)", async () => {
    const article = await anArticle(context);
    await setPublished(context, article.id, true);
    const sources = JSON.stringify([{ title: "A source", url: "javascript:alert(1)" }]);
    await context.db.updateTable("articles").set({ sources }).execute();
    const { status, text } = await page(`/articles/${article.slug}`);
    expect([status, text.includes("A source"), text.includes("javascript:")]).toEqual([200, true, false]);
  });

  test("nested past all sense is still a page (row 25)", async () => {
    let node: object = { type: "paragraph", content: [{ type: "text", text: "the bottom" }] };
    for (let depth = 0; depth < 400; depth += 1) node = { type: "blockquote", content: [node] };
    const article = await anArticle(context, { body: JSON.stringify({ type: "doc", content: [node] }) });
    await setPublished(context, article.id, true);
    const { status, text } = await page(`/articles/${article.slug}`);
    expect(status).toBe(200);
    expect(text).toContain("the bottom");
    expect(text.match(/<blockquote>/g)!.length).toBeLessThan(20);
  });
});

describe("the front page", () => {
  test("has the name, the pitch, the form, the latest issue with its articles, and others", async () => {
    await setPublished(context, (await anArticle(context, { headline: "An earlier one" })).id, true);
    const { article } = await aSentIssue(context, list, { topics: ["Automation"] });
    const { text } = await page("/");
    expectInOrder(text.slice(text.indexOf("<body")), [
      "The Robotics Briefing</a></h1>",
      "weekly intelligence on automation",
      'action="/subscribe"',
      "Latest issue",
      'href="/issues/1">What robots pack',
      "Two warehouses, five years apart",
      "min read",
      `href="/articles/${article.slug}"`,
      "More articles",
      "An earlier one",
    ]);
  });

  test("shows no headline twice, be it the issue's subject or that of an article in it", async () => {
    await aReader(context, list, "reader@readers.example");
    const written = [];
    for (const headline of ["Robots learn to pack", "Rules for robots", "Robots learn to pack"])
      written.push(await anArticle(context, { headline }));
    for (const headline of ["Earlier", "RULES FOR ROBOTS", "Earliest"])
      await setPublished(context, (await anArticle(context, { headline })).id, true);
    const number = await anIssue(context, list, { subject: "Robots learn to pack", articles: written });
    const sent = await sendIssue(context, number, "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    const { text } = await page("/");
    const headings = [...text.matchAll(/<h[23][^>]*>(.*?)<\/h[23]>/gs)].map(([, inner]) =>
      inner!.replace(/<[^>]+>/g, ""),
    );
    expect(headings).toEqual([
      "Issue 1",
      "Robots learn to pack",
      "Rules for robots",
      "More articles",
      "Earliest",
      "Earlier",
    ]);
  });

  test("before the first issue shows the latest articles", async () => {
    await setPublished(context, (await anArticle(context)).id, true);
    const { text } = await page("/");
    expect(text).toContain("Latest articles");
    expect(text.split(">Robots learn to pack<")).toHaveLength(2);
  });

  test("is a page, too, while nothing is published", async () => {
    for (const path of ["/", "/articles", "/issues"]) expect((await page(path)).status).toBe(200);
  });
});

describe("the archive", () => {
  test("has the issues that went out, and no other (E-21)", async () => {
    await aSentIssue(context, list);
    await anIssue(context, list, { subject: "Still being written", articles: [await anArticle(context)] });
    const { text } = await page("/issues");
    expect(text).toContain("What robots pack");
    expect(text).not.toContain("Still being written");
    expect((await page("/issues/1")).status).toBe(200);
    for (const path of ["2", "3", "0", "-1", "1.5", "1e0", "abc", "99999999999999999999", "%00"])
      expect([path, (await page(`/issues/${path}`)).status]).toEqual([path, 404]);
    expect((await ask(context, "/issues/2/mail")).status).toBe(404);
    expect((await ask(context, "/issues/2/mail.txt")).status).toBe(404);
  });

  test("shows an issue as it was frozen, whatever is corrected afterwards", async () => {
    const { article } = await aSentIssue(context, list);
    const input = articleSchema.parse({ ...article, headline: "Corrected", body: JSON.stringify(article.body) });
    await saveArticle(context, article.id, article.version, input);
    expect((await page(`/articles/${article.slug}`)).text).toContain("Corrected");
    const { text } = await page("/issues/1");
    expect(text).toContain("Robots learn to pack");
    expect(text).not.toContain("Corrected");
    const edition = await editionByNumber(context, 1);
    expectInOrder(text, [
      "What robots pack</h1>",
      "In this issue",
      'action="/subscribe"',
      "the mail as it was sent",
      edition!.sha256,
    ]);
  });

  test("shows the mail itself, with nobody's address and in a document that can do nothing (E-21)", async () => {
    await aSentIssue(context, list);
    const html = await ask(context, "/issues/1/mail");
    expect(html.status).toBe(200);
    expect(String(html.headers["content-security-policy"])).toContain("sandbox");
    const text = await ask(context, "/issues/1/mail.txt");
    expect(text.headers["content-type"]).toBe("text/plain; charset=utf-8");
    for (const copy of [html.text, text.text]) {
      expect(copy).toContain("What robots pack");
      expect(copy).toContain(`${context.config.appUrl}/unsubscribe`);
      expect(copy).not.toContain("reader@readers.example");
      expect(copy).not.toMatch(/pr-[0-9a-f]{32}/);
    }
  });

  test("a draft's number is nobody's before it is sent", async () => {
    await createIssue(context, list.id);
    expect((await ask(context, "/issues/1/mail")).status).toBe(404);
  });
});

describe("a picture", () => {
  test("is served once and for all, as nothing but a picture (S-12)", async () => {
    const article = await anArticle(context, { imageId: await aPicture(), imageAlt: "Blue" });
    const { status, headers } = await ask(context, article.image!.path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "image/jpeg",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "content-disposition": "inline",
      "content-security-policy": "default-src 'none'; sandbox",
    });
    expect((await ask(context, article.image!.path, { method: "HEAD" })).status).toBe(200);
    for (const path of ["nothing.jpg", `${"0".repeat(32)}.jpg`, "..%2fx.jpg", article.image!.path.slice(8, -4)])
      expect([path, (await ask(context, `/images/${path}`)).status]).toEqual([path, 404]);
  });
});

test("before the briefing is set up, every page says so and shows the way to the desk", async () => {
  context = await anUnsetSite();
  for (const [path, status] of [
    ["/", 200],
    ["/issues", 404],
    ["/subscribe", 404],
    ["/privacy", 404],
  ] as const) {
    const answer = await page(path);
    expect([path, answer.status]).toEqual([path, status]);
    expect(answer.text).toContain("This briefing is not set up yet");
    expect(answer.text).toContain('href="/desk"');
  }
});
