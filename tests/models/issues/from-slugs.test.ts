import { beforeEach, expect, test } from "vitest";
import { composeIssue } from "#app/models/issues/fromSlugs.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { wordOrderFault } from "../../../scripts/frame/issueOrder.ts";
import { emptySection } from "#app/models/sections.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { stepsOf } from "#app/models/issues/steps.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;

beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
  for (const headline of ["Packing", "Standards", "Law"]) await anArticle(context, { headline });
});

async function ordered(articles: string[], show?: string) {
  const order = { list: "weekly", subject: "Robots", preheader: "", intro: "", articles, show };
  const made = await composeIssue(context, order, "a script");
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
      "--articles: “law:big”: an article is shown full, as summary or as headline.",
      "--show: “whole” is neither full, summary nor SLUG:full.",
      "--show: “standards” is not among the articles.",
      "--articles: There is no article “nothing”.",
    ],
  });
  expect(await issueByNumber(context, 1)).toBeUndefined();
});

const compose = (given: Partial<Parameters<typeof composeIssue>[1]>) =>
  composeIssue(
    context,
    { list: "weekly", subject: "Robots", preheader: "", intro: "", articles: [], ...given },
    "Ruth",
  );

test("one like another begins with its sections, its end, its list and its subject's pattern", async () => {
  const list = await context.db.selectFrom("lists").select("id").executeTakeFirstOrThrow();
  await createIssue(context, list.id, {
    subject: "Briefing No. 1: Ports",
    outro: JSON.parse(bodyOf("Until next week.")) as never,
    sections: [
      { ...emptySection(), heading: "Lead", pieces: [{ kind: "item", text: "42", url: "", source: "" }] },
      { ...emptySection(), heading: "In brief" },
    ],
  });
  const order = { list: undefined, subject: undefined, like: 1, articles: ["law:full"] };
  expect(await compose(order)).toEqual({ number: 2 });
  const issue = (await issueByNumber(context, 2))!;
  expect(issue).toMatchObject({ subject: "Briefing No. 2:", list: { slug: "weekly" } });
  expect(issue.sections.map(({ heading, pieces }) => [heading, pieces.length])).toEqual([
    ["Lead", 1],
    ["In brief", 0],
  ]);
  expect(issue.articles).toMatchObject([{ slug: "law", display: "full" }]);
  expect(JSON.stringify(issue.outro)).toContain("Until next week.");
  expect(await stepsOf(context, 2)).toMatchObject([{ step: "begin", by: "Ruth", detail: "like issue 1" }]);
  expect(await compose({ like: 9 })).toEqual({ error: "faults", faults: [{ error: "no-issue", number: 9 }] });
});

test("sections come from a file, with texts in Markdown, articles and items in order", async () => {
  const item = { text: "42 robots", url: "https://example.org/42", source: "A count" };
  const sections = [
    { heading: "Lead", text: "This week’s *lead*.", pieces: ["law:full", item] },
    { heading: "In brief", rule: { topic: "robots", count: 3 }, pieces: ["packing"] },
    { heading: "Numbers" },
  ];
  expect(await compose({ sections })).toEqual({ number: 1 });
  const issue = (await issueByNumber(context, 1))!;
  expect(issue.sections.map(({ heading, rule, pieces }) => [heading, rule, pieces.map(({ kind }) => kind)])).toEqual([
    ["Lead", null, ["article", "item"]],
    ["In brief", { topic: "robots", count: 3 }, ["article"]],
    ["Numbers", null, []],
  ]);
  expect(issue.articles.map(({ slug, display }) => `${slug}:${display}`)).toEqual(["law:full", "packing:summary"]);
  expect(JSON.stringify(issue.sections[0]!.text)).toContain("lead");
  const wrong = [{ heading: "Lead", pieces: ["law:big", "nothing"] }];
  const faults = await compose({ sections: wrong });
  expect("faults" in faults && faults.faults.map(wordOrderFault)).toEqual([
    "--sections: “law:big”: an article is shown full, as summary or as headline.",
    "--articles: There is no article “nothing”.",
  ]);
  for (const unfit of [{}, [], [{ headline: "x" }], [{ pieces: [{ url: "x" }] }]]) {
    const refused = await compose({ sections: unfit });
    expect("faults" in refused && refused.faults[0]).toMatchObject({ error: "unfit-sections" });
  }
});
