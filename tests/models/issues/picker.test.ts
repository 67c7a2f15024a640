import { beforeEach, describe, expect, test } from "vitest";
import { setPublished, type Article } from "#app/models/articles/articles.server.ts";
import { day } from "#app/models/durations.ts";
import { createIssue, deleteIssue } from "#app/models/issues/issues.server.ts";
import { findArticles, proposedChoices, type ArticleQuest } from "#app/models/issues/picker.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { indexMissing } from "#app/models/search/index.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const anything: ArticleQuest = {
  ...{ words: "", topic: "", author: "", from: null, until: null },
  ...{ notRun: false, issue: null, after: null },
};

const headlines = async (quest: Partial<ArticleQuest>) => {
  const { choices, total } = await findArticles(context, { ...anything, ...quest });
  expect(total).toBe(choices.length);
  return choices.map(({ headline }) => headline);
};

async function onTheSite(given: Record<string, unknown>): Promise<Article> {
  const article = await anArticle(context, given);
  await setPublished(context, article.id, true);
  return article;
}

describe("articles for an issue are found", () => {
  test("by words of their texts, drafts and published ones, whatever the case and marks", async () => {
    await onTheSite({ headline: "On the site", body: bodyOf("Grippers of Besançon hold eggs.") });
    await anArticle(context, { headline: "A draft", body: bodyOf("Eggs again, in besançon.") });
    await anArticle(context, { headline: "Another", body: bodyOf("Nothing of the kind.") });
    await indexMissing(context);
    expect((await headlines({ words: "EGGS besancon" })).sort()).toEqual(["A draft", "On the site"]);
    expect(await headlines({ words: "gripp" })).toEqual(["On the site"]);
    expect(await headlines({ words: "paragraph" })).toEqual([]);
    expect(await headlines({ words: "zeppelin" })).toEqual([]);
    expect(await headlines({ words: '"' })).toEqual([]);
  });

  test("by topic, and by each author of a byline", async () => {
    await anArticle(context, { headline: "One", byline: "Ana Li and Bo Ek", topics: ["Automation"] });
    await anArticle(context, { headline: "Two", byline: "Bo Ek", topics: ["Law", "Automation"] });
    await anArticle(context, { headline: "Three", byline: "Bo Ekman" });
    expect((await headlines({ topic: "automation" })).sort()).toEqual(["One", "Two"]);
    expect(await headlines({ topic: "law", author: "Bo Ek" })).toEqual(["Two"]);
    expect((await headlines({ author: "Bo Ek" })).sort()).toEqual(["One", "Two"]);
    expect(await headlines({ author: "Nobody" })).toEqual([]);
  });

  test("by the day of their publication, or of their last change", async () => {
    const now = context.clock();
    await onTheSite({ headline: "Today" });
    context.later(day);
    await anArticle(context, { headline: "Tomorrow" });
    expect(await headlines({ until: now + day })).toEqual(["Today"]);
    expect(await headlines({ from: now + day })).toEqual(["Tomorrow"]);
    expect(await headlines({ from: now, until: now + 2 * day })).toEqual(["Tomorrow", "Today"]);
  });

  test("only once they did not run yet, and those that ran say where", async () => {
    await aReader(context, list, "ana@readers.example");
    const ran = await anArticle(context, { headline: "Ran" });
    const placed = await anArticle(context, { headline: "Placed" });
    const place = (article: Article) =>
      createIssue(context, list.id, { subject: "S", articles: [{ id: article.id, display: "summary" }] });
    const first = await place(ran);
    const at = context.clock();
    await sendIssue(context, first, "Ruth");
    const second = await place(placed);
    expect(await headlines({ notRun: true })).toEqual(["Placed"]);
    const { choices } = await findArticles(context, { ...anything, issue: second });
    expect(choices.map(({ headline, ran }) => [headline, ran])).toEqual([["Ran", [{ number: first, at }]]]);
    await deleteIssue(context, second);
    expect((await headlines({})).sort()).toEqual(["Placed", "Ran"]);
  });
});

test("all articles are shown, page by page, last edited first, each once", async () => {
  const made: string[] = [];
  for (let i = 0; i < 7; i += 1) {
    // Some of one moment, too.
    if (i % 2) context.later(1000);
    made.unshift((await anArticle(context, { headline: `Robot ${i}` })).headline);
  }
  const shown: string[] = [];
  let after: string | null = null;
  do {
    const { choices, next, total } = await findArticles(context, { ...anything, after }, 3);
    expect(total).toBe(7);
    shown.push(...choices.map(({ headline }) => headline));
    after = next;
  } while (after);
  expect(shown).toEqual(made);
  expect((await findArticles(context, { ...anything, after: "x-1" })).choices).toHaveLength(7);
});

test("a section's rule proposes the newest of its topic since the last issue to the list, without what ran or is placed", async () => {
  await aReader(context, list, "ana@readers.example");
  const about = (headline: string, topics = ["Law"]) => onTheSite({ headline, topics });
  await about("Before the last issue");
  context.later(day);
  await sendIssue(context, await anIssue(context, list, { articles: [await about("Ran")] }), "Ruth");
  context.later(day);
  const number = await anIssue(context, list, { articles: [await about("Placed")] });
  for (const headline of ["Older", "Newer", "Newest"]) {
    context.later(1000);
    await about(headline);
  }
  await about("Of another topic", ["Pay"]);
  const proposed = await proposedChoices(context, { topic: "law", count: 2 }, number);
  expect(proposed.map(({ headline }) => headline)).toEqual(["Newest", "Newer"]);
  const all = await proposedChoices(context, { topic: "law", count: 100 }, number);
  expect(all.map(({ headline }) => headline)).toEqual(["Newest", "Newer", "Older"]);
});
