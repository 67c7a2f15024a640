import { beforeEach, describe, expect, test } from "vitest";
import { createDraftLink } from "#app/models/articles/draftLinks.server.ts";
import { runPublications } from "#app/models/articles/scheduled.server.ts";
import { followAll } from "#app/models/events/followers.server.ts";
import { deletePictures } from "#app/models/library/removing.server.ts";
import { addNotice, openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { askLock } from "#app/models/sheetLocks.server.ts";
import { runSlots } from "#app/models/sending/schedule/runs.server.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { aStoredPicture } from "../support/library.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { anApprovedIssue, aSlot, hour, minute } from "../support/slots.ts";

let context: TestContext;
let list: List;
let ruth: AtTheDesk;

beforeEach(async () => {
  ({ context, list } = await aSite());
  ruth = await atTheDesk(context, "operator");
  await aReader(context, list, "maya@example.org");
});

/** Deletes by an article's or issue's page. @returns the number by which it is undone */
async function deleted(path: string): Promise<number> {
  const place = { as: ruth.editor.id, version: 1, tab: "a-tab-of-a-test", step: 1, over: false };
  const { text } = await ruth.send(`${path}/sheet`, { intent: "delete", draft: null, ...place });
  return (JSON.parse(text) as { undo: number }).undo;
}

async function undo(id: number, who = ruth): Promise<string> {
  return (await who.post("/desk/undo", { id: String(id), to: "/desk/articles" })).headers.location as string;
}

const statusOf = async (number: number) =>
  (await context.db.selectFrom("issues").select("status").where("number", "=", number).executeTakeFirst())?.status;

describe("a press of Undo that has no effect says so", () => {
  test("after an hour, and to somebody else", async () => {
    const article = await anArticle(context);
    const id = await deleted(`/desk/articles/${article.id}`);
    const tom = await atTheDesk(context, "owner", "Tom");
    expect((await tom.see(await undo(id, tom))).text).toContain("only what you did yourself can, within an hour");
    context.later(hour);
    expect((await ruth.see(await undo(id))).text).toContain("only what you did yourself can, within an hour");
  });

  test("and is not offered again, where something has taken its place", async () => {
    await addNotice(context, { kind: "slot-empty", text: "Nothing went out." });
    const [notice] = await openNotices(context);
    await ruth.post("/desk/notices", { id: String(notice!.id), to: "/desk/lists" });
    await addNotice(context, { kind: "slot-empty", text: "Nothing went out." });
    expect((await ruth.see(await undo(1))).text).toContain(
      "It cannot be undone any more: something has changed since.",
    );
    const { text } = await ruth.see("/desk/articles?undo=1");
    expect(text).toContain("It cannot be undone any more");
    expect(await openNotices(context)).toHaveLength(1);
  });
});

describe("undoing sends and publishes nothing by itself", () => {
  test("a draft whose time came while it was deleted is a draft without a time, and a notice says so", async () => {
    const article = await anArticle(context, { dek: "Why it matters." });
    await context.db
      .updateTable("articles")
      .set({ publish_at: context.clock() + hour / 2 })
      .execute();
    const id = await deleted(`/desk/articles/${article.id}`);
    context.later(40 * minute);
    await undo(id);
    await runPublications(context);
    const row = await context.db.selectFrom("articles").select(["published_at", "publish_at"]).executeTakeFirst();
    expect(row).toEqual({ published_at: null, publish_at: null });
    const [notice] = await openNotices(context);
    expect(notice).toMatchObject({ text: expect.stringMatching(/was not published on .*: it was deleted then\./) });
  });

  test("a slot whose time came while it was ended goes on with the next one", async () => {
    const slot = await aSlot(context, list);
    const number = await anApprovedIssue(context, list);
    context.later(30 * minute);
    await ruth.post("/desk/schedule", { intent: "end", id: String(slot.id) });
    context.later(45 * minute);
    const place = await undo(1);
    expect((await ruth.see(place)).text).toContain("from its next time on: Every Monday at 10:00");
    await runSlots(context);
    expect(await statusOf(number)).toBe("ready");
    expect(await openNotices(context)).toEqual([]);
    context.later(7 * 24 * hour);
    await runSlots(context);
    expect(await statusOf(number)).not.toBe("ready");
  });

  test("a slot that is there again before its time keeps it", async () => {
    const slot = await aSlot(context, list);
    const number = await anApprovedIssue(context, list);
    await ruth.post("/desk/schedule", { intent: "end", id: String(slot.id) });
    await undo(1);
    context.later(hour);
    await runSlots(context);
    expect(await statusOf(number)).not.toBe("ready");
  });

  test("an issue that was approved is a draft again", async () => {
    await aSlot(context, list);
    const number = await anApprovedIssue(context, list);
    await undo(await deleted(`/desk/issues/${number}`));
    context.later(hour);
    await runSlots(context);
    await followAll(context);
    expect(await statusOf(number)).toBe("draft");
  });
});

test("a draft comes back without a picture that only an earlier state of it had, once that is deleted", async () => {
  const picture = await aStoredPicture(context, { alt: "An arm" });
  const article = await anArticle(context);
  const times = { began_at: 1, saved_at: 1, version: 1, content: Buffer.from("") };
  const marks = { published_at: null, sent_in: null };
  const { id: revision } = await context.db
    .insertInto("revisions")
    .values({
      kind: "article",
      subject: article.id,
      author: "Ruth",
      author_id: null,
      restores: null,
      ...times,
      ...marks,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const use = { image_id: picture.id, picture_id: picture.id, place: "text" as const, revision_id: revision };
  await context.db
    .insertInto("image_uses")
    .values({ ...use, alt: "", credit: "", words: "" })
    .execute();
  await context.db.updateTable("images").set({ removed_at: 1 }).execute();
  const id = await deleted(`/desk/articles/${article.id}`);
  expect(await deletePictures(context, 2, 10)).toBe(1);
  expect(await undo(id)).toBe(`/desk/articles/${article.id}?undo=${id}`);
  expect(await context.db.selectFrom("revisions").select("id").execute()).toContainEqual({ id: revision });
});

test("what is back is open nowhere: its former page cannot leave it once it is deleted", async () => {
  const article = await anArticle(context);
  const number = await anIssue(context, list);
  for (const [sheet, path] of [
    [`article ${article.id}`, `/desk/articles/${article.id}`],
    [`issue ${number}`, `/desk/issues/${number}`],
  ] as const) {
    await askLock(context, ruth.editor.id, { sheet, tab: "the-former-tab", act: "write" });
    await undo(await deleted(path));
    const lock = await askLock(context, ruth.editor.id, { sheet, tab: "another-tab", act: "write" });
    expect(lock).toMatchObject({ held: "here" });
  }
});

test("a link whose article is on the site meanwhile stays ended", async () => {
  const article = await anArticle(context);
  await createDraftLink(context, "Ruth", article.id, { name: "The lawyer", days: 7 });
  await ruth.post(`/desk/articles/${article.id}/preview`, { intent: "end", link: "1" });
  await context.db.updateTable("articles").set({ published_at: 1 }).execute();
  expect((await ruth.see(await undo(1))).text).toContain("It cannot be undone any more");
});
