import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { deleteArticle, saveArticle } from "#app/models/articles/articles.server.ts";
import { plainBody } from "#app/models/body.ts";
import { revisionOf } from "#app/models/revisions.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aPhoto, articlesBySlug, aSite, moved } from "../../support/sites.ts";
import { zipOf } from "../../support/docx.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
});

const post = (fields: string, text = "The text.") => `---\n${fields}\n---\n\n${text}\n`;

describe("a site of each program", () => {
  test("Jekyll: the day of a file's name, drafts by their folder, tags and categories, a picture of the site", async () => {
    const folder = aSite({
      "_config.yml": "title: Harbour\n",
      "_posts/2024-05-01-ferries.md": post(
        "layout: post\ntitle: Ferries run late\ntags: boats tide\ncategories: [News]\nimage: /assets/boat.jpg\nimage_alt: A boat\ntheme: blue",
      ),
      "_posts/2024-05-03-moles.markdown": post('title: "Moles"\npublished: false'),
      "_drafts/later.md": post("title: Later"),
      "assets/boat.jpg": await aPhoto(),
      "about.md": post("title: About"),
    });
    const site = await moved(context, folder);
    expect(site).toMatchObject({ source: "jekyll", counts: { published: 1, draft: 2, page: 1 } });
    const { ferries, moles, later } = await articlesBySlug(context);
    expect(ferries).toMatchObject({
      headline: "Ferries run late",
      topics: ["boats", "tide", "News"],
      imageAlt: "A boat",
      image: { width: 40 },
      publishedAt: Date.UTC(2024, 4, 1),
    });
    expect([moles!.publishedAt, later!.publishedAt]).toEqual([null, null]);
    expect(site.words).toEqual(["_posts/2024-05-01-ferries.md: an article has no field “theme”; it is kept with it"]);
  });

  test("Hugo: TOML, YAML and JSON, bundles by their folder, sections are no posts", async () => {
    const folder = aSite({
      "hugo.toml": 'baseURL = "https://old.example"\n',
      "content/_index.md": post("title: Home"),
      "content/posts/tide/index.md":
        '+++\ntitle = "Tide"\ndate = 2023-02-03T10:00:00+01:00\nlastmod = 2023-03-01\nauthors = ["Ana Li", "Bo Ek"]\ntags = ["Sea"]\ndraft = false\n+++\nText of the tide.\n',
      "content/posts/wind.md":
        '{\n  "title": "Wind",\n  "date": "2022-01-02",\n  "description": "How it blows"\n}\nText.\n',
      "content/posts/soon.md": post("title: Soon\ndate: 2031-01-01"),
      "content/posts/mist.md": post("title: Mist\ndate: 2021-01-01\ndraft: true"),
    });
    const site = await moved(context, folder);
    expect(site).toMatchObject({ source: "hugo", counts: { published: 2, draft: 2, page: 1 } });
    expect(await articlesBySlug(context)).toMatchObject({
      tide: {
        byline: "Ana Li, Bo Ek",
        publishedAt: Date.UTC(2023, 1, 3, 9),
        updatedAt: Date.UTC(2023, 2, 1),
        topics: ["Sea"],
      },
      wind: { headline: "Wind", dek: "How it blows", publishedAt: Date.UTC(2022, 0, 2) },
      soon: { publishedAt: null },
      mist: { publishedAt: null },
    });
    expect(site.words).toEqual([
      expect.stringMatching(/^content\/posts\/soon\.md: its date 2031-01-01 is still to come/),
    ]);
  });

  test("Pelican: metadata lines before the text", async () => {
    const folder = aSite({
      "pelicanconf.py": "SITENAME = 'Harbour'\n",
      "content/port.md":
        "Title: Port: a history\nDate: 2020-12-03 10:20\nModified: 2021-01-01\nCategory: Old things\nTags: port, sea\nAuthors: Ana Li; Bo Ek\nSlug: old-port\nSummary: Short.\n\nText here.\n",
    });
    await moved(context, folder);
    expect(await articlesBySlug(context)).toMatchObject({
      "old-port": {
        headline: "Port: a history",
        dek: "Short.",
        byline: "Ana Li, Bo Ek",
        topics: ["port", "sea", "Old things"],
        publishedAt: Date.UTC(2020, 11, 3, 10, 20),
      },
    });
  });

  test("Eleventy, Astro and Obsidian are known by their own files", async () => {
    const text = post("title: One\ndate: 2024-01-01");
    const eleventy = aSite({ "eleventy.config.js": "", "posts/one.md": text, "readme.md": "# Read me\n" });
    const astro = aSite({ "astro.config.mjs": "", "src/content/blog/one.mdx": text });
    const obsidian = aSite({ ".obsidian/app.json": "{}", "Notes/One.md": text, "Templates/Day.md": "# {{title}}\n" });
    for (const [folder, source] of [
      [eleventy, "eleventy"],
      [astro, "astro"],
      [obsidian, "obsidian"],
    ] as const)
      expect(await moved(context, folder, { site: `https://${source}.example` })).toMatchObject({
        source,
        counts: { published: 1 },
      });
    expect(Object.keys(await articlesBySlug(context))).toEqual(["one", "one-2", "one-3"]);
  });

  test("plain Markdown without front matter: the first heading is the title", async () => {
    const folder = aSite({ "a.md": "# The tide\n\nIt rises.\n", "2024-06-07-mole.md": "Stone.\n" });
    const site = await moved(context, folder, { publish: true });
    expect(site.source).toBe("markdown");
    const { a, mole } = await articlesBySlug(context);
    expect(a).toMatchObject({ headline: "The tide" });
    expect(plainBody(a!.body)).toBe("It rises.");
    expect(mole).toMatchObject({ headline: "Mole", publishedAt: Date.UTC(2024, 5, 7) });
  });
});

describe("the same again", () => {
  test("the same file is the same article; --update goes over it when it changed, and keeps what was written here", async () => {
    const first = { "_config.yml": "", "_posts/2024-05-01-ferries.md": post("title: Ferries") };
    await moved(context, aSite(first));
    expect(await moved(context, aSite(first))).toMatchObject({ counts: { there: 1 } });
    expect(await moved(context, aSite(first), { update: true })).toMatchObject({ counts: { unchanged: 1 } });
    const { ferries } = await articlesBySlug(context);
    const typed = { ...ferries!, headline: "Typed here", imageId: null };
    await saveArticle(context, ferries!.id, ferries!.version, typed);

    const changed = aSite({ ...first, "_posts/2024-05-01-ferries.md": post("title: Ferries run again") });
    const again = await moved(context, changed, { update: true });
    expect(again).toMatchObject({ counts: { updated: 1 } });
    expect(again.words).toEqual([expect.stringMatching(/changed at the desk since; .* kept as a revision$/)]);
    expect(Object.values(await articlesBySlug(context))).toMatchObject([
      { id: ferries!.id, slug: "ferries", headline: "Ferries run again", publishedAt: Date.UTC(2024, 4, 1) },
    ]);
    const rows = await context.db.selectFrom("revisions").select("id").execute();
    const sheet = { kind: "article" as const, subject: ferries!.id };
    const kept = await Promise.all(rows.map(({ id }) => revisionOf<{ headline: string }>(context, sheet, id)));
    expect(kept.map((revision) => revision?.content.headline)).toContain("Typed here");
  });

  test("a part of a site, or one file of it, is the same as in the whole", async () => {
    const folder = aSite({ "hugo.toml": "", "content/posts/a.md": post("title: A\ndate: 2024-01-01") });
    await moved(context, join(folder, "content/posts/a.md"));
    expect(await moved(context, join(folder, "content"))).toMatchObject({ counts: { there: 1 } });
    expect(await moved(context, folder)).toMatchObject({ counts: { there: 1 } });
  });

  test("a deleted article comes back, and a dry run changes nothing", async () => {
    const folder = aSite({ "a.md": post("title: A\ndate: 2024-01-01") });
    expect(await moved(context, folder, { dryRun: true })).toMatchObject({
      files: [{ became: "published", slug: "a" }],
    });
    expect(await articlesBySlug(context)).toEqual({});
    await moved(context, folder);
    await deleteArticle(context, (await articlesBySlug(context)).a!.id);
    expect(await moved(context, folder)).toMatchObject({ counts: { published: 1 } });
  });
});

describe("what is hostile", () => {
  test("front matter is never run, and a bomb of aliases ends", async () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (let i = 0; i < 8; i += 1)
      bomb.push(`${"bcdefghi"[i]}: &${"bcdefghi"[i]} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`);
    const folder = aSite({
      "run.md": "---js\n{ title: (globalThis.ran = true, 'Ran') }\n---\n\nText.\n",
      "bomb.md": post(`title: Bomb\n${bomb.join("\n")}`),
      "broken.md": post('title: Fine: really\nbad: [1, "2'),
    });
    const site = await moved(context, folder, { publish: true });
    expect("ran" in globalThis).toBe(false);
    expect(site.counts).toEqual({ published: 3 });
    expect(await articlesBySlug(context)).toMatchObject({
      bomb: { headline: "Bomb" },
      broken: { headline: "Fine: really" },
    });
  });

  test("no path and no link leads out of the site", async () => {
    const outside = aSite({ "secret.jpg": await aPhoto() });
    const folder = aSite({
      "a.md": post(`title: A\ndate: 2024-01-01\nimage: ../../../..${outside}/secret.jpg`),
      "b.md": post("title: B\ndate: 2024-01-01\nimage: link.jpg"),
      "c.md": post(`title: C\ndate: 2024-01-01\nimage: ${outside}/secret.jpg`),
    });
    symlinkSync(join(outside, "secret.jpg"), join(folder, "link.jpg"));
    await moved(context, folder);
    expect(Object.values(await articlesBySlug(context)).map(({ image }) => image)).toEqual([null, null, null]);
  });

  test("a zip is read like its folder, and its paths lead nowhere else", async () => {
    const zip = zipOf([
      { name: "site/_config.yml", bytes: Buffer.from("") },
      { name: "site/_posts/2024-05-01-a.md", bytes: Buffer.from(post("title: A\nimage: /boat.jpg\nimage_alt: Boat")) },
      { name: "site/boat.jpg", bytes: await aPhoto() },
      { name: "../evil.md", bytes: Buffer.from(post("title: Evil")) },
    ]);
    const folder = aSite({ "site.zip": zip });
    expect(await moved(context, join(folder, "site.zip"))).toMatchObject({
      source: "jekyll",
      counts: { published: 1 },
    });
    expect((await articlesBySlug(context)).a!.image).not.toBeNull();
  });
});
