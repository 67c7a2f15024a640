import { beforeEach, expect, test } from "vitest";
import { minute, second } from "#app/models/durations.ts";
import { askLock, forgetLocks, type LockAnswer } from "#app/models/sheetLocks.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aBriefing, anArticle, anIssue } from "../support/newsroom.ts";

let context: TestContext;
let sheet: string;
let ines: (act: Act, more?: More) => Promise<LockAnswer>;
let tom: typeof ines;
let inesElsewhere: typeof ines;

type Act = "write" | "read" | "take" | "hand" | "leave";
type More = { inBackground?: boolean; before?: string; sheet?: string };

beforeEach(async () => {
  context = await testContext();
  sheet = `article ${(await anArticle(context)).id}`;
  const page =
    (editor: { id: number }, tab: string) =>
    async (act: Act, more: More = {}) =>
      (await askLock(context, editor.id, { sheet, tab, act, ...more }))!;
  const [inesHalloran, tomReyes] = [await anEditor(context, "Ines Halloran"), await anEditor(context, "Tom Reyes")];
  ines = page(inesHalloran, "tab-of-ines");
  inesElsewhere = page(inesHalloran, "another-tab-of-ines");
  tom = page(tomReyes, "tab-of-tom");
});

test("who comes first writes, who comes then sees who and since when", async () => {
  const since = context.clock();
  expect(await ines("write")).toMatchObject({ held: "here", holder: null });
  context.later(2 * second);
  const holder = { name: "Ines Halloran", since, isYou: false, hasSaved: false };
  expect(await tom("write")).toMatchObject({ held: "elsewhere", holder });
  expect(await inesElsewhere("write")).toMatchObject({ held: "elsewhere", holder: { ...holder, isYou: true } });
});

test("a page that reads along gets nothing by asking, and hears which version is saved", async () => {
  expect(await tom("read")).toEqual({ held: "free", holder: null, asker: null, version: 1 });
  expect(await ines("write")).toMatchObject({ held: "here" });
  await context.db.updateTable("articles").set({ version: 5 }).execute();
  expect(await tom("read")).toMatchObject({ held: "elsewhere", version: 5 });
});

test("whoever takes over waits for the last words, and the other hears who it is", async () => {
  await ines("write");
  expect(await tom("take")).toMatchObject({ held: "elsewhere" });
  expect(await ines("write")).toMatchObject({ held: "here", asker: { name: "Tom Reyes", isYou: false } });
  expect(await ines("hand")).toMatchObject({ held: "elsewhere", holder: { name: "Tom Reyes" } });
  expect(await tom("take")).toMatchObject({ held: "here", asker: null });
});

test("whoever takes over waits eight seconds for a page that does not answer", async () => {
  await ines("write");
  await tom("take");
  context.later(7 * second);
  expect(await tom("take")).toMatchObject({ held: "elsewhere" });
  context.later(second);
  expect(await tom("take")).toMatchObject({ held: "here" });
  expect(await ines("write")).toMatchObject({ held: "elsewhere", holder: { name: "Tom Reyes" } });
});

test("a wish that is not repeated counts no longer", async () => {
  await ines("write");
  await tom("take");
  context.later(14 * second);
  await ines("write");
  context.later(second);
  expect(await ines("hand")).toMatchObject({ held: "here", asker: null });
});

test("a closed tab frees the sheet at once, and only its own", async () => {
  await ines("write");
  await tom("leave");
  expect(await tom("write")).toMatchObject({ held: "elsewhere" });
  await ines("leave");
  expect(await tom("write")).toMatchObject({ held: "here" });
});

test("a crashed page frees it after 15 seconds, one in the background after two and a half minutes", async () => {
  await ines("write");
  context.later(14 * second);
  expect(await tom("write")).toMatchObject({ held: "elsewhere" });
  context.later(second);
  expect(await tom("write", { inBackground: true })).toMatchObject({ held: "here" });
  context.later(2 * minute);
  expect(await ines("write")).toMatchObject({ held: "elsewhere" });
  context.later(minute / 2);
  expect(await ines("write")).toMatchObject({ held: "here" });
});

test("a page that was reloaded goes on in place of the one before it", async () => {
  await ines("write");
  expect(await inesElsewhere("write", { before: "tab-of-ines" })).toMatchObject({ held: "here" });
  expect(await ines("read")).toMatchObject({ held: "elsewhere" });
});

test("most signs of life write nothing, and none changes the sheet or wakes a follower", async () => {
  const rows = () => Promise.all([context.db.selectFrom("articles").selectAll().execute(), siteAndEvents()]);
  const lock = () => context.db.selectFrom("sheet_locks").selectAll().execute();
  const before = await rows();
  await ines("write");
  const held = await lock();
  for (let i = 0; i < 2; i += 1) {
    context.later(3 * second);
    await ines("write");
  }
  expect(await lock()).toEqual(held);
  context.later(3 * second);
  await ines("write");
  expect(await lock()).not.toEqual(held);
  expect(await rows()).toEqual(before);
});

function siteAndEvents() {
  return Promise.all([
    context.db.selectFrom("site").selectAll().execute(),
    context.db.selectFrom("events").selectAll().execute(),
  ]);
}

test("of two who come at the same moment, one writes", async () => {
  const answers = await Promise.all([ines("write"), tom("write"), inesElsewhere("write")]);
  expect(answers.map(({ held }) => held).sort()).toEqual(["elsewhere", "elsewhere", "here"]);
});

test("an issue has a lock of its own, by its number; a sheet that is gone has none", async () => {
  const number = await anIssue(context, await aBriefing(context));
  expect(await ines("write", { sheet: `issue ${number}` })).toMatchObject({ held: "here" });
  expect(await tom("write")).toMatchObject({ held: "here" });
  expect(await askLock(context, 1, { sheet: "article 99", tab: "tab-of-ines", act: "write" })).toBeNull();
});

test("locks of pages that are gone are deleted after a minute", async () => {
  await ines("write");
  context.later(minute);
  await retain(context);
  expect(await context.db.selectFrom("sheet_locks").selectAll().execute()).toHaveLength(1);
  context.later(minute);
  await forgetLocks(context);
  expect(await context.db.selectFrom("sheet_locks").selectAll().execute()).toEqual([]);
});
