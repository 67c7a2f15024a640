import { beforeEach, expect, test } from "vitest";
import { composeIssue } from "#app/models/issues/fromSlugs.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { wordOrderFault } from "../../../scripts/frame/issueOrder.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle } from "../../support/newsroom.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
  for (const headline of ["Packing", "Standards", "Law"]) await anArticle(context, { headline });
});

async function ordered(articles: string[], show?: string) {
  const order = { list: "weekly", subject: "Robots", preheader: "", intro: "", articles, show };
  const made = await composeIssue(context, order);
  if ("error" in made) return { ...made, faults: made.faults.map(wordOrderFault) };
  const issue = (await issueByNumber(context, made.number))!;
  return issue.articles.map(({ slug, display }) => `${slug}:${display}`);
}

test("an article is shown as a summary where nothing is said, as at the desk", async () => {
  expect(await ordered(["law", "packing"])).toEqual(["law:summary", "packing:summary"]);
});

test("one that says so is shown whole, and --show says how the others are", async () => {
  expect(await ordered(["law:full", "packing"])).toEqual(["law:full", "packing:summary"]);
  expect(await ordered(["law:headline", "packing"])).toEqual(["law:headline", "packing:summary"]);
  expect(await ordered(["law", "packing: summary", "standards"], "full")).toEqual([
    ...["law:full", "packing:summary", "standards:full"],
  ]);
  expect(await ordered(["law", "packing"], "packing:full")).toEqual(["law:summary", "packing:full"]);
  expect(await ordered(["law", "packing", "standards"], "full, law:summary")).toEqual([
    ...["law:summary", "packing:full", "standards:full"],
  ]);
});

test("everything that is wrong is said at once, and nothing is made", async () => {
  expect(await ordered(["law:big", "nothing:full"], "whole,standards:full")).toEqual({
    error: "malformed",
    faults: [
      "--articles: “law:big”: an article is shown full or as summary.",
      "--show: “whole” is neither full, summary nor SLUG:full.",
      "--show: “standards” is not among the articles.",
      "--articles: There is no article “nothing”.",
    ],
  });
  expect(await issueByNumber(context, 1)).toBeUndefined();
});
