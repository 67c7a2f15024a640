import { beforeEach, describe, expect, test } from "vitest";
import { articleRevisions, restoreArticle } from "#app/models/articles/articleRevisions.server.ts";
import { discardArticle, publishSheet } from "#app/models/articles/editing.server.ts";
import { saveSheet, sheetOf, sheetSchema, type SheetPlace } from "#app/models/articles/sheets.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { day, minute } from "#app/models/durations.ts";
import { issueRevisions, restoreIssue } from "#app/models/issues/issueRevisions.server.ts";
import { issueSchema } from "#app/models/issues/issueInput.server.ts";
import { deleteIssue, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { emptyBody } from "#app/models/body.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../support/newsroom.ts";

let context: TestContext;
let step: number;
beforeEach(async () => {
  context = await testContext();
  step = 0;
});

const typed = (headline: string, text = "Text.") =>
  sheetSchema.parse({ headline, body: JSON.parse(bodyOf(text)) as unknown });
const place = (id: number | null, more: Partial<SheetPlace> = {}): SheetPlace => ({
  id,
  version: 0,
  tab: "the-tab-of-a-test",
  step: (step += 1),
  ...more,
});
const save = (id: number | null, headline: string, by = "Ines", more: Partial<SheetPlace> = {}) =>
  saveSheet(context, by, place(id, more), typed(headline));
const headlines = async () =>
  (await context.db.selectFrom("revisions").select("id").execute()).length &&
  (await articleRevisions(context, 1)).revisions.map(({ author, added, removed }) => `${author} +${added} -${removed}`);
const revisions = async (id = 1) => (await articleRevisions(context, id)).revisions;

describe("a revision", () => {
  test("is a quarter of an hour of one author", async () => {
    await save(null, "One");
    context.later(14 * minute);
    await save(1, "One two");
    expect(await headlines()).toEqual(["Ines +3 -0"]);
    context.later(minute);
    await save(1, "One two three");
    await save(1, "One two three four", "Ruth");
    await save(1, "One two three four five");
    expect(await headlines()).toEqual(["Ines +1 -0", "Ruth +1 -0", "Ines +1 -0", "Ines +3 -0"]);
  });

  test("is not made by a save that changes nothing, as a repeated one", async () => {
    await save(null, "One");
    context.later(day);
    await save(1, "One", "Ruth");
    expect(await revisions()).toHaveLength(1);
  });

  test("of what there was before is made with the first save, so that nothing is lost", async () => {
    const { id } = await anArticle(context, { headline: "From a script" });
    await save(id, "Mine", "Ines", { version: 1 });
    const { revisions, difference } = await articleRevisions(context, id);
    expect(revisions).toHaveLength(2);
    expect(difference!.parts.map(({ part }) => part)).toContain("headline");
  });

  test("of somebody else stays when mine goes over it, even by the same author in another tab", async () => {
    await save(null, "Theirs");
    await save(1, "Mine", "Ines", { tab: "another-tab-of-ines", version: 1, over: true });
    expect(await revisions()).toHaveLength(2);
  });

  test("that is on the site ends", async () => {
    await save(null, "One");
    await publishSheet(context, "Ines", place(1), typed("One"));
    await save(1, "Two");
    expect((await revisions()).map(({ publishedAt }) => publishedAt !== null)).toEqual([false, true]);
  });

  test("is one line of the log, and so are publishing and updating the site", async () => {
    await save(null, "One");
    await save(1, "One two");
    await save(1, "Three", "Ruth");
    await save(1, "Three four", "Ruth");
    await publishSheet(context, "Ruth", place(1), typed("Three four"));
    await publishSheet(context, "Ruth", place(1), typed("Three five"));
    const log = (await recentEvents(context)).map(({ actor, action }) => `${actor} ${action}`).reverse();
    expect(log).toEqual([
      "Ines article-created",
      "Ruth article-saved",
      "Ruth article-published",
      "Ruth article-saved",
      "Ruth article-updated",
    ]);
  });

  test("goes with its article or issue", async () => {
    await save(null, "One");
    await discardArticle(context, "Ines", 1);
    const number = await anIssue(context, await aBriefing(context));
    const { id } = (await issueByNumber(context, number))!;
    await saveIssue(
      context,
      number,
      1,
      issueSchema.parse({ listId: 1, subject: "S", preheader: "", intro: emptyBody }),
    );
    expect((await issueRevisions(context, { id })).revisions).toHaveLength(2);
    await deleteIssue(context, number);
    expect(await context.db.selectFrom("revisions").selectAll().execute()).toEqual([]);
  });
});

describe("bringing back", () => {
  test("an article is a new revision, which can be taken back", async () => {
    await save(null, "First");
    context.later(day);
    await save(1, "Second");
    const [second, first] = await revisions();
    await restoreArticle(context, "Ruth", 1, first!.id);
    expect((await sheetOf(context, 1))!.typed.headline).toBe("First");
    expect((await revisions())[0]).toMatchObject({ author: "Ruth", isRestored: true, restoredFrom: first!.savedAt });
    await restoreArticle(context, "Ruth", 1, second!.id);
    expect((await sheetOf(context, 1))!.typed.headline).toBe("Second");
    expect(await revisions()).toHaveLength(4);
  });

  test("leaves an article on the site as it is there, with its slug", async () => {
    await save(null, "First");
    context.later(day);
    await publishSheet(context, "Ines", place(1), typed("Second"));
    const { slug } = (await sheetOf(context, 1))!.article;
    const first = (await revisions()).at(-1)!;
    await restoreArticle(context, "Ruth", 1, first.id);
    expect(await sheetOf(context, 1)).toMatchObject({
      article: { headline: "Second", slug },
      typed: { headline: "First", slug },
      waits: true,
    });
  });

  test("an issue brings back its articles in their order", async () => {
    const list = await aBriefing(context);
    const [one, two] = [await anArticle(context, { headline: "One" }), await anArticle(context, { headline: "Two" })];
    const number = await anIssue(context, list, { articles: [one, two] });
    const input = (ids: number[]) =>
      issueSchema.parse({
        listId: list.id,
        subject: "S",
        preheader: "",
        intro: emptyBody,
        articles: ids.map((id) => ({ id })),
      });
    await saveIssue(context, number, 1, input([two.id, one.id]), "Ines", place(null));
    const issue = (await issueByNumber(context, number))!;
    const { revisions, difference } = await issueRevisions(context, issue);
    expect(difference!.parts.find(({ part }) => part === "articles")!.lines.map(({ kind }) => kind)).toContain("moved");
    await restoreIssue(context, "Ruth", issue, revisions[1]!.id);
    expect((await issueByNumber(context, number))!.articles.map(({ headline }) => headline)).toEqual(["One", "Two"]);
  });

  test("a revision of another article is refused", async () => {
    await save(null, "One");
    await save(null, "Other", "Ines", { tab: "another-tab-of-ines" });
    const [other] = await revisions(2);
    expect(await restoreArticle(context, "Ines", 1, other!.id)).toEqual({ error: "gone" });
  });
});

describe("after a month", () => {
  test("the last revision of each day stays, and all that were on the site or sent", async () => {
    const list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    await save(null, "Morning of the first day");
    context.later(60 * minute);
    await save(1, "Published");
    await publishSheet(context, "Ines", place(1), typed("Published"));
    context.later(60 * minute);
    await save(1, "Evening");
    context.later(day);
    await save(1, "Next day");
    const number = await anIssue(context, list, { articles: [(await sheetOf(context, 1))!.article] });
    await sendIssue(context, number, "Ruth");
    context.later(28 * day);
    await retain(context);
    expect(await revisions()).toHaveLength(4);
    context.later(3 * day);
    await retain(context);
    const kept = await revisions();
    expect(kept.map(({ publishedAt, sentIn }) => [publishedAt !== null, sentIn])).toEqual([
      [false, null],
      [false, null],
      [true, number],
    ]);
  });
});
