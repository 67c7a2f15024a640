import { beforeEach, expect, test } from "vitest";
import { chooseReader, readerOfReference } from "#app/models/issues/chosenReader.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { chooseTopics } from "#app/models/readers/topicChoices.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { hideText } from "#app/models/signedTokens.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;
let number: number;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  const article = await anArticle(context, { topics: ["Automation"] });
  await anArticle(context, { headline: "Markets", topics: ["Markets"] });
  number = await anIssue(context, list, { articles: [article] });
});

const choose = async (email: string, topics: string[] = []) => {
  const chosen = await chooseReader(context, number, { email, name: "New", topics });
  if ("error" in chosen) throw new Error(chosen.error);
  return chosen;
};

test("a chosen reader gets the issue, or not, by what they chose", async () => {
  const ana = await aReader(context, list, "ana@readers.example", "Ana");
  const standing = async () => (await choose("ana@readers.example")).standing;
  expect(await standing()).toBe("gets");
  await chooseTopics(context, ana.id, ["markets"]);
  expect(await choose("ana@readers.example")).toMatchObject({ standing: "other-topics", topics: ["markets"] });
  await chooseTopics(context, ana.id, ["markets", "automation"]);
  expect(await standing()).toBe("gets");
  const row = () => context.db.updateTable("subscriptions").where("subscriber_id", "=", ana.id);
  await row().set({ frequency: "monthly" }).execute();
  expect(await standing()).toBe("monthly");
  await row()
    .set({ paused_until: context.clock() + 1000 })
    .execute();
  expect(await standing()).toBe("paused");
  await endSubscription(context, ana.id, list.id, "page");
  expect(await standing()).toBe("not-on-list");
  await suppress(context, "ana@readers.example", "complaint");
  expect(await standing()).toBe("suppressed");
});

test("a made-up reader has the values that were typed, and the topics decide as they would for a reader", async () => {
  expect(await choose("new@readers.example")).toMatchObject({ name: "New", known: false, standing: "gets" });
  expect((await choose("new@readers.example", ["markets"])).standing).toBe("other-topics");
  expect((await choose("new@readers.example", ["automation"])).standing).toBe("gets");
});

test("a reference opens to its reader, and nothing that was made elsewhere opens", async () => {
  const { reference } = await choose("new@readers.example");
  expect(readerOfReference(context, reference)).toEqual({ name: "New", email: "new@readers.example" });
  for (const odd of [
    null,
    "",
    "x",
    `A${reference}`,
    hideText(context, "{}"),
    hideText(context, "[1,2]"),
    hideText(context, "a"),
  ])
    expect(readerOfReference(context, odd)).toBeNull();
});
