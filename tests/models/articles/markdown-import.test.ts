import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { publishedArticle, publishedArticles } from "#app/models/articles/articles.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { importArticles } from "#app/models/articles/markdownImport.server.ts";
import { wordArticleFault, wordLeftOut } from "../../../scripts/frame/articleFiles.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anArticle } from "../../support/newsroom.ts";

let context: TestContext;
let folder: string;

beforeEach(async () => {
  context = await testContext();
  folder = mkdtempSync(join(tmpdir(), "pressrun-articles-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "images"));
  await sharp({ create: { width: 40, height: 30, channels: 3, background: "#123" } })
    .jpeg()
    .toFile(join(folder, "images/robot.jpg"));
});

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const order = { update: false, publish: false, actor: "Ruth" };

type Imported = Awaited<ReturnType<typeof importArticles>>;

/** What people read of an import: every fault, or what was left out. */
function wordsFor(imported: Imported): string[] {
  return "error" in imported ? imported.faults.map(wordArticleFault) : imported.leftOut.map(wordLeftOut);
}

async function faultsOf(text: string, name = "a.md"): Promise<string> {
  const imported = await importArticles(context, [file("good.md", good), file(name, text)], order);
  expect(await listArticles(context)).toEqual([]);
  expect(await context.db.selectFrom("images").select("id").execute()).toEqual([]);
  return wordsFor(imported).join("\n").replaceAll(`${folder}/`, "");
}

const good = `---
headline: "Robots learn to pack"
dek: Two warehouses compare notes
byline: Ines Halloran
image: images/robot.jpg
imageCredit: Illustration
imageAlt: A robot packs a box
topics: [Automation, Investment]
sources:
  - title: ISO 10218-1
    url: https://www.iso.org/standard/73933.html
  - "[OSHA](https://www.osha.gov/robotics)"
---

The **first** paragraph.
`;

describe("articles from files", () => {
  test("an article comes in with everything that its front matter says", async () => {
    const path = file("packing-robots.md", good);
    const imported = await importArticles(context, [path], { ...order, publish: true });

    expect(imported).toEqual({
      articles: [{ slug: "packing-robots", headline: "Robots learn to pack", change: "created" }],
      leftOut: [],
    });
    expect(await publishedArticle(context, "packing-robots")).toMatchObject({
      headline: "Robots learn to pack",
      byline: "Ines Halloran",
      image: { width: 40, height: 30 },
      imageAlt: "A robot packs a box",
      topics: ["Automation", "Investment"],
      sources: [
        { title: "ISO 10218-1", url: "https://www.iso.org/standard/73933.html" },
        { title: "OSHA", url: "https://www.osha.gov/robotics" },
      ],
      body: {
        content: [
          { content: [{ text: "The " }, { text: "first", marks: [{ type: "bold" }] }, { text: " paragraph." }] },
        ],
      },
    });
  });

  test("they are drafts unless they are to be published", async () => {
    await importArticles(context, [file("a.md", good)], order);
    expect(await publishedArticles(context, 10)).toEqual([]);
    expect(await listArticles(context)).toMatchObject([{ slug: "a", publishedAt: null }]);
  });

  test("an article that is there already is refused, and saved over when that is asked for", async () => {
    await importArticles(context, [file("a.md", good)], order);
    const again = await importArticles(context, [file("b.md", good), file("a.md", good)], order);
    expect(wordsFor(again)).toEqual([expect.stringContaining("There is already an article “a”")]);
    expect(await listArticles(context)).toHaveLength(1);

    const changed = good.replace("learn to pack", "pack");
    const updated = await importArticles(context, [file("a.md", changed)], { ...order, update: true });
    expect(updated).toMatchObject({ articles: [{ slug: "a", headline: "Robots pack", change: "updated" }] });
    expect(await context.db.selectFrom("images").select("id").execute()).toHaveLength(1);
  });

  test("files with names of any script are articles of their own, and the same ones when they come again", async () => {
    const names = ["паромы", "лодки", "船", "السفن", "Straße", "🚀", "⛵"];
    const paths = names.map((name) => file(`${name}.md`, `---\nheadline: ${name}\n---\nText`));
    const imported = await importArticles(context, paths, order);
    const slugs = "articles" in imported ? imported.articles.map(({ slug }) => slug) : [];
    expect(slugs.slice(0, 5)).toEqual(["паромы", "лодки", "船", "السفن", "strasse"]);
    expect(new Set(slugs).size).toBe(names.length);
    for (const slug of slugs.slice(5)) expect(slug).toMatch(/^article-[0-9a-f]{8}$/);

    const again = await importArticles(context, paths, { ...order, update: true });
    expect(again).toMatchObject({ articles: slugs.map((slug) => ({ slug, change: "updated" })) });
    expect(await listArticles(context)).toHaveLength(names.length);
  });

  test("what was imported when all those names came to one slug keeps its address, and is the article that comes again", async () => {
    for (const [slug, headline] of [
      ["article", "Паромы"],
      ["article-2", "Лодки"],
      ["stra-e", "Straße"],
      ["2024", "Другое"],
    ] as const)
      await anArticle(context, { slug, headline });
    const paths = [
      file("лодки.md", "---\nheadline: Лодки\n---\nText"),
      file("паромы.md", "---\nheadline: Паромы\n---\nText"),
      file("Straße.md", "---\nheadline: Straße\n---\nText"),
      file("2024-вода.md", "---\nheadline: Вода\n---\nText"),
    ];
    const refused = await importArticles(context, paths, order);
    expect(wordsFor(refused)).toEqual(Array.from({ length: 3 }, () => expect.stringContaining("--update")));
    const imported = await importArticles(context, paths, { ...order, update: true });
    expect(imported).toMatchObject({
      articles: [
        { slug: "article-2", change: "updated" },
        { slug: "article", change: "updated" },
        { slug: "stra-e", change: "updated" },
        { slug: "2024-вода", change: "created" },
      ],
    });
  });

  test("CRLF, a byte order mark, a headline that is a number and no picture are fine", async () => {
    const imported = await importArticles(
      context,
      [file("a.md", `\uFEFF---\r\nheadline: 2027\r\ntopics: Safety, Regulation\r\n---\r\nText\r\n`)],
      order,
    );
    expect(imported).toMatchObject({ articles: [{ headline: "2027" }] });
  });

  test("a picture in the text is left out, and that is said", async () => {
    const imported = await importArticles(context, [file("a.md", "---\nheadline: A\n---\n![x](y.png)\n\nText")], order);
    expect(wordsFor(imported)).toEqual([expect.stringMatching(/a\.md:4: A picture in the text was left out/)]);
  });

  test("a picture by reference is named with its line, a table and footnotes are kept, comments are dropped", async () => {
    const text =
      "---\nheadline: A <!-- working title -->\ndek: B<!-- not cleared\n---\nIt rose.[^1] And fell.[^2]\n\n<!-- legal has not cleared this -->\n\n| Port | Boats |\n|---|---|\n| Oslo | 12 |\n\n%% for Mia %%\n\n![A boat][b]\n\n[^1]: By two.\n[^2]: By three.\n\n[b]: boat.jpg\n";
    const imported = await importArticles(context, [file("a.md", text)], { ...order, publish: true });
    expect(imported).toMatchObject({ articles: [{ headline: "A" }] });
    expect(wordsFor(imported)).toEqual([
      expect.stringContaining("a.md:13: What reads like a comment"),
      expect.stringContaining("a.md:15: A picture"),
    ]);
    const article = await publishedArticle(context, "a");
    expect(article).toMatchObject({ dek: "B" });
    expect(JSON.stringify(article)).not.toMatch(/cleared|Mia|working|\|/);
    expect(article!.body.content!.map(({ type }) => type)).toContain("table");
    expect(JSON.stringify(article!.body)).toContain('{"type":"footnote","content":[{"type":"text","text":"By two."}]}');
  });
});

describe("what is wrong with a file is said with its name and line, and nothing of any file is written", () => {
  test.each([
    ["no front matter", "Just text", "a.md:1: The file does not begin with front matter"],
    ["front matter without an end", "---\nheadline: A\n", "a.md:1: The front matter is not closed"],
    ["broken front matter", "---\nheadline: A\ndek: [a\n---\n", "a.md:4: The front matter cannot be read"],
    [
      "a comment without an end",
      "---\nheadline: A\n---\nText\n<!-- secret\n",
      "a.md:5: The comment “<!-- secret …” ends nowhere",
    ],
    ["a list for front matter", "---\n- a\n---\n", "a.md:2: The front matter is a list of keys"],
    ["no headline", "---\ndek: A\n---\nText", "a.md: headline: Give the article a headline."],
    ["a key that there is not", "---\nheadline: A\ntitle: B\n---\n", "a.md:3: “title” is not a key"],
    ["a topic without a name", "---\nheadline: A\ntopics: ['']\n---\n", "a.md:3: topics 1: A topic needs a name."],
    [
      "a source that is no address",
      "---\nheadline: A\nsources:\n  - url: javascript:x\n    title: X\n---\n",
      "a.md:3: sources 1:",
    ],
    ["text where one line is meant", "---\nheadline: [A]\n---\n", "a.md:2: headline: This is one line of text"],
    ["a slug that is kept", "---\nheadline: A\nslug: feed.xml\n---\n", "a.md:3: slug:"],
    [
      "a picture that is not there",
      "---\nheadline: A\nimage: images/no.jpg\nimageAlt: X\n---\n",
      "a.md:3: images/no.jpg: There is no such file.",
    ],
    [
      "a picture that is a folder",
      "---\nheadline: A\nimage: images\nimageAlt: X\n---\n",
      "a.md:3: images: This is a folder",
    ],
    ["a picture that is text", "---\nheadline: A\nimage: good.md\nimageAlt: X\n---\n", "a.md:3: good.md:"],
    [
      "a picture elsewhere (row 30)",
      "---\nheadline: A\nimage: http://127.0.0.1/a.png\nimageAlt: X\n---\n",
      "is an address",
    ],
    [
      "a picture that nobody described",
      "---\nheadline: A\nimage: images/robot.jpg\n---\n",
      "imageAlt: Describe the picture",
    ],
  ])("%s", async (_what, text, words) => {
    expect(await faultsOf(text)).toContain(words);
  });

  test("front matter that wants to run is not run", async () => {
    delete (globalThis as { ran?: boolean }).ran;
    expect(await faultsOf("---js\n{ headline: (globalThis.ran = true) }\n---\n")).toContain(
      "does not begin with front matter",
    );
    expect((globalThis as { ran?: boolean }).ran).toBeUndefined();
  });

  test("bytes that are no UTF-8, a file that is not there, a folder", async () => {
    writeFileSync(join(folder, "latin.md"), Buffer.from("---\nheadline: Ren\xe9e\n---\n", "latin1"));
    const imported = await importArticles(
      context,
      ["latin.md", "no.md", "images"].map((name) => join(folder, name)),
      order,
    );
    expect(wordsFor(imported)).toEqual([
      expect.stringContaining("UTF-8"),
      expect.stringContaining("no such file"),
      expect.stringContaining("folder"),
    ]);
  });

  test("files that two people import at the same moment: one has them in, the other is told which", async () => {
    const paths = ["a", "b", "c"].map((name) => file(`${name}.md`, good));
    const both = await Promise.all([paths, paths].map((files) => importArticles(context, files, order)));
    const [first, ...others] = both.filter((imported) => "error" in imported);
    expect(others).toEqual([]);
    expect(wordsFor(first!)[0]).toMatch(/a\.md: (There is already an article “a”|“a” was saved by somebody else)/);
    expect(await listArticles(context)).toHaveLength(3);
  });

  test("two files with one slug", async () => {
    expect(await faultsOf(good.replace("---\n", "---\nslug: good\n"))).toContain("Its slug “good” is that of");
  });
});
