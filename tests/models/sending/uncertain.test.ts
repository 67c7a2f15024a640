import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { issueByNumber, type Issue } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { resolutionSchema, resolveUncertain, uncertainOf } from "#app/models/sending/uncertain.server.ts";
import { readReply } from "#emails/smtp/replies.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { claimNext } from "../../support/lane.ts";
import { record } from "../../support/ledger.ts";
import { aBriefing, anIssue, manyReaders } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;
let issue: Issue;

const minute = 60_000;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await manyReaders(context, list, 5);
  const number = await anIssue(context, list);
  await sendIssue(context, number, "Ruth");
  issue = (await issueByNumber(context, number))!;
});

/** Three are handed over by a process that is gone, two are accepted, and the issue is closed. */
async function threeUncertain() {
  const claimed = await claimNext(context, "gone", 3, sendOfIssue(issue)!);
  await uncertainDeliveries(context, ["gone"]);
  for (const delivery of await claimNext(context, "here", 2, sendOfIssue(issue)!))
    await record(context, "here", delivery, readReply(250, "250 Ok"));
  await closeWhenDone(context);
  return claimed.map(({ subscriberId }) => subscriberId).sort((one, other) => one - other);
}

const counts = () => countDeliveries(context, issue.editionId!);
const status = async () => (await issueByNumber(context, issue.number))!.status;
const rows = () =>
  context.db
    .selectFrom("deliveries")
    .selectAll()
    .where("edition_id", "=", issue.editionId)
    .orderBy("subscriber_id")
    .execute();

test("the uncertain are listed with what there is to look them up by", async () => {
  const readers = await threeUncertain();
  const listed = await uncertainOf(context, issue.editionId!);
  expect(listed.map(({ subscriberId }) => subscriberId)).toEqual(readers);
  expect(listed[0]).toMatchObject({
    email: expect.stringMatching(/^reader\d@readers\.example$/),
    claimedAt: context.clock(),
    attempts: 1,
    reply: "The sender ended before the server's answer was recorded.",
    messageId: expect.stringMatching(/^<[0-9a-f]{32}@briefing\.example\.org>$/),
  });
  expect(new Set(listed.map(({ messageId }) => messageId)).size).toBe(3);
  expect(await uncertainOf(context, issue.editionId!, 2)).toHaveLength(2);
});

describe("sending again", () => {
  test("opens a sent issue for those readers, with the same Date and Message-ID, and closes it when done (T-03, H-26, H-27)", async () => {
    const [reader] = await threeUncertain();
    const [before] = await uncertainOf(context, issue.editionId!);
    const sent = (await issueByNumber(context, issue.number))!;
    expect(sent.status).toBe("sent");
    context.later(60 * minute);
    const settlement = { how: "resend" as const, readers: [reader!], why: "not in the relay's log" };
    expect(await resolveUncertain(context, sendOfIssue(issue)!, settlement, "Ruth")).toBe(1);
    expect(await status()).toBe("sending");
    expect(await counts()).toMatchObject({ total: 5, queued: 1, accepted: 2, uncertain: 2, deferred: 0 });

    const [again] = await claimNext(context, "here", 5, sendOfIssue(issue)!);
    expect(again).toMatchObject({ subscriberId: reader, attempts: 1, firstClaimedAt: before!.claimedAt });
    await uncertainDeliveries(context, ["here"]);
    expect((await uncertainOf(context, issue.editionId!))[0]!.messageId).toBe(before!.messageId);
    await closeWhenDone(context);
    const closed = (await issueByNumber(context, issue.number))!;
    expect([closed.status, closed.sentAt]).toEqual(["sent", sent.sentAt]);
  });

  test("leaves a paused issue paused", async () => {
    await threeUncertain();
    await context.db.updateTable("issues").set({ status: "paused" }).execute();
    await resolveUncertain(context, sendOfIssue(issue)!, { how: "resend", readers: "all", why: "x" }, "Ruth");
    expect([await status(), (await counts()).queued]).toEqual(["paused", 3]);
  });

  test("passes over whoever is suppressed meanwhile (H-14)", async () => {
    await threeUncertain();
    const { email } = (await uncertainOf(context, issue.editionId!))[0]!;
    await resolveUncertain(context, sendOfIssue(issue)!, { how: "resend", readers: "all", why: "x" }, "Ruth");
    await suppress(context, email, "complaint");
    expect(await claimNext(context, "here", 5, sendOfIssue(issue)!)).toHaveLength(2);
    expect(await counts()).toMatchObject({ withdrawn: 1, sending: 2 });
  });

  test("is not undone by the answer of a sender that was thought gone", async () => {
    const [held] = await claimNext(context, "gone", 1, sendOfIssue(issue)!);
    await uncertainDeliveries(context, ["gone"]);
    await resolveUncertain(context, sendOfIssue(issue)!, { how: "resend", readers: "all", why: "x" }, "Ruth");
    await record(context, "gone", held!, readReply(250, "250 Ok"));
    expect(await counts()).toMatchObject({ queued: 5, accepted: 0 });
  });
});

test("marking as accepted keeps who says so and why, and opens nothing", async () => {
  const readers = await threeUncertain();
  const settlement = { how: "accept" as const, readers: readers.slice(1), why: "250 in the relay's log" };
  expect(await resolveUncertain(context, sendOfIssue(issue)!, settlement, "Ruth")).toBe(2);
  expect(await status()).toBe("sent");
  expect(await counts()).toMatchObject({ total: 5, accepted: 4, uncertain: 1 });
  const marked = (await rows()).find((row) => row.subscriber_id === readers[1])!;
  expect(marked).toMatchObject({
    status: "accepted",
    verdict: "accepted",
    reply: "Marked as accepted by Ruth: 250 in the relay's log",
  });
});

describe("whatever is asked", () => {
  test("only what is still uncertain is settled, once, and the log says who, why and how many, without addresses", async () => {
    await threeUncertain();
    const everyone = (await rows()).map((row) => row.subscriber_id);
    const settle = (how: "resend" | "accept") =>
      resolveUncertain(context, sendOfIssue(issue)!, { how, readers: everyone, why: "seen in the log" }, "Ruth");
    const both = await Promise.all([settle("accept"), settle("resend")]);
    expect([...both].sort()).toEqual([0, 3]);
    const noted = (await recentEvents(context)).filter(({ action }) => action === "settle");
    expect(noted).toHaveLength(1);
    expect(noted[0]).toMatchObject({
      actor: "Ruth",
      detail: expect.stringMatching(/^issue 1: 3 uncertain (marked as accepted|to be sent again): seen in the log$/),
    });
  });

  test("of another issue nothing is touched", async () => {
    await threeUncertain();
    expect(
      await resolveUncertain(
        context,
        { ...sendOfIssue(issue)!, editionId: issue.editionId! + 1 },
        { how: "accept", readers: "all", why: "x" },
        "Ruth",
      ),
    ).toBe(0);
    expect((await counts()).uncertain).toBe(3);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["how", { how: "guess" }, /what shall become/],
    ["how", { how: undefined }, /what shall become/],
    ["reader", { reader: [] }, /at least one/],
    ["reader", { reader: undefined }, /at least one/],
    ["reader", { reader: ["x"] }, /reader of the list/],
    ["reader", { reader: ["99999999999"] }, /reader of the list/],
    ["reader", { reader: Array.from({ length: 201 }, () => "1") }, /At most 200/],
    ["why", { why: " " }, /Say in a line why/],
    ["why", { why: "two\nlines" }, /line break/],
    ["why", { why: "x".repeat(201) }, /At most 200/],
    ["why", { why: "ana@readers.example says so" }, /Leave addresses/],
  ])("a form with a wrong %s is refused: %j", (field, given, words) => {
    const { error } = resolutionSchema.safeParse({ how: "accept", reader: ["1"], why: "seen", ...given });
    expect(error?.issues[0]!.path[0]).toBe(field);
    expect(error?.issues[0]!.message).toMatch(words);
  });
});
