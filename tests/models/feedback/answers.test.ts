import { beforeEach, describe, expect, test } from "vitest";
import { answersHeld, answerSchema, giveAnswer } from "#app/models/feedback/answers.server.ts";
import { answersUrl, closeQuestions, openQuestion } from "#app/models/feedback/questions.server.ts";
import {
  articleFeedback,
  issueFeedback,
  markRemark,
  publicPolls,
  remarksOf,
} from "#app/models/feedback/results.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { leaveUrls, unsubscribe } from "#app/models/readers/unsubscribe.server.ts";
import { signToken } from "#app/models/signedTokens.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { anAskingIssue, aPoll } from "../../support/asking.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, aReader } from "../../support/newsroom.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const ana = async () => (await subscriberByEmail(context, "ana@readers.example"))!;
const say = (token: string, n: number, answer: number, remark = "") =>
  giveAnswer(context, token, n, answerSchema.parse({ answer, remark }));
const sums = async (number: number) =>
  (await issueFeedback(context, number)).map(({ answers }) => answers.map(({ people }) => people));

describe("what an issue asks", () => {
  test("is nothing as long as its list asks nothing", async () => {
    const { number, tokens } = await anAskingIssue(context, list, { asks: "nothing" });
    expect(await issueFeedback(context, number)).toEqual([]);
    expect(await openQuestion(context, tokens.ana, 1)).toBeNull();
  });

  test("stands under each piece, the polls between them, in the order of the mail", async () => {
    const headlines = ["Robots learn to pack", "Robots learn to sort"];
    const { number, articles } = await anAskingIssue(context, list, { headlines, polls: [aPoll()] });
    expect(await issueFeedback(context, number)).toMatchObject([
      { n: 1, kind: "useful", words: headlines[0], articleId: articles[0]!.id, people: 0 },
      { n: 2, kind: "useful", words: headlines[1], articleId: articles[1]!.id },
      { n: 3, kind: "poll", words: "Where do robots help most?", articleId: null },
    ]);
  });

  test("stands once where the list asks about the whole issue, and under no headline that stands alone", async () => {
    const whole = await anAskingIssue(context, list, { asks: "issue" });
    expect(await issueFeedback(context, whole.number)).toMatchObject([
      { n: 1, words: "What robots pack", articleId: null },
    ]);
  });

  test("is not whether a headline alone was useful: nobody read it there", async () => {
    const { number } = await anAskingIssue(context, list, { display: "headline" });
    expect(await issueFeedback(context, number)).toEqual([]);
  });
});

describe("an answer", () => {
  test("counts once a delivery: another one takes its place, with its words and without the mark", async () => {
    const { number, tokens, articles } = await anAskingIssue(context, list);
    expect(await say(tokens.ana, 1, 1, "  Clear,\r\nat last.  ")).toBe(true);
    expect(await say(tokens.boris, 1, 1)).toBe(true);
    const [remark] = await remarksOf(context, { issue: number });
    expect(remark).toMatchObject({ remark: "Clear,\nat last.", answer: "Useful", about: "Robots learn to pack" });
    expect(await markRemark(context, remark!.id, true, "Ruth")).toEqual({ issue: 1 });
    expect(await remarksOf(context, { articleId: articles[0]!.id })).toMatchObject([{ markedBy: "Ruth" }]);
    expect(await sums(number)).toEqual([[2, 0]]);

    context.later(day);
    expect(await say(tokens.ana, 1, 2, "On second thoughts, no.")).toBe(true);
    expect(await sums(number)).toEqual([[1, 1]]);
    expect(await remarksOf(context, { issue: number })).toMatchObject([
      { remark: "On second thoughts, no.", answer: "Not useful", markedBy: null },
    ]);
    expect(await articleFeedback(context, articles[0]!.id)).toMatchObject([{ issue: 1, people: 2, remarks: 1 }]);
  });

  test("is none of those to choose from: nothing is kept", async () => {
    const { number, tokens } = await anAskingIssue(context, list, { polls: [aPoll()] });
    expect(await say(tokens.ana, 1, 3)).toBe(false);
    expect(await say(tokens.ana, 2, 4)).toBe(false);
    expect(await say(tokens.ana, 3, 1)).toBe(false);
    expect(answerSchema.safeParse({ answer: "0" }).success).toBe(false);
    expect(answerSchema.safeParse({ answer: "yes" }).success).toBe(false);
    expect(await sums(number)).toEqual([
      [0, 0],
      [0, 0, 0],
    ]);
  });

  test("keeps words as typed; words that are too long are left out, and the answer counts", async () => {
    const { number, tokens } = await anAskingIssue(context, list);
    await say(tokens.ana, 1, 1, "x".repeat(1001));
    await say(tokens.boris, 1, 2, "<b>كلمة</b> & co.");
    expect(await sums(number)).toEqual([[1, 1]]);
    expect((await remarksOf(context, { issue: number })).map(({ remark }) => remark)).toEqual(["<b>كلمة</b> & co."]);
  });

  test("comes from a delivery's own link alone, whatever else somebody has", async () => {
    const { editionId, tokens } = await anAskingIssue(context, list);
    const stranger = await aReader(context, list, "cai@readers.example");
    const others = [
      answersUrl(context, editionId, stranger.id).split("/").at(-1)!,
      signToken(context, "unsubscribe", [editionId, (await ana()).id]),
      leaveUrls(context, (await ana()).id, list.id)
        .page.split("/")
        .at(-1)!,
      `${tokens.ana.slice(0, -1)}${tokens.ana.endsWith("A") ? "B" : "A"}`,
      "web",
      "",
    ];
    for (const token of others) {
      expect(await openQuestion(context, token, 1)).toBeNull();
      expect(await say(token, 1, 1)).toBe(false);
    }
    expect(await openQuestion(context, `${tokens.ana})`, 1)).toMatchObject({ given: false, isOpen: true });
  });

  test("is taken from who has left since: they got the mail", async () => {
    const { number, tokens } = await anAskingIssue(context, list);
    await unsubscribe(
      context,
      leaveUrls(context, (await ana()).id, list.id)
        .page.split("/")
        .at(-1)!,
      "page",
    );
    expect(await say(tokens.ana, 1, 2)).toBe(true);
    expect(await sums(number)).toEqual([[0, 1]]);
  });
});

describe("a poll", () => {
  test("closes at its time, and then takes nothing more; its results are for readers where the editor shows them", async () => {
    const { editionId, tokens } = await anAskingIssue(context, list, {
      asks: "nothing",
      polls: [aPoll({ days: 2 }), aPoll({ question: "For us alone?", answers: ["Yes", "No"], shown: false, days: 2 })],
    });
    const now = context.clock();
    await say(tokens.ana, 1, 2);
    await say(tokens.ana, 2, 1);
    const open = [
      { n: 1, closesAt: now + 2 * day, isClosed: false, people: null },
      { n: 2, closesAt: now + 2 * day, isClosed: false, people: null },
    ];
    expect((await publicPolls(context, [editionId])).get(editionId)).toEqual(open);
    context.later(2 * day - 1);
    expect(await closeQuestions(context)).toBe(0);
    expect(await say(tokens.boris, 1, 3)).toBe(true);
    context.later(1);
    expect(await say(tokens.ana, 1, 1)).toBe(false);
    const version = () => context.db.selectFrom("site").select("version").executeTakeFirstOrThrow();
    const before = await version();
    expect(await closeQuestions(context)).toBe(2);
    expect(await version()).not.toEqual(before);
    expect(await closeQuestions(context)).toBe(0);
    expect((await publicPolls(context, [editionId])).get(editionId)).toMatchObject([
      { isClosed: true, people: [0, 1, 1] },
      { isClosed: true, people: null },
    ]);
    expect(await openQuestion(context, tokens.ana, 1)).toMatchObject({ isOpen: false, given: true, shown: true });
  });

  test("that has closed still says so when its deliveries are only sums; an open one needs its delivery", async () => {
    const { tokens } = await anAskingIssue(context, list, { polls: [aPoll()] });
    await context.db.deleteFrom("deliveries").execute();
    expect(await openQuestion(context, tokens.ana, 2)).toBeNull();
    context.later(365 * day);
    expect(await openQuestion(context, tokens.ana, 2)).toMatchObject({ isOpen: false, kind: "poll" });
    expect(await say(tokens.ana, 2, 1)).toBe(false);
  });
});

describe("what is held about a reader", () => {
  test("are their answers with their words, until they are erased: then the answer counts on, and is nobody's (C-08, C-09)", async () => {
    const { number, tokens } = await anAskingIssue(context, list, { polls: [aPoll()] });
    await say(tokens.ana, 1, 1, "It named me.");
    await say(tokens.ana, 2, 3);
    const { id } = await ana();
    expect((await personalDataOf(context, id))!.answers).toEqual([
      {
        issue: 1,
        kind: "useful",
        about: "Robots learn to pack",
        answer: "yes",
        remark: "It named me.",
        at: context.clock(),
      },
      {
        issue: 1,
        kind: "poll",
        about: "Where do robots help most?",
        answer: "Nowhere",
        remark: "",
        at: context.clock(),
      },
    ]);
    expect(await erase(context, id, "the reader")).toBe(true);
    expect(await answersHeld(context, id)).toEqual([]);
    expect(await sums(number)).toEqual([
      [1, 0],
      [0, 0, 1],
    ]);
    expect(await remarksOf(context, { issue: number })).toEqual([]);
    expect(await openQuestion(context, tokens.ana, 1)).toBeNull();
    expect(await say(tokens.ana, 1, 2)).toBe(false);
  });

  test("is nothing of it after a year: the figures stay", async () => {
    const { number, tokens } = await anAskingIssue(context, list);
    await say(tokens.ana, 1, 1, "Clear.");
    const { id } = await ana();
    context.later(365 * day);
    await retain(context);
    expect(await answersHeld(context, id)).toHaveLength(1);
    context.later(1);
    await retain(context);
    expect(await answersHeld(context, id)).toEqual([]);
    expect(await remarksOf(context, { issue: number })).toEqual([]);
    expect(await sums(number)).toEqual([[1, 0]]);
  });
});
