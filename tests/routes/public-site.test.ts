import { beforeEach, describe, expect, test } from "vitest";
import { articleById, setPublished } from "#app/models/articles/articles.server.ts";
import { addCorrection, correctionsOf, withdrawCorrection } from "#app/models/articles/corrections.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { saveAbout } from "#app/models/briefing.server.ts";
import { editionByNumber } from "#app/models/issues/editions.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { ask } from "../support/ask.ts";
import { atTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, anIssue } from "../support/newsroom.ts";
import { aDrawing, aMovingPicture, aPicture } from "../support/pictures.ts";
import { anUnsetSite, aSentIssue, aSite } from "../support/site.ts";
import { aSlot } from "../support/slots.ts";

let context: TestContext;
let list: List;
beforeEach(async () => {
  ({ context, list } = await aSite());
});

/** The status of a page and what stands between its navigation and its footer. */
async function page(path: string) {
  const { status, text, headers } = await ask(context, path);
  expect(text.match(/<h1/g)?.length, `one heading on ${path}`).toBe(1);
  // What search engines read is data, and is not run.
  expect(text, `no script on ${path}`).not.toMatch(/<script(?! type="application\/ld\+json")/);
  return { status, headers, text, main: text.slice(text.indexOf("<main"), text.indexOf("</main")) };
}

const wordsOf = (html: string) => html.replace(/<[^>]+>/g, "");

async function published(given: Record<string, unknown>) {
  const article = await anArticle(context, given);
  await setPublished(context, article.id, true);
  context.later(1000);
  return article;
}

function expectInOrder(text: string, words: string[]) {
  const places = words.map((word) => text.indexOf(word));
  expect(words.filter((_, i) => places[i]! < 0)).toEqual([]);
  expect(places).toEqual([...places].sort((a, b) => a - b));
}

describe("the page of a topic", () => {
  test("has its articles, newest first, and is linked from each", async () => {
    const { slug } = await published({ headline: "The older one", topics: ["Grid & power", "Automation"] });
    await published({ headline: "The newer one", topics: ["Grid & power"] });
    await published({ headline: "Another matter", topics: ["Law"] });
    await anArticle(context, { headline: "A draft", topics: ["Grid & power"] });
    const { status, text, main } = await page("/topics/grid-power");
    expect(status).toBe(200);
    expectInOrder(main, ["Grid &amp; power</h1>", "The newer one", "The older one"]);
    expect(main).not.toMatch(/Another matter|A draft/);
    expect(text).toContain("<title>Grid &amp; power · The Robotics Briefing</title>");
    expect(text).toContain(`<link rel="canonical" href="${context.config.appUrl}/topics/grid-power"/>`);
    expect((await page(`/articles/${slug}`)).main).toContain('href="/topics/grid-power">Grid &amp; power</a>');
    const index = (await page("/topics")).main;
    expectInOrder(wordsOf(index), ["Automation1 article", "Grid &amp; power2 articles", "Law1 article"]);
  });

  test("is not there without an article on the site, nor is what no topic can be", async () => {
    await anArticle(context, { topics: ["Secret"] });
    for (const slug of ["secret", "nothing", "%00", "%F0%9F%A4%96", "a%2Fb", "x".repeat(3000)])
      expect([slug, (await page(`/topics/${slug}`)).status]).toEqual([slug, 404]);
    expect(wordsOf((await page("/topics")).main)).not.toContain("Secret");
  });

  test("has an address in every writing", async () => {
    await published({ headline: "المصانع", topics: ["الأتمتة"] });
    const href = /href="(\/topics\/[^"]+)"/.exec((await page("/topics")).main)![1]!;
    expect((await page(href)).main).toContain("المصانع");
  });

  test("is cut into pages, and the pages that there are not are not there", async () => {
    for (let i = 1; i <= 25; i += 1)
      await published({ headline: `Part ${i}`, topics: ["Automation"], byline: "Ana Li" });
    for (const path of ["/topics/automation", "/authors/ana-li", "/articles"]) {
      const first = await page(path);
      expect(first.main).toContain(`href="${path}?page=2"`);
      const second = await page(`${path}?page=2`);
      expect(second.main).toContain("Part 1<");
      expect(second.main).toContain(`href="${path}"`);
      expect(second.text).toContain(`<link rel="canonical" href="${context.config.appUrl}${path}?page=2"/>`);
      expect(second.text).toMatch(/<title>[^<]+, page 2 · The Robotics Briefing<\/title>/);
      for (const no of ["3", "0", "-1", "x", "1e0", "99999999999", "%00", ""])
        expect([path, no, (await page(`${path}?page=${no}`)).status]).toEqual([path, no, 404]);
    }
  });
});

describe("the page of an author", () => {
  test("has what they wrote, alone and with others; a byline of two leads to both", async () => {
    const { slug } = await published({ headline: "Together", byline: "Inès Halloran and Bo Ek" });
    await published({ headline: "Alone", byline: "Inès Halloran" });
    await published({ headline: "Three of them", byline: "Cai Moss, Bo Ek & Inès Halloran" });
    await published({ headline: "Of somebody else", byline: "Inès Hallorann" });
    const { main } = await page("/authors/ines-halloran");
    expectInOrder(main, ["Inès Halloran</h1>", "Three of them", "Alone", "Together"]);
    expect(main).not.toContain("Of somebody else");
    expect((await page("/authors/bo-ek")).main).not.toContain("Alone");
    const article = (await page(`/articles/${slug}`)).main;
    expect(article).toContain('href="/authors/ines-halloran">Inès Halloran</a>');
    expect(article).toContain('href="/authors/bo-ek">Bo Ek</a>');
    expect(wordsOf(article)).toContain("Inès Halloran and Bo Ek");
  });

  test("is not there for who wrote nothing that is on the site", async () => {
    await anArticle(context, { byline: "Dee Draft" });
    for (const slug of ["dee-draft", "nobody", "%00", "", "and"])
      expect([slug, (await page(`/authors/${slug}`)).status]).toEqual([slug, 404]);
  });
});

describe("the page about us", () => {
  test("says from the settings what readers get, how often, who is responsible and where to write", async () => {
    expect(wordsOf((await page("/about")).main)).toContain("there is no fixed day");
    await aSlot(context, list);
    const { main, text } = await page("/about");
    expect(wordsOf(main)).toMatch(/go out at these times: \w+day/);
    expectInOrder(wordsOf(main), [
      "About The Robotics Briefing",
      "Weekly intelligence on automation, regulation and investment trends.",
      "How often",
      "12 Harbour Street",
      "editors@briefing.example.org",
    ]);
    expect(text).toContain('href="/about"');
  });

  test("is the owner's own text when there is one, its HTML shown as words (row 21)", async () => {
    const desk = await atTheDesk(context, "owner");
    const own = "## Ours\n\nWe are *two*. <script>alert(1)</script>";
    expect((await desk.see("/desk/settings/about")).text).toContain("## How often");
    expect((await desk.post("/desk/settings/about", { about: own })).status).toBe(200);
    const { main } = await page("/about");
    expect(main).toContain("<h2>Ours</h2>");
    expect(main).not.toContain("How often");
    expect((await desk.post("/desk/settings/about", { about: "[x](ftp://y)" })).status).toBe(400);
    await desk.post("/desk/settings/about", { intent: "generated", about: own });
    expect((await page("/about")).main).toContain("How often");
    await saveAbout(context, " \n ");
    expect((await page("/about")).main).toContain("How often");
  });

  test("is an owner's to change", async () => {
    const desk = await atTheDesk(context, "operator");
    expect((await desk.post("/desk/settings/about", { about: "Mine" })).status).toBe(403);
  });
});

describe("around an article", () => {
  test("come the issues it ran in, and what else there is on its topics, behind the sign-up box", async () => {
    await published({ headline: "Shares one topic", topics: ["Law"] });
    await published({ headline: "Shares two topics", topics: ["Law", "Automation"] });
    await published({ headline: "Shares none", topics: ["Sea"] });
    await anArticle(context, { headline: "A draft that shares", topics: ["Law", "Automation"] });
    const { article } = await aSentIssue(context, list, { headline: "The one", topics: ["Automation", "Law"] });
    await anIssue(context, list, { subject: "Still being written", articles: [article] });
    const { main } = await page("/articles/the-one");
    expectInOrder(main, [
      "The first paragraph.",
      'action="/subscribe"',
      "Where it ran",
      'href="/issues/1">Issue 1: What robots pack</a>',
      "Related articles",
      "Shares two topics",
      "Shares one topic",
    ]);
    expect(main).not.toMatch(/Shares none|A draft that shares|Still being written/);
    expect(main.match(/The one</g)).toHaveLength(1);
  });
});

describe("a picture", () => {
  test("is offered in sizes and formats that are all there, and keeps its place before it is", async () => {
    const stored = await storeImage(context, await aPicture({ width: 1000, height: 500 }));
    if ("error" in stored) throw new Error(stored.error);
    const { id, path } = stored.image;
    const picture = { imageId: id, imageAlt: "A robot" };
    const image = { type: "image", attrs: { src: path, alt: "Inside", width: 1000, height: 500 } };
    const { slug } = await published({ ...picture, body: JSON.stringify({ type: "doc", content: [image] }) });
    const { main } = await page(`/articles/${slug}`);
    expect(main.match(/<img [^>]*width="1000" height="500"/g)).toHaveLength(2);
    const offered = [...new Set(main.match(/\/images\/[\w.-]+/g))];
    const key = path.slice(8, -4);
    expect(offered.map((one) => one.slice(8).replace(key, "KEY")).sort()).toEqual(
      ["avif", "jpg", "webp"].flatMap((end) => [`KEY-400.${end}`, `KEY-800.${end}`, `KEY.${end}`]).sort(),
    );
    for (const address of offered) {
      const { status, headers } = await ask(context, address);
      expect([address, status]).toEqual([address, 200]);
      expect(headers["content-type"]).toBe(`image/${address.split(".")[1]!.replace("jpg", "jpeg")}`);
      expect(headers["cache-control"]).toContain("immutable");
    }
    for (const no of [`${key}-401.avif`, `${key}-1200.avif`, `${key}-0400.avif`, `${key}.png`, `${key}-.avif`])
      expect([no, (await ask(context, `/images/${no}`)).status]).toEqual([no, 404]);
  });

  test.each([
    ["png", () => aDrawing({})],
    ["gif", () => aMovingPicture({ frames: 3 })],
  ] as const)(
    "that is kept as %s is served as that and nothing else, to be shown and not to be run (S-12)",
    async (ending, make) => {
      const stored = await storeImage(context, await make());
      if ("error" in stored) throw new Error(stored.error);
      const { headers, status } = await ask(context, stored.image.path);
      expect([status, headers["content-type"]]).toEqual([200, `image/${ending}`]);
      expect([headers["x-content-type-options"], headers["content-security-policy"]]).toEqual([
        "nosniff",
        "default-src 'none'; sandbox",
      ]);
      const { id, path } = stored.image;
      const { slug } = await published({ imageId: id, imageAlt: "A plan" });
      const { main } = await page(`/articles/${slug}`);
      const key = path.slice(0, -4);
      expect(main).toContain(`src="${path}"`);
      expect(main).toMatch(new RegExp(`type="image/webp" srcset="${key}\\.webp `, "i"));
      expect(main.includes('media="(prefers-reduced-motion: reduce)"')).toBe(ending === "gif");
      expect((await ask(context, "/feed.json")).text).toContain(path);
    },
  );

  test("stays a JPEG in the mail (E-18)", async () => {
    const stored = await storeImage(context, await aPicture({ width: 1000, height: 500 }));
    if ("error" in stored) throw new Error(stored.error);
    await aSentIssue(context, list, { imageId: stored.image.id, imageAlt: "A robot" });
    const { html } = (await editionByNumber(context, 1))!;
    expect(html).toContain(stored.image.path);
    expect(html).not.toMatch(/avif|webp|srcset/);
    expect((await page("/issues/1")).main).toContain(`${stored.image.path.slice(0, -4)}-400.avif 400w`);
  });
});

describe("a correction", () => {
  test("is dated, stands on the article's page and beside the issue, which stays as it was sent", async () => {
    const { article } = await aSentIssue(context, list);
    const frozen = await editionByNumber(context, 1);
    expect((await page("/issues/1")).main).not.toContain("corrected");
    context.later(3 * 86_400_000);
    const desk = await atTheDesk(context, "editor", "Ines Halloran");
    const text = "We wrote 400 arms.\nIt is 40 <b>arms</b>.";
    const path = `/desk/articles/${article.id}/corrections`;
    expect((await desk.post(path, { intent: "add", text })).status).toBe(200);
    const { main, text: whole } = await page(`/articles/${article.slug}`);
    expectInOrder(main, [
      '<a class="underline underline-offset-4" href="#corrections">Corrected on ',
      "26 November 2026",
      "The first paragraph.",
      'action="/subscribe"',
      'id="corrections"',
      "We wrote 400 arms.\nIt is 40 &lt;b&gt;arms&lt;/b&gt;.",
    ]);
    expect(whole).toContain('<meta property="article:modified_time" content="2026-11-26T08:00:00.000Z"/>');
    expect(whole).toContain('<meta property="article:published_time" content="2026-11-23T08:00:00.000Z"/>');
    expect((await articleById(context, article.id))!.modifiedAt).toBe(context.clock());
    const issue = (await page("/issues/1")).main;
    expect(wordsOf(issue)).toContain("This article was corrected on 26 November 2026");
    expect(issue).toContain(`href="/articles/${article.slug}#corrections"`);
    expect(await editionByNumber(context, 1)).toEqual(frozen);
  });

  test("cannot be changed, only withdrawn, and the log keeps both", async () => {
    const { article } = await aSentIssue(context, list);
    await addCorrection(context, "Ines", article.id, "We wrote 400 arms. It is 40.");
    const [correction] = (await correctionsOf(context, [article.id])).get(article.id)!;
    const desk = await atTheDesk(context, "editor", "Ruth");
    const path = `/desk/articles/${article.id}/corrections`;
    const withdraw = () => desk.post(path, { intent: "withdraw", correction: String(correction!.id) });
    expect((await desk.see(`/desk/articles/${article.id}`)).text).toContain("We wrote 400 arms. It is 40.");
    expect((await withdraw()).status).toBe(200);
    expect((await withdraw()).status).toBe(404);
    expect((await page(`/articles/${article.slug}`)).main).not.toContain("400 arms");
    expect((await page("/issues/1")).main).not.toContain("corrected");
    const events = (await recentEvents(context)).filter(({ action }) => action.startsWith("correction"));
    expect(events.map(({ actor, action, detail }) => [actor, action, detail])).toEqual([
      ["Ruth", "correction-withdrawn", `${article.slug}: We wrote 400 arms. It is 40.`],
      ["Ines", "correction-added", `${article.slug}: We wrote 400 arms. It is 40.`],
    ]);
  });

  test("says something, and is of an article that readers can have read", async () => {
    const draft = await anArticle(context);
    const desk = await atTheDesk(context, "editor");
    const add = (id: number, text: string) => desk.post(`/desk/articles/${id}/corrections`, { intent: "add", text });
    expect((await add(draft.id, "It is 40.")).status).toBe(409);
    await setPublished(context, draft.id, true);
    for (const text of ["", "  \n", "x".repeat(1001), "a\u0000b"])
      expect([text.slice(0, 9), (await add(draft.id, text)).status]).toEqual([text.slice(0, 9), 400]);
    expect((await add(99, "It is 40.")).status).toBe(404);
    expect((await correctionsOf(context, [draft.id])).size).toBe(0);
    const other = await published({ headline: "Another" });
    await addCorrection(context, "Ines", other.id, "It is 40.");
    const [theirs] = (await correctionsOf(context, [other.id])).get(other.id)!;
    expect(await withdrawCorrection(context, "Ines", draft.id, theirs!.id)).toBe(false);
    expect((await ask(context, `/desk/articles/${draft.id}/corrections`)).status).toBe(405);
  });
});

describe("the search page", () => {
  test("finds, marks, counts, and is not for search engines", async () => {
    await published({ headline: "Robots learn to pack", dek: "And <i>robots</i> learn to stack." });
    const { status, main, text } = await page("/search?q=Robot");
    expect(status).toBe(200);
    expect(wordsOf(main)).toContain("1 result for “Robot”");
    expect(main).toContain("<mark>Robots</mark>");
    expect(main).toContain("&lt;i&gt;");
    expect(main).toContain('href="/articles/robots-learn-to-pack"');
    expect(main).toContain('value="Robot"');
    expect(text).toContain('<meta name="robots" content="noindex"/>');
  });

  test("asks what was meant where one letter is wrong, and finds that", async () => {
    await published({ headline: "Robots learn to pack" });
    const { main } = await page("/search?q=robtos+learn");
    expect(wordsOf(main)).toContain("Did you mean robots learn?");
    const [, path] = /<a class="more-link" href="([^"]+)"/.exec(main)!;
    expect(path).toBe("/search?q=robots%20learn");
    expect(wordsOf((await page(path!)).main)).toContain("1 result for “robots learn”");
    expect((await page("/search?q=zeppelin")).main).not.toContain("Did you mean");
  });

  test("hints at what finds something, and at nothing while there is nothing to find", async () => {
    const empty = (await page("/search")).main;
    expect(wordsOf(empty)).toContain("A minus before a word leaves out results that have it.");
    expect(empty).not.toContain("in quotes");
    await published({ headline: "Regulation of robots, robots learn" });
    const { main } = await page("/search");
    expect(wordsOf(main)).toContain("exactly as they stand: “robots learn”.");
    expect(wordsOf((await page("/search?q=%22robots+learn%22")).main)).toContain("1 result");
    expect(wordsOf((await page("/search?q=zeppelin")).main)).toContain("“Regul” also finds “Regulation”.");
  });

  test("shows which source was found", async () => {
    await published({ headline: "Robots", sources: [{ title: "Port of Oslo", url: "https://oslo.example/x" }] });
    const { main } = await page("/search?q=oslo.example");
    expect(main).toContain("<mark>oslo.example</mark>");
  });

  test("says what to try when nothing is found, and shows the topics", async () => {
    await published({ topics: ["Automation"] });
    const { status, main } = await page("/search?q=zeppelin");
    expect(status).toBe(200);
    expectInOrder(main, ["Nothing found for “zeppelin”", "Use fewer words", 'href="/topics/automation"']);
    expect((await page("/search")).main).toContain('href="/topics/automation"');
    expect((await page("/search?q=!!")).main).toContain("Type a word to search for.");
  });

  test("takes anything at all (row 26)", async () => {
    const hostile = ['"><script>alert(1)</script>', "\0", "\u0007\u202e", "%", "🤖", "'", "\\", "x".repeat(10_000)];
    for (const query of [...hostile.map(encodeURIComponent), "%ff%fe", "%", "a&q=b", "a&page=1", ""]) {
      const { status, text } = await page(`/search?q=${query}`);
      expect([query.slice(0, 40), status]).toEqual([query.slice(0, 40), 200]);
      expect(text).not.toContain("\0");
    }
    expect((await page("/search?q=robots&page=2")).status).toBe(404);
  });

  test("answers 429 to a network that asks without end, with the question still in the field (S-08)", async () => {
    let answer = await page("/search?q=robots");
    for (let i = 0; i < 60 && answer.status === 200; i += 1) answer = await page("/search?q=robots");
    expect([answer.status, answer.headers["retry-after"]]).toEqual([429, "60"]);
    expect(answer.main).toContain('value="robots"');
    expect(answer.main).toContain("Too many searches");
    context.later(60_001);
    expect((await page("/search?q=robots")).status).toBe(200);
  });
});

test("before the briefing is set up none of these pages is there", async () => {
  context = await anUnsetSite();
  for (const path of ["/topics", "/topics/x", "/authors/x", "/about", "/search"])
    expect([path, (await page(path)).status]).toEqual([path, 404]);
});
