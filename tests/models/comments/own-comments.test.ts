import { beforeEach, describe, expect, test } from "vitest";
import type { Piece } from "#app/models/assignments.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { addComment, commentSchema, resolveThread } from "#app/models/comments/comments.server.ts";
import { deleteComment, editComment, restoreComment } from "#app/models/comments/ownComments.server.ts";
import { peopleOf } from "#app/models/comments/people.server.ts";
import { commentCounts, readComments } from "#app/models/comments/threads.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { day, hour } from "#app/models/durations.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing, anArticle } from "../../support/newsroom.ts";

let context: TestContext;
let ines: Editor;
let tom: Editor;
let article: Piece;

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
  ines = await anEditor(context, "Ines Halloran");
  tom = await anEditor(context, "Tom Reyes", "operator");
  article = { kind: "article", subject: (await anArticle(context)).id };
});

const by = ({ id }: Editor): TestContext => ({ ...context, editorId: id });

async function comment(who: Editor, text: string, given: object = {}): Promise<number> {
  const added = await addComment(by(who), who, article, commentSchema.parse({ text, ...given }));
  if ("error" in added) throw new Error(added.error);
  return added.id;
}

const edit = (who: Editor, id: number, text: string) => editComment(by(who), who, article, { id, text });
const remove = (who: Editor, id: number) => deleteComment(by(who), who, article, id);
const restore = (who: Editor, id: number) => restoreComment(by(who), who, article, id);

/** The lines of all threads as somebody sees them; a deleted one is `…`, with `+` for who can bring it back. */
async function lines(who: Editor) {
  const { threads } = (await peopleOf(by(who), who.id, article))!;
  return threads.map(({ comments }) =>
    comments.map(({ text, isDeleted, may }) => (isDeleted ? `…${may.restore ? "+" : ""}` : text)),
  );
}

async function mailed() {
  const rows = await context.db
    .selectFrom("alerts")
    .innerJoin("notices", "notices.id", "alerts.notice_id")
    .innerJoin("editors", "editors.id", "alerts.editor_id")
    .select(["editors.name", "text"])
    .where("kind", "=", "comment")
    .orderBy("alerts.id")
    .execute();
  return rows.map(({ name, text }) => `${name}: ${text.replace(/.*”: /, "")}`);
}

const counted = async (who: Editor) =>
  (await commentCounts(context, who.id, "article", [article.subject])).get(article.subject);

describe("a comment that its writer changes", () => {
  test("has its new words, says when it was changed, and is no news to who has read it", async () => {
    const id = await comment(ines, "Who says sow?");
    await readComments(context, tom.id, article, id);
    context.later(60_000);
    expect(await edit(ines, id, "Who says so?")).toEqual({ done: true });
    expect((await peopleOf(context, tom.id, article))!.threads[0]!.comments).toEqual([
      expect.objectContaining({ text: "Who says so?", editedAt: context.clock(), isNew: false }),
    ]);
    expect((await recentEvents(context))[0]).toMatchObject({ action: "comment-edited", actor: "Ines Halloran" });
  });

  test("saved as it was says nothing", async () => {
    const id = await comment(ines, "Who says so?");
    expect(await edit(ines, id, "Who says so?")).toEqual({ done: true });
    expect((await peopleOf(context, tom.id, article))!.threads[0]!.comments[0]).toMatchObject({ editedAt: null });
  });

  test("mails who is named by the change, once, and nobody again", async () => {
    await anEditor(context, "Ana Lind");
    const id = await comment(ines, "@Tom, who says so?");
    await edit(ines, id, "@Tom and @Ana, who says so?");
    await edit(ines, id, "Who says so?");
    await edit(ines, id, "@Ana, @Tom: who says so?");
    expect(await mailed()).toEqual(["Tom Reyes: @Tom, who says so?", "Ana Lind: @Tom and @Ana, who says so?"]);
  });

  test("of before this was written down mails nobody whom it named", async () => {
    const id = await comment(ines, "@Tom, who says so?");
    await context.db.updateTable("comments").set({ told: null }).execute();
    await edit(ines, id, "@Tom, who says this?");
    expect(await mailed()).toHaveLength(1);
  });

  test("is not changed after a day, by somebody else, or from another piece", async () => {
    const id = await comment(ines, "Who says so?");
    expect(await edit(tom, id, "I do.")).toEqual({ error: "not-yours" });
    const other: Piece = { kind: "article", subject: (await anArticle(context)).id };
    expect(await editComment(by(ines), ines, other, { id, text: "x" })).toEqual({ error: "gone" });
    expect(await edit(ines, 99, "x")).toEqual({ error: "gone" });
    context.later(day + 1);
    expect(await edit(ines, id, "x")).toEqual({ error: "too-late" });
    expect((await peopleOf(context, ines.id, article))!.threads[0]!.comments[0]!.may).toEqual({
      ...{ edit: false, remove: true, restore: false },
    });
    expect(await lines(tom)).toEqual([["Who says so?"]]);
  });
});

describe("a comment that its writer deletes", () => {
  test("is gone for others at once, and comes back for an hour", async () => {
    const id = await comment(ines, "Who says so?");
    expect([await remove(tom, id), await remove(ines, id), await remove(ines, id)]).toEqual([
      { error: "not-yours" },
      { done: true },
      { done: true },
    ]);
    expect([await lines(tom), await lines(ines), await counted(tom)]).toEqual([[], [["…+"]], undefined]);
    expect(await edit(ines, id, "x")).toEqual({ error: "gone" });
    expect([await restore(tom, id), await restore(ines, id)]).toEqual([{ error: "not-yours" }, { done: true }]);
    expect([await lines(tom), await counted(tom)]).toEqual([[["Who says so?"]], { open: 1, unread: 1 }]);
    await remove(ines, id);
    context.later(hour + 1);
    expect([await restore(ines, id), await lines(ines)]).toEqual([{ error: "too-late" }, []]);
    const actions = (await recentEvents(context)).map(({ action }) => action);
    expect(actions.slice(0, 3)).toEqual(["comment-deleted", "comment-restored", "comment-deleted"]);
  });

  test("leaves a stub where others answered, and the thread goes on", async () => {
    const first = await comment(ines, "Who says so?");
    const answer = await comment(tom, "The port does.", { thread: first });
    await remove(ines, first);
    expect([await lines(tom), await counted(ines)]).toEqual([[["…", "The port does."]], { open: 1, unread: 1 }]);
    expect(await resolveThread(by(tom), tom, article, first, true)).toBe(true);
    expect(await counted(ines)).toEqual({ open: 0, unread: 1 });
    await comment(ines, "I see.", { thread: first });
    await remove(tom, answer);
    expect(await lines(ines)).toEqual([["…+", "…", "I see."]]);
  });

  test("is not mailed any more, nor kept among what was; brought back, it is mailed to who missed it", async () => {
    await anEditor(context, "Ana Lind");
    const id = await comment(ines, "@Tom and @Ana: a secret");
    const ana = context.db.selectFrom("editors").select("id").where("name", "=", "Ana Lind");
    // Hers has gone out.
    await context.db.deleteFrom("alerts").where("editor_id", "in", ana).execute();
    await remove(ines, id);
    expect(await mailed()).toEqual([]);
    expect(await context.db.selectFrom("notices").select("text").where("kind", "=", "comment").execute()).toEqual([]);
    await restore(ines, id);
    await remove(ines, id);
    await restore(ines, id);
    expect(await mailed()).toEqual(["Tom Reyes: @Tom and @Ana: a secret"]);
  });

  test("keeps no words after the hour", async () => {
    const first = await comment(ines, "A secret");
    await comment(tom, "Hm.", { thread: first });
    await remove(ines, first);
    await retain(context);
    expect(await restore(ines, first)).toEqual({ done: true });
    await remove(ines, first);
    context.later(hour + 1);
    await retain(context);
    const rows = await context.db.selectFrom("comments").select("text").orderBy("id").execute();
    expect(rows.map(({ text }) => text)).toEqual(["", "Hm."]);
    expect(await lines(tom)).toEqual([["…", "Hm."]]);
  });
});
