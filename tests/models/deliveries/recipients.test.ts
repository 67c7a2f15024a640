import { beforeEach, describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { deliveriesOfSubscriber } from "#app/models/deliveries/deliveryLines.server.ts";
import { audienceOf } from "#app/models/deliveries/recipients.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { choosingTopics, listsWithCounts, type List } from "#app/models/readers/lists.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { explainDelivery } from "#app/models/sending/explanation.server.ts";
import { rehearseReaders } from "#app/models/sending/rehearsal/run.server.ts";
import { sendReview } from "#app/models/sending/review.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { wordReason } from "../../../scripts/frame/explanations.ts";
import { aReaderWho, chooseFor } from "../../support/choices.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { claimNext } from "../../support/lane.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../../support/newsroom.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

/** An issue whose articles have these topics. @returns its number */
async function anIssueAbout(...topics: string[][]): Promise<number> {
  const articles = [];
  for (const names of topics) articles.push(await anArticle(context, { topics: names }));
  return anIssue(context, list, { articles });
}

async function send(number: number) {
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  return sent;
}

async function addressesOf(sent: Send): Promise<string[]> {
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "subscriber_id")
    .select("email")
    .where("edition_id", "=", sent.editionId)
    .orderBy("email")
    .execute();
  return rows.map(({ email }) => email);
}

async function why(number: number, email: string): Promise<string> {
  const reason = await explainDelivery(context, (await issueByNumber(context, number))!, email);
  return "error" in reason ? reason.error : wordReason(reason.reason);
}

/** One reader for every reason there is. */
async function everyKindOfReader() {
  await aReaderWho(context, list, "ana@example.org", { topics: ["automation", "law"] });
  await aReader(context, list, "bob@example.org");
  await aReaderWho(context, list, "eve@example.org", { topics: ["law"] });
  await aReaderWho(context, list, "kim@example.org", { frequency: "monthly", topics: ["law"] });
  await aReaderWho(context, list, "lou@example.org", { pausedUntil: context.clock() + 7 * day, frequency: "monthly" });
  await aReaderWho(context, list, "max@example.org", { pausedUntil: context.clock() - 1 });
  await aReader(context, list, "sue@example.org");
  await suppress(context, "sue@example.org", "complaint");
}

describe("an issue goes to those whom it is for", () => {
  test("not to who paused, gets the monthly digest or chose other topics; and the ledger is those who get it (T-17)", async () => {
    const number = await anIssueAbout(["Automation"], ["Markets"]);
    await anArticle(context, { topics: ["Law"] });
    await everyKindOfReader();
    const { send: sent, counts } = await send(number);
    expect(await addressesOf(sent)).toEqual(["ana@example.org", "bob@example.org", "max@example.org"]);
    expect(counts.total).toBe(3);
  });

  test("before it goes out, the page says how many get it and why the others do not", async () => {
    const number = await anIssueAbout(["Automation"], []);
    await anArticle(context, { topics: ["Law"] });
    await everyKindOfReader();
    const question = await sendReview(context, number);
    expect(question).toMatchObject({
      audience: 3,
      leftOut: ["1 has paused", "1 gets the monthly digest instead", "1 chose other topics", "1 is suppressed"],
    });
    const [counts] = await listsWithCounts(context);
    expect(counts).toMatchObject({ active: 7, monthly: 2, paused: 1 });
    expect(await choosingTopics(context)).toEqual(new Map([[list.id, 3]]));
  });

  test("an issue about nothing in particular goes to everybody, whatever they chose", async () => {
    await anArticle(context, { topics: ["Law"] });
    await aReaderWho(context, list, "eve@example.org", { topics: ["law"] });
    await aReader(context, list, "bob@example.org");
    const { send: sent } = await send(await anIssueAbout([], []));
    expect(await addressesOf(sent)).toEqual(["bob@example.org", "eve@example.org"]);
  });

  test("an issue that nobody wants so does not go out, and says why", async () => {
    await aReaderWho(context, list, "kim@example.org", { frequency: "monthly" });
    const number = await anIssueAbout([]);
    expect(await sendIssue(context, number, "Ruth")).toMatchObject({
      error: "faults",
      faults: [{ error: "no-readers" }],
    });
    expect((await issueByNumber(context, number))!.status).toBe("draft");
  });

  test("a rehearsal writes to the same readers", async () => {
    const number = await anIssueAbout(["Automation"]);
    await anArticle(context, { topics: ["Law"] });
    await everyKindOfReader();
    expect(await rehearseReaders(context, number)).toMatchObject({ found: { readers: 3 } });
  });

  test("counting comes to what the send comes to, whatever readers choose", async () => {
    const number = await anIssueAbout(["Automation"], ["Markets", "Law"]);
    await anArticle(context, { topics: ["Health"] });
    const choices = [[], ["automation"], ["health"], ["law", "health"], ["markets"]];
    for (let i = 0; i < 40; i += 1)
      await aReaderWho(context, list, `reader${i}@example.org`, {
        topics: choices[i % 5]!,
        frequency: i % 3 === 0 ? "monthly" : "every",
        pausedUntil: i % 4 === 0 ? context.clock() + (i % 8 === 0 ? day : -day) : null,
      });
    const issue = (await issueByNumber(context, number))!;
    const audience = await audienceOf(context, { id: issue.id, listId: list.id });
    const { counts } = await send(number);
    expect(audience.gets).toBe(counts.total);
    const { gets, suppressed, paused, monthly, otherTopics } = audience;
    expect(gets + suppressed + paused + monthly + otherTopics).toBe(40);
  });
});

describe("who chooses otherwise while an issue goes out", () => {
  test("gets nothing more: paused, left or monthly, they are withdrawn (H-14)", async () => {
    const readers = [];
    for (const name of ["ana", "bob", "eve", "kim"]) readers.push(await aReader(context, list, `${name}@example.org`));
    const { send: sent } = await send(await anIssueAbout([]));
    await chooseFor(context, list, readers[0]!.id, { pausedUntil: context.clock() + day });
    await chooseFor(context, list, readers[1]!.id, { frequency: "monthly" });
    await endSubscription(context, readers[2]!.id, list.id, "page");
    const claimed = await claimNext(context, "sender", 4, sent);
    expect(claimed.map(({ email }) => email)).toEqual(["kim@example.org"]);
    expect(await countDeliveries(context, sent.editionId)).toMatchObject({ total: 4, withdrawn: 3, sending: 1 });
    expect((await deliveriesOfSubscriber(context, readers[0]!.id))[0]).toMatchObject({ status: "withdrawn" });
    expect(await why(1, "ana@example.org")).toBe("No: paused until 2026-11-24 08:00:00 UTC.");
    expect(await why(1, "bob@example.org")).toBe("No: gets the monthly digest, not single issues.");
  });

  test("gets it after all when the pause is over before their turn", async () => {
    const ana = await aReader(context, list, "ana@example.org");
    const { send: sent } = await send(await anIssueAbout([]));
    await chooseFor(context, list, ana.id, { pausedUntil: context.clock() + 1000 });
    context.later(1000);
    expect(await claimNext(context, "sender", 1, sent)).toHaveLength(1);
  });
});

test("why somebody did not get an issue names what they chose", async () => {
  const number = await anIssueAbout(["Automation"]);
  await anArticle(context, { topics: ["Law"] });
  await everyKindOfReader();
  expect(await why(number, "lou@example.org")).toBe("No: paused until 2026-11-30 08:00:00 UTC.");
  await send(number);
  expect(await why(number, "lou@example.org")).toBe("No: paused until 2026-11-30 08:00:00 UTC.");
  expect(await why(number, "kim@example.org")).toBe("No: gets the monthly digest, not single issues.");
  expect(await why(number, "eve@example.org")).toBe("No: chose other topics (law) than the issue has (automation).");
  context.later(30 * day);
  expect(await why(number, "lou@example.org")).toBe("No: paused until 2026-11-30 08:00:00 UTC.");
});
