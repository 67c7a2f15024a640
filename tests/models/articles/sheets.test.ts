import { beforeEach, describe, expect, test } from "vitest";
import { articleById, articleSchema, saveArticle } from "#app/models/articles/articles.server.ts";
import { publishSheet, takeOffSite } from "#app/models/articles/editing.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { saveSheet, sheetOf, sheetSchema, type SheetPlace } from "#app/models/articles/sheets.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { eventsAfter } from "#app/models/events.server.ts";
import { renderIssue } from "#app/models/issues/rendering.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const typed = (given: Record<string, unknown> = {}) =>
  sheetSchema.parse({ body: JSON.parse(bodyOf("Text.")) as unknown, ...given });
const [mine, hers] = ["a tab of Ines".replaceAll(" ", "-"), "a tab of Ruth".replaceAll(" ", "-")];
const at = (place: Partial<SheetPlace>): SheetPlace => ({ id: null, version: 0, tab: mine, step: 1, ...place });
const save = (place: Partial<SheetPlace>, given: Record<string, unknown> = {}, by = "Ines") =>
  saveSheet(context, by, at(place), typed(given));
const siteVersion = async () =>
  (await context.db.selectFrom("site").select("version").executeTakeFirstOrThrow()).version;

describe("a draft", () => {
  test("is saved with nothing in it, and its slug follows its headline until it is published", async () => {
    expect(await save({})).toEqual({ id: 1, version: 1, slug: null });
    const slugs = [];
    for (const [i, headline] of ["Ro", "Robots", "", "Robots pack"].entries()) {
      await save({ id: 1, version: i + 1, step: i + 2 }, { headline });
      slugs.push((await articleById(context, 1))!.slug);
    }
    expect(slugs).toEqual(["ro", "robots", "article", "robots-pack"]);
    await publishSheet(context, "Ines", at({ id: 1, version: 5, step: 9 }), typed({ headline: "Robots pack" }));
    await publishSheet(context, "Ines", at({ id: 1, step: 10 }), typed({ headline: "Another" }));
    expect(await articleById(context, 1)).toMatchObject({ headline: "Another", slug: "robots-pack" });
  });

  test("keeps a slug that it cannot have as it was typed", async () => {
    await anArticle(context, { slug: "robots" });
    expect(await save({}, { headline: "Arms", slug: "Robots" })).toMatchObject({ id: 2, slug: "slug-taken" });
    expect(await sheetOf(context, 2)).toMatchObject({
      article: { slug: "arms" },
      typed: { slug: "robots" },
      waits: false,
    });
    expect(await save({ id: 2, version: 1, step: 2 }, { headline: "Arms", slug: "arms-2" })).toMatchObject({
      slug: null,
    });
    expect(await sheetOf(context, 2)).toMatchObject({ article: { slug: "arms-2" } });
  });

  test("without a headline or with a source without an address stands in the way of its issue", async () => {
    const list = await aBriefing(context);
    await save({}, { sources: [{ title: "The plan", url: "" }] });
    const number = await anIssue(context, list, { articles: [(await articleById(context, 1))!] });
    const rendered = await renderIssue(context, number);
    expect("faults" in rendered && rendered.faults).toContainEqual({
      error: "unfinished-article",
      headline: "",
      why: "Give the article a headline. A source's address begins with https:// or http://.",
    });
  });
});

describe("a button that leads nowhere", () => {
  const callout = (attrs: object) => ({
    type: "doc",
    content: [{ type: "callout", attrs: { kind: "note" }, content: [{ type: "button", attrs }] }],
  });
  const asked = "The button “Read on” has no address: write where it leads, or delete it.";

  test("is asked for by its name when its article is published or updated, and is saved meanwhile", async () => {
    const input = typed({ headline: "One", body: callout({ label: "Read on", href: "" }) });
    const tried = await publishSheet(context, "Ines", at({}), input);
    expect(tried).toEqual({ error: "lacks", id: 1, lacks: { body: [asked] } });
    expect(await sheetOf(context, 1)).toMatchObject({ typed: { body: input.body } });
  });

  test("stands in the way of its issue, in an article or in the intro", async () => {
    const list = await aBriefing(context);
    await save({}, { headline: "One", body: callout({ label: "Read on", href: "" }) });
    const number = await anIssue(context, list, { articles: [(await articleById(context, 1))!] });
    const intro = JSON.stringify(callout({ label: "", href: "" }));
    await context.db.updateTable("issues").set({ intro }).where("number", "=", number).execute();
    const rendered = await renderIssue(context, number);
    expect("faults" in rendered && rendered.faults).toEqual(
      expect.arrayContaining([
        { error: "unfinished-article", headline: "One", why: asked },
        {
          ...{ error: "unfinished-intro", in: "intro", heading: "" },
          why: "A button has neither words nor an address: write them, or delete it.",
        },
      ]),
    );
  });
});

describe("saves of one tab", () => {
  test("that come twice, because an answer was lost, make one article and no conflict", async () => {
    const first = await save({}, { headline: "One" });
    expect(await save({}, { headline: "One" })).toEqual(first);
    expect(await save({ step: 2 }, { headline: "Two" })).toMatchObject({ id: 1, version: 2 });
    expect(await save({ id: 1, version: 1, step: 3 }, { headline: "Three" })).toMatchObject({ version: 3 });
    expect(await listArticles(context)).toHaveLength(1);
  });

  test("that come at the same moment make one article", async () => {
    await Promise.all([1, 2, 3].map((step) => save({ step }, { headline: `Step ${step}` })));
    expect(await listArticles(context)).toHaveLength(1);
  });

  test("are not overtaken by an older one that arrives late", async () => {
    await save({ step: 7 }, { headline: "New" });
    expect(await save({ id: 1, version: 1, step: 6 }, { headline: "Old" })).toMatchObject({ version: 1 });
    expect((await articleById(context, 1))!.headline).toBe("New");
  });

  test("are a conflict once another tab or a script has saved, and it is known who and when", async () => {
    await save({}, { headline: "Mine" });
    context.later(1000);
    expect(await save({ id: 1, version: 1, tab: hers }, { headline: "Hers" }, "Ruth")).toMatchObject({ version: 2 });
    expect(await save({ id: 1, version: 1, step: 2 })).toEqual({ error: "changed-meanwhile", id: 1 });
    expect(await sheetOf(context, 1)).toMatchObject({ savedBy: { name: "Ruth" }, savedAt: context.clock() });
    const imported = articleSchema.parse({ headline: "Imported", body: bodyOf("x") });
    await saveArticle(context, 1, 2, imported, "import-articles");
    expect(await save({ id: 1, version: 2, tab: hers, step: 2 })).toEqual({ error: "changed-meanwhile", id: 1 });
  });

  test("of a deleted article say so", async () => {
    expect(await save({ id: 4711, version: 1 })).toEqual({ error: "gone" });
  });

  test("are one line of the log", async () => {
    for (let step = 1; step < 20; step += 1) await save({ step }, { headline: `Step ${step}` });
    expect((await recentEvents(context)).map(({ action }) => action)).toEqual(["article-created"]);
  });
});

describe("an article on the site", () => {
  const onSite = async () => {
    const article = await anArticle(context, { headline: "As published", topics: ["Safety"] });
    await publishSheet(context, "Ines", at({ id: article.id, version: 1 }), typed({ headline: "As published" }));
    return (await articleById(context, article.id))!;
  };

  test("keeps what is typed from readers, from search and from approvals, until it is published", async () => {
    const before = await onSite();
    const [version, seq] = [await siteVersion(), (await eventsAfter(context, 0, 1000)).length];
    await save({ id: before.id, step: 5 }, { headline: "Half a", sources: [{ title: "", url: "x" }] });
    expect(await articleById(context, before.id)).toEqual({ ...before, version: before.version + 1 });
    expect([await siteVersion(), (await eventsAfter(context, 0, 1000)).length]).toEqual([version, seq]);
    expect(await sheetOf(context, before.id)).toMatchObject({ waits: true, typed: { headline: "Half a" } });
    const lacking = await publishSheet(context, "Ines", at({ id: before.id, step: 6 }), typed({ headline: "" }));
    expect(lacking).toMatchObject({ error: "lacks", lacks: { headline: ["Give the article a headline."] } });
    await publishSheet(context, "Ines", at({ id: before.id, step: 7 }), typed({ headline: "Half a sentence" }));
    expect(await sheetOf(context, before.id)).toMatchObject({ waits: false, article: { headline: "Half a sentence" } });
    expect(await siteVersion()).toBeGreaterThan(version);
  });

  test("keeps such changes when it is imported again", async () => {
    const { id } = await onSite();
    await save({ id, step: 5 }, { headline: "Typed" });
    const { version } = (await articleById(context, id))!;
    const imported = articleSchema.parse({ headline: "Imported", body: bodyOf("x") });
    expect(await saveArticle(context, id, version, imported)).toHaveProperty("article.headline", "Imported");
    expect(await sheetOf(context, id)).toMatchObject({ waits: true, typed: { headline: "Typed" } });
  });

  test("is the draft that was typed when it is taken off", async () => {
    const { id } = await onSite();
    await save({ id, step: 5 }, { headline: "Typed" });
    await takeOffSite(context, "Ines", { ...at({ step: 6 }), id }, typed({ headline: "Typed" }));
    expect(await sheetOf(context, id)).toMatchObject({
      waits: false,
      article: { headline: "Typed", publishedAt: null },
    });
  });
});
