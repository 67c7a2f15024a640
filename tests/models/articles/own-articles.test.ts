import { beforeEach, describe, expect, test } from "vitest";
import { restoreArticle } from "#app/models/articles/articleRevisions.server.ts";
import { articleById, setPublished } from "#app/models/articles/articles.server.ts";
import { discardArticle, publishSheet, reviewSheet, takeOffSite } from "#app/models/articles/editing.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { isOwnArticle, mayWriteArticle } from "#app/models/articles/ownArticles.server.ts";
import { schedulePublication } from "#app/models/articles/scheduled.server.ts";
import { saveSheet, sheetSchema } from "#app/models/articles/sheets.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { aBriefing, anArticle, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
let mona: Editor;
/** The contexts of requests by a writer and by an editor. */
let asMona: TestContext;
let asTom: TestContext;
let step = 0;

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
  mona = await anEditor(context, "Mona", "writer");
  asMona = { ...context, editorId: mona.id };
  asTom = { ...context, editorId: (await anEditor(context, "Tom", "editor")).id };
});

const input = sheetSchema.parse({
  ...{ headline: "Robots learn to stack", slug: "", dek: "Again.", byline: "Mona", imageCredit: "", imageAlt: "" },
  body: JSON.parse(bodyOf("Anew.")) as unknown,
});

function place(id: number | null, version = 1) {
  step += 1;
  return { id, version, tab: `a-tab-of-a-test-${step}`, step };
}

async function begun(by: TestContext) {
  const saved = await saveSheet(by, "Somebody", place(null), input);
  if ("error" in saved) throw new Error(saved.error);
  return saved.id;
}

const refused = { error: "not-yours" };

describe("a writer's own articles", () => {
  test("are those that they began and those assigned to them", async () => {
    const [own, toms] = [await begun(asMona), await begun(asTom)];
    const imported = (await anArticle(context)).id;
    const mine = async (id: number) => [await isOwnArticle(context, mona.id, id), await mayWriteArticle(asMona, id)];
    expect([await mine(own), await mine(toms), await mine(imported), await mine(99)]).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [false, false],
    ]);
    await context.db
      .insertInto("assignments")
      .values({
        article_id: toms,
        issue_id: null,
        editor_id: mona.id,
        due_at: null,
        assigned_by: "Tom",
        assigned_at: 1,
      })
      .execute();
    expect(await mine(toms)).toEqual([true, true]);
    expect((await listArticles(context, { of: mona.id })).map(({ id }) => id).sort()).toEqual([own, toms].sort());
    for (const other of [asTom, context]) expect(await mayWriteArticle(other, imported)).toBe(true);
  });

  test("are saved, checked, restored and deleted by them, and nobody else's are", async () => {
    const [own, toms] = [await begun(asMona), await begun(asTom)];
    expect(await saveSheet(asMona, "Mona", place(own), input)).toMatchObject({ id: own });
    expect(await reviewSheet(asMona, "Mona", place(own, 2), input)).toMatchObject({ error: "reviewed" });
    const { id: revision } = await context.db
      .selectFrom("revisions")
      .select("id")
      .where("subject", "=", toms)
      .executeTakeFirstOrThrow();
    for (const work of [
      () => saveSheet(asMona, "Mona", place(toms), input),
      () => reviewSheet(asMona, "Mona", place(toms), input),
      () => restoreArticle(asMona, "Mona", toms, revision),
      () => discardArticle(asMona, "Mona", toms),
    ])
      expect(await work()).toEqual(refused);
    expect((await articleById(context, toms))!.version).toBe(1);
    expect(await discardArticle(asMona, "Mona", own)).toEqual([]);
  });

  test("are published, scheduled and taken off the site by an editor alone", async () => {
    const own = await begun(asMona);
    for (const work of [
      () => publishSheet(asMona, "Mona", place(own), input),
      () => schedulePublication(asMona, "Mona", own, "2026-11-30T07:00"),
      () => takeOffSite(asMona, "Mona", { ...place(own), id: own }, input),
    ])
      expect(await work()).toEqual(refused);
    await setPublished(context, own, true);
    expect(await discardArticle(asMona, "Mona", own)).toEqual(refused);
    // What they save waits until an editor publishes it.
    expect(await saveSheet(asMona, "Mona", place(own), { ...input, headline: "Later" })).toMatchObject({ id: own });
    expect((await articleById(context, own))!.headline).toBe("Robots learn to stack");
    expect(await publishSheet(asTom, "Tom", place(own, 2), input)).toMatchObject({ id: own });
  });
});
