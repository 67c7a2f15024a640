import { expect, test } from "vitest";
import { chooseTopics, topicsChosenBy } from "#app/models/readers/topicChoices.server.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing, anArticle, aReader } from "../../support/newsroom.ts";

test("a reader's choice of topics replaces the former one, and what is no topic is left out", async () => {
  const context = await testContext();
  const maya = await aReader(context, await aBriefing(context), "maya@readers.example");
  await anArticle(context, { topics: ["Regulation", "Investment"] });
  expect(await topicsChosenBy(context, maya.id), "everything, before anything is chosen").toEqual([]);
  await chooseTopics(context, maya.id, ["regulation", "investment", "gardening"]);
  expect(await topicsChosenBy(context, maya.id)).toEqual(["investment", "regulation"]);
  await chooseTopics(context, maya.id, ["regulation"]);
  expect(await topicsChosenBy(context, maya.id)).toEqual(["regulation"]);
  await chooseTopics(context, maya.id, []);
  expect(await topicsChosenBy(context, maya.id)).toEqual([]);
});
