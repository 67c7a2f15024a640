import { beforeEach, describe, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import type { Article } from "#app/models/articles/articles.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { digestContent } from "#app/models/digests/content.server.ts";
import { day } from "#app/models/durations.ts";
import { lastSent, lastSentOfAll } from "#app/models/issues/beginnings.server.ts";
import { archive, editionByNumber, editionContent } from "#app/models/issues/editions.server.ts";
import { keepIssueElsewhere } from "#app/models/issues/elsewhere.server.ts";
import { createIssue, deleteIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import { findArticles } from "#app/models/issues/picker.server.ts";
import { previewOf } from "#app/models/issues/previews.server.ts";
import { runsOfArticles } from "#app/models/issues/ran.server.ts";
import { lastIssues } from "#app/models/issues/week.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { articlesIn } from "#app/models/sections.ts";
import { search } from "#app/models/search/search.server.ts";
import { previousSend } from "#app/models/sending/rehearsal/previousSend.server.ts";
import { withStandings } from "#app/models/sending/standing.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";
import { factsOf } from "../../support/preflight.ts";

let context: TestContext;
let list: List;
let article: Article;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  article = await anArticle(context, { headline: "Ferries run again" });
});

const march = Date.parse("2023-03-12T08:00:00Z");

async function keep(given: { articleId?: number; sentAt?: number; number?: number | null; subject?: string } = {}) {
  const issue = {
    ...{ listId: list.id, number: null, subject: "Ferries", preheader: "They run.", articleId: article.id },
    ...{ sentAt: march, program: "Substack", ...given },
  };
  const kept = await inTransaction(context, (context) => keepIssueElsewhere(context, issue, "Ruth"));
  if ("error" in kept) throw new Error(kept.error);
  return kept.number;
}

describe("An issue that was sent elsewhere", () => {
  test("stands in the archive with its number and its date, and says where it came from", async () => {
    const number = await keep({ number: 41 });
    expect(number).toBe(41);
    expect(await archive(context)).toEqual([
      { number: 41, subject: "Ferries", preheader: "They run.", frozenAt: march, elsewhere: "Substack" },
    ]);
    const issue = (await issueByNumber(context, 41))!;
    expect(issue).toMatchObject({ status: "sent", sentAt: march, sendingAt: march, elsewhere: "Substack" });
    const edition = (await editionByNumber(context, 41))!;
    expect(articlesIn(editionContent(edition).sections)).toMatchObject([{ headline: "Ferries run again" }]);
    expect(editionContent(edition).date).toBe(march);
    const [standing] = await withStandings(context, [issue]);
    expect(standing!.standing).toMatchObject({ state: "sent", isElsewhere: true, at: march, by: null });
  });

  test("gets the next number where its own is taken, and the archive keeps to the order of time", async () => {
    await createIssue(context, list.id);
    expect(await keep({ number: 1 })).toBe(2);
    const other = await anArticle(context, { headline: "Bridges" });
    expect(await keep({ articleId: other.id, sentAt: march - day, number: null })).toBe(3);
    expect((await archive(context)).map(({ number }) => number)).toEqual([2, 3]);
  });

  test("is the same one when its article comes again", async () => {
    expect(await keep()).toBe(await keep({ subject: "Ferries again" }));
    expect(await archive(context)).toMatchObject([{ subject: "Ferries again" }]);
  });

  test("has no mail, no delivery and no part in what a send is compared with", async () => {
    const number = await keep();
    expect(await context.db.selectFrom("deliveries").selectAll().execute()).toEqual([]);
    expect(await previewOf(context, number, "ruth@desk.example")).toBeUndefined();
    expect(await sendIssue(context, number, "Ruth")).toMatchObject({ error: "already-sent" });
    expect(await deleteIssue(context, number)).toBe(false);
    expect(await lastIssues(context)).toEqual(new Map());
    expect(await lastSent(context, list.id)).toBeNull();
    expect(await lastSentOfAll(context)).toEqual(new Map());
    expect(await previousSend(context, list.id)).toBeNull();
    const briefing = (await getBriefing(context))!;
    const month = { month: "2023-03", from: march - day, to: march + day, dueAt: march + day };
    expect((await digestContent(context, briefing, list.id, month)).issues).toEqual([]);
  });

  test("counts as having run, for the picker and for the check before a send", async () => {
    const number = await keep();
    expect((await runsOfArticles(context, [article.id])).get(article.id)?.sent).toEqual([{ number, at: march }]);
    const quest = { words: "", topic: "", author: "", from: null, until: null, issue: null, after: null };
    expect((await findArticles(context, { ...quest, notRun: true })).total).toBe(0);
    const facts = await factsOf(context, await anIssue(context, list, { articles: [article] }));
    expect(facts.ran.get(article.id)).toEqual([{ number, sentAt: march }]);
    expect(facts.former).toEqual([{ number, subject: "Ferries", sentAt: march, readers: null }]);
  });

  test("is found by readers", async () => {
    await keep();
    const found = await search(context, "Ferries", 1);
    expect(JSON.stringify(found)).toContain("/issues/1");
  });

  test("changes nothing about the next issue that goes out from here", async () => {
    await keep();
    await aReader(context, list, "ana@readers.example");
    const next = await anArticle(context, { headline: "New bridge" });
    const number = await createIssue(context, list.id, {
      ...{ subject: "New bridge", preheader: "", articles: [{ id: next.id, display: "summary" as const }] },
    });
    expect(await sendIssue(context, number, "Ruth")).toMatchObject({ counts: { total: 1 } });
    expect((await archive(context)).map((line) => line.elsewhere)).toEqual([null, "Substack"]);
  });
});
