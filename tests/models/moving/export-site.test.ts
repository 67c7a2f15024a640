import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#app/context.server.ts";
import { articleSchema, saveArticle, setPublished } from "#app/models/articles/articles.server.ts";
import { addCorrection } from "#app/models/articles/corrections.server.ts";
import { bringBackSite } from "#app/models/moving/bringBack.server.ts";
import { exportSite } from "#app/models/moving/exportSite.server.ts";
import { partOfTable } from "#app/models/moving/siteTables.server.ts";
import { addRedirects, redirectFor } from "#app/models/site/redirects.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { zipFiles } from "#app/models/zipEntries.server.ts";
import { buffer } from "node:stream/consumers";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { moved as movedIn } from "../../support/sites.ts";
import { aStoredPicture } from "../../support/library.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
let folder: string;
beforeEach(async () => {
  context = await testContext();
  folder = mkdtempSync(join(tmpdir(), "pressrun-export-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
});

/** Articles on the site and not, a picture, a correction, redirects, an issue that was sent and one with sections. */
async function aFullSite() {
  const list = await aBriefing(context, { name: "Åse’s “Briefing” \\ 東京" });
  await aReader(context, list, "ana@readers.example");
  const picture = await aStoredPicture(context, {
    alt: "An arm lifts a box",
    credit: "Photo: Ines",
    fileName: "arm.jpg",
  });
  const robots = await anArticle(context, {
    headline: "Robots learn to pack",
    ...{ imageId: picture.id, imageAlt: "An arm lifts a box", imageFocus: "30,70", topics: ["Automation", "Law"] },
    sources: [{ title: "The plan", url: "https://example.org/plan" }],
  });
  await setPublished(context, robots.id, true);
  const input = {
    headline: "Robots learn to pack",
    slug: "packing",
    dek: "In a line.",
    byline: "Ana Li and Bo Ek",
    imageId: picture.id,
    imageAlt: "An arm",
  };
  const body = JSON.stringify({
    type: "doc",
    content: [
      { type: "paragraph", content: [{ type: "text", text: "Ein Text über 東京." }] },
      { type: "image", attrs: { src: picture.path, alt: "An arm", width: picture.width, height: picture.height } },
    ],
  });
  const saved = await saveArticle(
    context,
    robots.id,
    1,
    articleSchema.parse({ ...input, body, topics: ["Automation"] }),
  );
  if ("error" in saved) throw new Error(saved.error);
  await addCorrection(context, "Ruth", robots.id, "We wrote 400 arms. It is 40.");
  const draft = await anArticle(context, { headline: "مسودة", body: bodyOf("نص") });
  await addRedirects(
    context,
    [
      { from: "/2024/05/robots/", to: { kind: "article", id: robots.id } },
      { from: "/über-uns", to: { kind: "page", path: "/about" } },
      { from: "/shop", to: { kind: "address", url: "https://shop.example/?a=1" } },
    ],
    { by: "Ruth", foreign: true },
  );
  await sendIssue(context, await anIssue(context, list, { articles: [saved.article] }), "Ruth");
  const item = { kind: "item" as const, text: "42 robots", url: "https://example.org/42", source: "A count" };
  const section = { ...emptySection(), heading: "Numbers [of] *them*" };
  await createIssue(context, list.id, {
    sections: [{ ...section, pieces: [{ kind: "article", id: draft.id, display: "headline" }, item] }],
  });
  return { robots, draft, picture };
}

const site = Object.keys(partOfTable).filter((name) => partOfTable[name as never] === "site");

/** Every field of the site, without accounts, and with an issue that goes out taken for one that went. */
async function everyField({ db }: Context) {
  const all: Record<string, unknown[]> = {};
  for (const table of site) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db);
    all[table] = rows
      .map((row) => (row.status === "sending" ? { ...row, status: "sent", sent_at: row.sending_at } : row))
      .map((row) => JSON.stringify(row, Object.keys(row).sort()))
      .sort();
  }
  return all;
}

describe("an export as JSON", () => {
  test.each(["site.zip", "site"])("to %s makes an empty installation the same, field by field", async (name) => {
    await aFullSite();
    const path = join(folder, name);
    const made = await exportSite(context, { to: path, format: "json", actor: "Ruth" });
    expect(made).toMatchObject({ pictures: 1, missing: [] });
    const other = await testContext();
    expect(await bringBackSite(other, path, "Ruth")).toMatchObject({ missing: [], rows: expect.any(Number) });
    expect(await everyField(other)).toEqual(await everyField(context));
    expect(await redirectFor(other, "/2024/05/robots")).toBe("/articles/packing");
    expect(await other.db.selectFrom("search_documents").selectAll().execute()).not.toHaveLength(0);
    expect(await other.db.selectFrom("subscribers").selectAll().execute()).toEqual([]);
    expect((await anArticle(other, { headline: "The next one" })).id).toBeGreaterThan(2);
    expect(await bringBackSite(other, path, "Ruth")).toEqual({ error: "not-set-up-anew" });
  });

  test("brought back by two at once is brought back by one of them", async () => {
    await aFullSite();
    const path = join(folder, "site");
    await exportSite(context, { to: path, format: "json", actor: "Ruth" });
    const other = await testContext();
    const both = await Promise.all(["Ruth", "Tom"].map((actor) => bringBackSite(other, path, actor)));
    expect(both.filter((one) => "error" in one)).toEqual([{ error: "not-set-up-anew" }]);
    expect(await everyField(other)).toEqual(await everyField(context));
  });

  test("whose end fails leaves the installation empty, and is run again", async () => {
    await aFullSite();
    const path = join(folder, "site");
    await exportSite(context, { to: path, format: "json", actor: "Ruth" });
    const other = await testContext();
    // Written last.
    await other.db.schema.alterTable("audit_events").renameTo("audit_events_away").execute();
    await expect(bringBackSite(other, path, "Ruth")).rejects.toThrow("audit_events");
    await other.db.schema.alterTable("audit_events_away").renameTo("audit_events").execute();
    expect(await other.db.selectFrom("articles").select("id").execute()).toEqual([]);
    expect(await bringBackSite(other, path, "Ruth")).toMatchObject({ missing: [] });
  });

  test("that is none, is damaged or is newer is refused, and leaves everything empty", async () => {
    await aFullSite();
    const path = join(folder, "site");
    await exportSite(context, { to: path, format: "json", actor: "Ruth" });
    expect(await exportSite(context, { to: path, format: "json", actor: "Ruth" })).toEqual({ error: "not-empty" });
    rmSync(join(path, "tables/articles/00001.jsonl"));
    const other = await testContext();
    expect(await bringBackSite(other, path, "Ruth")).toEqual({ error: "damaged", file: "tables/articles" });
    expect(await other.db.selectFrom("topics").selectAll().execute()).toEqual([]);
    rmSync(join(path, "pressrun-site.json"));
    expect(await bringBackSite(other, path, "Ruth")).toEqual({ error: "no-export" });
    expect(await bringBackSite(other, join(folder, "nothing"), "Ruth")).toEqual({ error: "no-such-file" });
  });
});

describe("an export that somebody wrote in", () => {
  const change = async (part: string, from: RegExp, to: string) => {
    await aFullSite();
    const path = join(folder, "site");
    await exportSite(context, { to: path, format: "json", actor: "Ruth" });
    const file = join(path, part);
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(from);
    writeFileSync(file, text.replace(from, to));
    return path;
  };

  test("brings no issue that would go out by itself", async () => {
    const path = await change("tables/issues/00001.jsonl", /"status":"draft"/, '"status":"ready"');
    const other = await testContext();
    expect(await bringBackSite(other, path, "Ruth")).toMatchObject({ missing: [] });
    const rows = await other.db.selectFrom("issues").select("status").orderBy("number").execute();
    expect(rows.map(({ status }) => status)).toEqual(["sent", "draft"]);
  });

  test("names no picture whose file would lie outside of the store", async () => {
    const path = await change("tables/images/00001.jsonl", /"key":"[^"]+"/, '"key":"../../escaped"');
    const other = await testContext();
    expect(await bringBackSite(other, path, "Ruth")).toEqual({ error: "damaged", file: "tables/images/00001.jsonl" });
  });
});

describe("an export as Markdown", () => {
  test("has articles with front matter, drafts, issues, pictures, redirects and settings", async () => {
    const { picture } = await aFullSite();
    const to = join(folder, "site");
    expect(await exportSite(context, { to, format: "markdown", actor: "Ruth" })).toMatchObject({ pictures: 1 });
    const read = (name: string) => readFileSync(join(to, name), "utf8");
    expect(readdirSync(to).sort()).toEqual(
      [
        "_redirects",
        "articles",
        "briefing.json",
        "drafts",
        "images",
        "issues",
        "redirects.conf",
        "redirects.csv",
      ].sort(),
    );
    const article = read("articles/packing.md");
    expect(article).toContain('title: "Robots learn to pack"\nslug: "packing"\ndescription: "In a line."');
    expect(article).toContain('aliases:\n  - "/2024/05/robots/"\n  - "/articles/robots-learn-to-pack"\n');
    expect(article).toContain(
      'corrections:\n  - {"date":"2026-11-23T08:00:00.000Z","text":"We wrote 400 arms. It is 40."}',
    );
    expect(article).toContain(`..${picture.path}`);
    expect(read("drafts/مسودة.md")).toContain("draft: true\n");
    expect(read("issues/0001.md")).toContain('list: "weekly"\nstatus: "sending"\n');
    expect(read("issues/0002.md")).toContain("## Numbers \\[of\\] \\*them\\*\n\n- [مسودة](../drafts/");
    expect(read("redirects.csv")).toBe(
      "from,to\r\n" +
        [
          "/2024/05/robots/,/articles/packing",
          "/articles/robots-learn-to-pack,/articles/packing",
          "/shop,https://shop.example/?a=1",
          "/%C3%BCber-uns,/about",
        ]
          .map((line) => `${line}\r\n`)
          .join(""),
    );
    expect(read("_redirects")).toContain("/shop https://shop.example/?a=1 301\n");
    expect(read("redirects.conf")).toContain('"/2024/05/robots/" "/articles/packing";\n');
    expect(read("briefing.json")).toContain("東京");
    expect(readFileSync(join(to, picture.path)).length).toBeGreaterThan(100);
  });

  test("as a zip is one that others unpack", async () => {
    await aFullSite();
    const to = join(folder, "site.zip");
    await exportSite(context, { to, format: "markdown", actor: "Ruth" });
    const zip = zipFiles(readFileSync(to), 1000);
    if ("error" in zip) throw new Error(zip.error);
    expect(zip.files.map(({ name }) => name)).toContain("drafts/مسودة.md");
    for (const { open, size } of zip.files) expect((await buffer(open())).length).toBe(size);
  });

  test("moves in elsewhere as the same articles, with drafts, dates, topics and former addresses", async () => {
    await aFullSite();
    const to = join(folder, "site.zip");
    await exportSite(context, { to, format: "markdown", actor: "Ruth" });
    const other = await testContext();
    await aBriefing(other);
    await movedIn(other, to);
    const articles = ({ db }: Context) =>
      db
        .selectFrom("articles")
        .select(["slug", "headline", "dek", "byline", "published_at", "image_alt"])
        .orderBy("headline")
        .execute();
    expect(await articles(other)).toEqual(await articles(context));
    for (const path of ["/2024/05/robots/", "/articles/robots-learn-to-pack"])
      expect([path, await redirectFor(other, path)]).toEqual([path, "/articles/packing"]);
  });
});
