import { beforeEach, describe, expect, test } from "vitest";
import { assign, assignmentsOf, unassign, type Piece } from "#app/models/assignments.server.ts";
import { deleteArticle } from "#app/models/articles/articles.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { addComment, commentSchema, resolveThread } from "#app/models/comments/comments.server.ts";
import { peopleInList, peopleOf } from "#app/models/comments/people.server.ts";
import { peopleWith } from "#app/models/comments/telling.server.ts";
import { pieceNow } from "#app/models/comments/pieces.server.ts";
import { commentCounts, readComments } from "#app/models/comments/threads.server.ts";
import { setDisabled, setRole } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { saveSheet, sheetInputOf, sheetOf } from "#app/models/articles/sheets.server.ts";
import { createIssue, deleteIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing, anArticle, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;
let ines: Editor;
let tom: Editor;
let article: Piece;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  ines = await anEditor(context, "Ines Halloran");
  tom = await anEditor(context, "Tom Reyes", "operator");
  article = { kind: "article", subject: (await anArticle(context, { body: bodyOf("Robots pack.\nPeople sort.") })).id };
});

const by = ({ id }: Editor): TestContext => ({ ...context, editorId: id });

async function comment(who: Editor, text: string, given: object = {}, piece = article) {
  const added = await addComment(by(who), who, piece, commentSchema.parse({ text, ...given }));
  if ("error" in added) throw new Error(added.error);
  return added.id;
}

async function threads(who: Editor, piece = article) {
  return (await peopleOf(by(who), who.id, piece))!.threads;
}

/** The mails to people of the desk that still wait. */
async function mails() {
  const rows = await context.db
    .selectFrom("alerts")
    .innerJoin("notices", "notices.id", "alerts.notice_id")
    .innerJoin("editors", "editors.id", "alerts.editor_id")
    .select(["editors.name", "text", "link"])
    .where("way", "=", "mail")
    .orderBy("alerts.id")
    .execute();
  return rows.map(({ name, text, link }) => `${name} ${link}: ${text}`);
}

describe("a comment", () => {
  test("stands in its thread with the answers, resolved ones behind the open ones", async () => {
    const first = await comment(ines, "Who says so?");
    const second = await comment(tom, "A number, please.");
    await comment(tom, "The port does.", { thread: first });
    expect(await resolveThread(by(tom), tom, article, first, true)).toBe(true);
    expect(await resolveThread(by(tom), tom, article, first, true)).toBe(false);
    expect(
      (await threads(ines)).map(({ id, resolved, comments }) => [id, resolved?.by, comments.map(({ text }) => text)]),
    ).toEqual([
      [second, undefined, ["A number, please."]],
      [first, "Tom Reyes", ["Who says so?", "The port does."]],
    ]);
    expect((await recentEvents(context)).map(({ action }) => action).slice(0, 2)).toEqual([
      "comment-resolved",
      "comment-added",
    ]);
    await comment(ines, "Which one?", { thread: first });
    expect((await threads(ines)).map(({ resolved }) => resolved)).toEqual([null, null]);
  });

  test("on a passage says whether its words still stand in the text, and keeps them", async () => {
    await comment(ines, "Which?", { quote: "People\u00a0sort", before: "Robots pack." });
    expect((await threads(tom))[0]).toMatchObject({ quote: "People sort", before: "Robots pack.", isThere: true });
    const sheet = (await sheetOf(context, article.subject))!;
    const place = { id: article.subject, version: sheet.article.version, tab: "a-tab-of-a-test", step: 1 };
    await saveSheet(context, "Tom", place, {
      ...sheetInputOf(sheet),
      body: JSON.parse(bodyOf("Robots pack.")) as never,
    });
    expect((await threads(tom))[0]).toMatchObject({ quote: "People sort", isThere: false });
  });

  test("is new to the others until they have read it", async () => {
    const id = await comment(ines, "Who says so?");
    const seen = async (who: Editor) => (await threads(who))[0]!.comments.map(({ isNew }) => isNew);
    expect([await seen(ines), await seen(tom)]).toEqual([[false], [true]]);
    expect((await commentCounts(context, tom.id, "article", [article.subject])).get(article.subject)).toEqual({
      open: 1,
      unread: 1,
    });
    await readComments(context, tom.id, article, id + 1000);
    expect(await seen(tom)).toEqual([false]);
    await comment(ines, "And when?");
    expect((await commentCounts(context, tom.id, "article", [article.subject])).get(article.subject)).toEqual({
      open: 2,
      unread: 1,
    });
    await readComments(context, tom.id, article, 0);
    expect(await seen(tom)).toEqual([false]);
  });

  test("mails who is named, once each, and who is on the piece, but nobody about their own", async () => {
    const ana = await anEditor(context, "Ana Lind");
    await assign(by(tom), tom.name, article, (await pieceNow(context, article))!, { editorId: ana.id, due: "" });
    await context.db.deleteFrom("alerts").execute();
    await comment(ines, "@tom reyes, @Tom and @Ines Halloran: who says so? Write to ana@readers.example.");
    const words = "@tom reyes, @Tom and @Ines Halloran: who says so? Write to ….";
    const link = `/desk/articles/${article.subject}#comments`;
    expect(await mails()).toEqual([
      `Tom Reyes ${link}: Ines Halloran named you in a comment on “Robots learn to pack”: ${words}`,
      `Ana Lind ${link}: Ines Halloran commented on “Robots learn to pack”: ${words}`,
    ]);
    await context.db.deleteFrom("alerts").execute();
    await comment(ana, "I do.");
    await setDisabled(context, tom.id, true);
    await comment(ines, "@Tom, see this");
    expect((await mails()).map((line) => line.split(" /")[0])).toEqual(["Ana Lind"]);
    expect(await context.db.selectFrom("alerts").select("way").where("way", "=", "log").execute()).toEqual([]);
  });

  test("goes to no thread of another piece, and to nothing that is gone", async () => {
    const id = await comment(ines, "Who says so?");
    const other: Piece = { kind: "article", subject: (await anArticle(context)).id };
    const typed = commentSchema.parse({ text: "x", thread: id });
    expect(await addComment(by(tom), tom, other, typed)).toEqual({ error: "gone" });
    expect(await resolveThread(by(tom), tom, other, id, true)).toBe(false);
    expect(await addComment(by(tom), tom, { kind: "issue", subject: 99 }, { ...typed, thread: undefined })).toEqual({
      error: "gone",
    });
  });

  test("goes with its article and its issue", async () => {
    await createIssue(context, list.id);
    const issue: Piece = { kind: "issue", subject: (await issueByNumber(context, 1))!.id };
    for (const piece of [article, issue]) {
      const id = await comment(ines, "Who says so?", {}, piece);
      await comment(tom, "The port.", { thread: id }, piece);
      await readComments(context, tom.id, piece, id);
    }
    await deleteIssue(context, 1);
    await deleteArticle(context, article.subject);
    for (const table of ["comments", "comment_reads"] as const)
      expect(await context.db.selectFrom(table).selectAll().execute()).toEqual([]);
  });

  test("that is empty, endless or hostile is refused or kept as it was typed", async () => {
    for (const text of ["", "  \n ", "x".repeat(10_001), "a\u0000b", "a\u202eb", "\ud800"])
      expect(commentSchema.safeParse({ text }).success, JSON.stringify(text)).toBe(false);
    const hostile =
      "<script>alert(1)</script> '; drop table comments; -- @<b>Tom Reyes</b> http://x.example/\"onclick=1";
    await comment(ines, hostile, { quote: "<img src=x onerror=alert(1)>" });
    expect((await threads(tom))[0]).toMatchObject({
      quote: "<img src=x onerror=alert(1)>",
      isThere: false,
      comments: [{ text: hostile }],
    });
  });

  test("is one of at most 120 an hour of one person", async () => {
    for (let i = 0; i < 120; i += 1) await comment(ines, `${i}`);
    expect(await addComment(by(ines), ines, article, commentSchema.parse({ text: "x" }))).toEqual({
      error: "too-many",
    });
    await comment(tom, "I may.");
  });
});

describe("a writer", () => {
  test("comments on their own articles alone, and is named there alone", async () => {
    const mona = await anEditor(context, "Mona", "writer");
    const typed = commentSchema.parse({ text: "x" });
    expect(await addComment(by(mona), mona, article, typed)).toEqual({ error: "not-yours" });
    const id = await comment(ines, "@Mona, look");
    expect(await resolveThread(by(mona), mona, article, id, true)).toBe(false);
    expect([await mails(), (await peopleWith(context, article)).map(({ name }) => name)]).toEqual([
      [],
      ["Ines Halloran", "Tom Reyes"],
    ]);
    await assign(by(ines), ines.name, article, (await pieceNow(context, article))!, { editorId: mona.id, due: "" });
    expect(await addComment(by(mona), mona, article, typed)).toHaveProperty("id");
    await createIssue(context, list.id);
    const issue: Piece = { kind: "issue", subject: (await issueByNumber(context, 1))!.id };
    expect(await addComment(by(mona), mona, issue, typed)).toEqual({ error: "not-yours" });
    expect(
      await assign(by(ines), ines.name, issue, (await pieceNow(context, issue))!, { editorId: mona.id, due: "" }),
    ).toEqual({ error: "nobody" });
  });
});

describe("an assignment", () => {
  const put = async (editor: Editor, due = "", who = ines) =>
    assign(by(who), who.name, article, (await pieceNow(context, article))!, { editorId: editor.id, due });

  test("has a due time in the briefing's zone, and is mailed once", async () => {
    expect(await put(tom, "2026-11-30T07:00")).toMatchObject({
      assigned: { name: "Tom Reyes", dueAt: Date.UTC(2026, 10, 30, 6) },
    });
    await put(tom, "2026-11-30T07:00");
    expect(await mails()).toEqual([
      `Tom Reyes /desk/articles/${article.subject}: Ines Halloran assigned “Robots learn to pack” to you, due Monday 30 November 2026, 07:00. It is yours until somebody else gets it.`,
    ]);
    const shown = (await peopleOf(context, ines.id, article))!.assigned;
    expect(shown).toMatchObject({ name: "Tom Reyes", due: "2026-11-30T07:00", isLate: false });
    context.later(8 * 24 * 3_600_000);
    expect((await peopleInList(context, ines.id, "article", [article.subject]))[article.subject]).toMatchObject({
      assigned: { isLate: true },
    });
  });

  test("is of one person at a time, ends, and is not mailed to who takes it", async () => {
    await put(ines);
    await put(tom, "", tom);
    expect((await assignmentsOf(context, "article", [article.subject])).get(article.subject)).toMatchObject({
      editorId: tom.id,
    });
    expect([await unassign(context, "Ines", article), await unassign(context, "Ines", article)]).toEqual([true, false]);
    expect(await mails()).toEqual([]);
    expect((await recentEvents(context)).map(({ action }) => action).slice(0, 3)).toEqual([
      "unassigned",
      "assigned",
      "assigned",
    ]);
  });

  test("is refused to who is shut out or not there, and with a time that nobody can read", async () => {
    await setDisabled(context, tom.id, true);
    expect(await put(tom)).toEqual({ error: "nobody" });
    expect(await put({ ...tom, id: 99 })).toEqual({ error: "nobody" });
    expect(await put(ines, "soon")).toEqual({ error: "unreadable" });
    expect(
      await assign(
        context,
        "Ines",
        { kind: "article", subject: 99 },
        { title: "x", path: "/desk" },
        { editorId: ines.id, due: "" },
      ),
    ).toEqual({ error: "gone" });
    await setRole(context, ines.id, "writer", "Ruth");
  });
});
