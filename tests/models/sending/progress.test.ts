import { beforeEach, describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { replyGroups } from "#app/models/deliveries/replies.server.ts";
import { sendOfIssue } from "#app/models/deliveries/sends.server.ts";
import { keepAlive, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { issueByNumber, type Issue } from "#app/models/issues/issues.server.ts";
import { expectedFinish } from "#app/models/pacing/forecast.server.ts";
import { slowDown, type RateLimit } from "#app/models/pacing/limits.server.ts";
import { rateLimitSchema, setRateLimit } from "#app/models/pacing/settings.server.ts";
import { formatRate } from "#app/models/pacing/status.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { cancelSend, pauseSend, pauseSentence, resumeSend } from "#app/models/sending/pauses.server.ts";
import { progressOf } from "#app/models/sending/progress.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { readReply } from "#emails/smtp/replies.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { claimNext } from "../../support/lane.ts";
import { record } from "../../support/ledger.ts";
import { aBriefing, anIssue, manyReaders } from "../../support/newsroom.ts";
import { freePace } from "../../support/pace.ts";

let context: TestContext;
let list: List;
let issue: Issue;
const [minute, hour] = [60_000, 3_600_000];

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await manyReaders(context, list, 8);
  issue = await anIssueOnItsWay();
});

async function anIssueOnItsWay() {
  const number = await anIssue(context, list);
  await sendIssue(context, number, "Ruth");
  return (await issueByNumber(context, number))!;
}

const progress = async () => (await progressOf(context, (await issueByNumber(context, issue.number))!))!;

async function answer(count: number, code: number, reply: string) {
  for (const delivery of await claimNext(context, "sender", count, sendOfIssue(issue)!))
    await record(context, "sender", delivery, readReply(code, reply, "RCPT"));
}

/** A sender that reports this rate, in all and at destinations. */
async function aSender(perSecond: number, at: Record<string, number> = {}) {
  const destinations = Object.entries(at).map(([destination, perSecond]) => ({ destination, perSecond }));
  await keepAlive(context, await registerProcess(context), { trouble: null, report: { perSecond, destinations } });
}

describe("answers that were no yes", () => {
  test("stand together by what they mean and their code, with one example and how many", async () => {
    await answer(2, 250, "250 Ok");
    await answer(2, 550, "550 5.1.1 No such user");
    await answer(1, 554, "554 5.7.1 Blocked as spam");
    await answer(2, 451, "451 4.7.1 Greylisted");
    expect(await replyGroups(context, issue.editionId!)).toEqual(
      expect.arrayContaining([
        { state: "refused", verdict: "address", code: 550, count: 2, example: "550 5.1.1 No such user" },
        { state: "refused", verdict: "block", code: 554, count: 1, example: "554 5.7.1 Blocked as spam" },
        { state: "deferred", verdict: "greylist", code: 451, count: 2, example: "451 4.7.1 Greylisted" },
      ]),
    );
    expect(await replyGroups(context, issue.editionId!)).toHaveLength(3);
  });

  test("are none while everybody is accepted or waits", async () => {
    await answer(3, 250, "250 Ok");
    expect(await replyGroups(context, issue.editionId!)).toEqual([]);
  });
});

describe("the pace of a send in words", () => {
  test("is the rate now and when it is done", async () => {
    await aSender(4, { "gmail.com": 3, "web.de": 1 });
    const { pace, destinations } = await progress();
    expect(pace).toBe("About 4 a second. Done at 09:00, in under a minute.");
    expect(destinations).toMatchObject([
      { name: "gmail.com", speed: "3 a second", state: "free" },
      { name: "web.de", speed: "1 a second", state: "free" },
    ]);
  });

  test("keeps to the limits of all mail", async () => {
    await setRateLimit(context, rateLimitSchema.parse({ destination: "*", perHour: "2" }), "Ruth");
    await aSender(4);
    expect((await progress()).pace).toBe("About 4 a second. Done at 12:00, in about 3 hours.");
  });

  test("promises no time while several issues share it, or nothing leaves", async () => {
    expect((await progress()).pace).toBe("");
    await aSender(0);
    expect((await progress()).pace).toBe("");
    await aSender(4);
    await anIssueOnItsWay();
    expect((await progress()).pace).toBe("About 4 a second, all issues together.");
  });

  test("has no rate beside a wait: that is of the messages before it", async () => {
    const until = context.clock() + 40 * minute;
    const report = {
      perSecond: 0.35,
      destinations: [],
      waits: [{ editionId: issue.editionId!, until, destinations: ["*"] }],
    };
    await keepAlive(context, await registerProcess(context), { trouble: null, report });
    const { wait, pace } = await progress();
    expect([wait, pace]).toEqual([
      expect.stringContaining("Waiting until 09:40"),
      expect.not.stringContaining("About"),
    ]);
  });

  test("names first who waits and why", async () => {
    await aSender(4, { "web.de": 4 });
    await slowDown(context, "gmail.com", 10, "421 4.7.28 Unusual rate");
    const reply = "421 4.7.28 Unusual rate";
    expect((await progress()).destinations).toMatchObject([
      { name: "gmail.com", state: "held", standing: expect.stringContaining("nothing until 09:10"), reply },
      { name: "web.de", state: "free", reply: null },
    ]);
  });
});

test("a speed is said in numbers that people read", () => {
  expect([0, 0.0005, 0.002, 0.5, 1.25, 9.96, 42.4, 4900].map(formatRate)).toEqual([
    ...["nothing", "nothing", "7 an hour", "30 a minute", "1.3 a second", "10 a second", "42 a second"],
    "4,900 a second",
  ]);
});

describe("when a send is expected to be done", () => {
  const now = Date.UTC(2026, 10, 23, 8);
  const finish = (left: number, rate: number, rules?: Partial<RateLimit>) => {
    const at = expectedFinish(left, rate, rules && { ...freePace, ...rules }, now);
    return at === null ? null : (at - now) / minute;
  };

  test("goes by the rate now", () => {
    expect([finish(600, 10), finish(0, 10), finish(600, 0)]).toEqual([1, null, null]);
  });

  test("is no faster than the rule", () => {
    expect(finish(600, 10, { per_second: 1 })).toBe(10);
  });

  test("waits for the next hour when this one's cap is used", () => {
    const caps = { per_hour: 600, hour_at: now - 30 * minute, hour_count: 300 };
    expect(finish(300, 10, caps)).toBe(0.5);
    expect(finish(600, 10, caps)).toBe(30.5);
    expect(finish(1200, 10, caps)).toBe(30 + 60 + 0.5);
  });

  test("is known from the caps alone while they hold everything back", () => {
    const caps = { per_hour: 600, hour_at: now - 30 * minute, hour_count: 600 };
    expect(finish(600, 0, caps)).toBe(30);
    expect(finish(1200, 0, caps)).toBe(90);
  });

  test("follows a warm-up over its days (P-03)", () => {
    const plan = { warm_up_at: now - hour, warm_up_first: 100, warm_up_growth: 50, day_at: now - hour, day_count: 0 };
    expect(finish(100, 10, plan)).toBeCloseTo(100 / 600);
    expect(finish(250, 10, plan)).toBeCloseTo(23 * 60 + 150 / 600);
  });

  test("is not told when it would be years", () => {
    expect(finish(1_000_000, 10, { per_day: 1 })).toBeNull();
  });
});

describe("pausing, going on, cancelling", () => {
  test("keeps the reason as a sentence, whatever was typed, with who and since when", async () => {
    expect(["", "  ", "Wrong link", "Stop!", "a\nb\u0000c", "x".repeat(500)].map(pauseSentence)).toEqual([
      "Paused by hand.",
      "Paused by hand.",
      "Wrong link.",
      "Stop!",
      "a b c.",
      `${"x".repeat(200)}.`,
    ]);
    await answer(3, 250, "250 Ok");
    expect(await pauseSend(context, sendOfIssue(issue)!, "Ruth", pauseSentence("Wrong link"))).toBe(true);
    const { status, pause, destinations } = await progress();
    expect([status, destinations]).toEqual(["paused", []]);
    expect(pause).toEqual({
      at: context.clock(),
      by: "Ruth",
      reason: "Wrong link. 5 of 8 readers are still to come.",
    });
    expect(await resumeSend(context, sendOfIssue(issue)!, "Ruth")).toBe(true);
    expect(await progress()).toMatchObject({ status: "sending", pause: null });
  });

  test("a cancelled issue is closed at once when nothing is in flight, though no sender runs", async () => {
    expect(await cancelSend(context, sendOfIssue(issue)!, "Ruth")).toBe(8);
    expect((await issueByNumber(context, issue.number))!.status).toBe("sent");
    expect(await countDeliveries(context, issue.editionId!)).toMatchObject({ total: 8, cancelled: 8 });
    expect(await cancelSend(context, sendOfIssue(issue)!, "Ruth")).toBeNull();
  });

  test("with a message in flight it is closed once that is recorded", async () => {
    const [held] = await claimNext(context, "sender", 1, sendOfIssue(issue)!);
    expect(await cancelSend(context, sendOfIssue(issue)!, "Ruth")).toBe(7);
    expect((await issueByNumber(context, issue.number))!.status).toBe("sending");
    await record(context, "sender", held!, readReply(250, "250 Ok"));
    expect(await countDeliveries(context, issue.editionId!)).toMatchObject({ accepted: 1, cancelled: 7 });
  });
});
