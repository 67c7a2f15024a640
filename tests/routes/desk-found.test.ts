import { beforeEach, expect, test } from "vitest";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, anIssue } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let ruth: AtTheDesk;

beforeEach(async () => {
  const site = await aSite();
  context = site.context;
  const packing = await anArticle(context, { headline: "Robots learn to pack" });
  await anArticle(context, { headline: "Ships without a crew" });
  await anIssue(context, site.list, { subject: "What packs", articles: [packing] });
  ruth = await atTheDesk(context, "editor");
});

const found = async (who: AtTheDesk, words: string) => {
  const { text } = await who.see(`/desk/found?${new URLSearchParams({ q: words })}`);
  return (JSON.parse(text) as { name: string }[]).map(({ name }) => name);
};

test("an editor finds articles and issues by words of their names, in any order", async () => {
  expect(await found(ruth, "pack")).toEqual(["Issue 1: What packs", "Robots learn to pack"]);
  expect(await found(ruth, "pack robots")).toEqual(["Robots learn to pack"]);
  expect(await found(ruth, "issue 1")).toEqual(["Issue 1: What packs"]);
});

test("what nobody looks for is not found, and no odd sign breaks the search", async () => {
  for (const words of ["", "   ", "nothing-like-that", "\0", "\ud800", "%_'\""])
    expect(await found(ruth, words)).toEqual([]);
});

test("a writer finds their own articles alone, and no issue", async () => {
  const will = await atTheDesk(context, "writer", "Will");
  const own = await anArticle(context, { headline: "A robot of my own that packs" });
  await context.db.updateTable("articles").set({ author_id: will.editor.id }).where("id", "=", own.id).execute();
  expect(await found(will, "pack")).toEqual(["A robot of my own that packs"]);
});
