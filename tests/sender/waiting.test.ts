import { beforeEach, describe, expect, test } from "vitest";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { listRateLimits, slowDown } from "#app/models/pacing/limits.server.ts";
import { rateLimitSchema, setRateLimit } from "#app/models/pacing/settings.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { progressOf } from "#app/models/sending/progress.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { aReaderWho } from "../support/choices.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aLane, someLanes, workOff } from "../support/lane.ts";
import { aBriefing, anIssue, aReader, manyReaders } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const minute = 60_000;
const hour = 60 * minute;
let farEnd: FarEnd;
let context: TestContext;
let list: List;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
});

const limit = (rules: Record<string, string>) =>
  setRateLimit(context, rateLimitSchema.parse({ destination: "*", ...rules }), "Ruth");

/** An issue on its way to `readers`. */
async function send(readers: number) {
  await manyReaders(context, list, readers);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  return sent.send;
}

/** A connection for each look would have been opened and closed, and nothing sent (a send that turns in circles). */
async function expectQuiet(connections: number) {
  const lanes = await someLanes(context, 3);
  const found = await Promise.all(lanes.map((lane) => deliverNext(context, lane)));
  expect(found).toEqual([false, false, false]);
  expect(farEnd.connections).toBe(connections);
}

describe("while nothing that is due may leave, no connection is opened (T-09)", () => {
  const caps: [string, Record<string, string>, number][] = [
    ["an hour", { perHour: "2" }, hour],
    ["a day", { perDay: "2" }, 24 * hour],
    ["the day of a warm-up", { warmUp: "2", growth: "50" }, 24 * hour],
  ];
  test.each(caps)("because what may leave in %s has left; then it goes on", async (_cap, rules, span) => {
    await limit(rules);
    await send(4);
    await workOff(context, await someLanes(context, 3));
    expect(farEnd.messages).toHaveLength(2);
    await expectQuiet(farEnd.connections);
    context.later(span);
    await workOff(context, await someLanes(context, 3));
    expect(farEnd.messages).toHaveLength(4);
  });

  test("because the destination of all who wait asked for patience, or may have no more", async () => {
    await send(3);
    await slowDown(context, "readers.example", 10, "421 4.7.28 Unusual rate");
    await expectQuiet(0);
    await context.db.deleteFrom("paces").execute();
    await setRateLimit(context, rateLimitSchema.parse({ destination: "readers.example", perHour: "1" }), "Ruth");
    await workOff(context, await someLanes(context, 3));
    await expectQuiet(1);
  });

  test("because our own server asked for patience, which a letter keeps to as well", async () => {
    const ana = await aReader(context, list, "ana@readers.example");
    await enqueueTransactional(context, "welcome", ana.id, list.id);
    await slowDown(context, "*", 10, "454 4.7.0 Throttling");
    expect(await sendTransactional(context, await aLane(context))).toBe(false);
    expect(farEnd.connections).toBe(0);
    context.later(minute);
    expect(await sendTransactional(context, await aLane(context))).toBe(true);
  });

  test("a letter does not wait for caps: somebody waits for it at a keyboard", async () => {
    const ana = await aReader(context, list, "ana@readers.example");
    await limit({ perDay: "1" });
    await send(2);
    await workOff(context, [await aLane(context)]);
    await enqueueTransactional(context, "welcome", ana.id, list.id);
    expect(await sendTransactional(context, await aLane(context))).toBe(true);
  });

  test("because the issue is paused, also for a sender that was started for it alone", async () => {
    const sent = await send(3);
    const running = new AbortController();
    await pauseSend(context, sent, "Ruth", "A wrong link.");
    const sender = runSender(context, running.signal, sent.id);
    await expectQuiet(0);
    running.abort();
    await sender;
    expect(farEnd.connections).toBe(0);
  });

  test("of a digest either", async () => {
    await aReader(context, list, "ana@example.org");
    for (const name of ["bob", "eve"])
      await aReaderWho(context, list, `${name}@readers.example`, { frequency: "monthly" });
    await sendIssue(context, await anIssue(context, list), "Ruth");
    await workOff(context, [await aLane(context)]);
    context.later(Date.UTC(2026, 11, 1, 8) - context.clock());
    await setRateLimit(context, rateLimitSchema.parse({ destination: "readers.example", perDay: "1" }), "Ruth");
    await workOff(context, await someLanes(context, 3));
    expect(farEnd.messages).toHaveLength(2);
    await expectQuiet(farEnd.connections);
  });
});

test("one turn opens one connection, however many lanes are idle", async () => {
  await limit({ perHour: "1" });
  await send(4);
  const lanes = await someLanes(context, 3);
  for (let hours = 1; hours <= 3; hours += 1) {
    await workOff(context, lanes);
    expect(farEnd.messages).toHaveLength(hours);
    expect(farEnd.connections).toBe(hours);
    context.later(hour);
    await lanes[0]!.upkeep();
  }
});

test("a turn that is over is not waited for any more: a lane without work does not look again and again", async () => {
  await limit({ perHour: "1" });
  const sent = await send(2);
  const lane = await aLane(context);
  await deliverNext(context, lane);
  await deliverNext(context, lane);
  expect(lane.exchange.waitUntil()).toBe(context.clock() + hour);
  await pauseSend(context, sent, "Ruth", "A wrong link.");
  context.later(2 * hour);
  await lane.upkeep();
  while (await deliverNext(context, lane));
  expect(lane.exchange.waitUntil()).toBeNull();
});

describe("a look that finds nothing is cheap, however many wait", () => {
  /** How many questions one look asks the database, after those that read what waits. */
  async function questions() {
    let asked = 0;
    const db = context.db.withPlugin({
      transformQuery: ({ node }) => ((asked += 1), node),
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const lane = await aLane({ ...context, db });
    for (let looks = 0; looks < 3; looks += 1) expect(await lane.exchange.prospect(false)).toBeNull();
    asked = 0;
    expect(await lane.exchange.prospect(false)).toBeNull();
    return asked;
  }

  test("for all mail", async () => {
    await limit({ perHour: "1" });
    await send(1200);
    await workOff(context, [await aLane(context)]);
    expect(await questions()).toBeLessThanOrEqual(2);
  });

  test("for one destination", async () => {
    await send(1200);
    await slowDown(context, "readers.example", 10, "421 4.7.28 Unusual rate");
    expect(await questions()).toBeLessThanOrEqual(3);
  });
});

describe("what is waited for, and until when (the issue's page)", () => {
  const wait = async () => (await progressOf(context, (await issueByNumber(context, 1))!))!.wait;
  const settled = async () => {
    const lanes = await someLanes(context, 2);
    await workOff(context, lanes);
    await Promise.all(lanes.map((lane) => deliverNext(context, lane)));
    await lanes[0]!.upkeep();
  };

  test("is a cap", async () => {
    await limit({ perDay: "1" });
    await send(3);
    await settled();
    expect(await wait()).toBe("Waiting until Tuesday 24 November, 09:00. All mail: what may leave in a day has left.");
  });

  test("is a destination that asked for patience", async () => {
    await send(3);
    await slowDown(context, "readers.example", 10, "421 4.7.28 Unusual rate");
    await settled();
    expect(await wait()).toBe("Waiting until 09:10. readers.example: the receiving side asked for patience at 09:00.");
  });

  test("is nothing while some may leave, whatever others wait for", async () => {
    await aReader(context, list, "ana@other.example");
    await send(3);
    await slowDown(context, "readers.example", 10, "421 4.7.28 Unusual rate");
    const lane = await aLane(context);
    await lane.exchange.prospect(false);
    await lane.upkeep();
    expect(await wait()).toBe("");
    expect(await listRateLimits(context)).toHaveLength(1);
  });

  test("is told by each sender, and true only when all of them wait", async () => {
    await limit({ perDay: "1" });
    const { editionId } = await send(3);
    await settled();
    const report = { perSecond: 0, destinations: [], waits: [{ editionId, until: null, destinations: [] }] };
    await context.db
      .insertInto("sender_processes")
      .values({
        ...{ id: "other", host: "other", pid: 1, issue_id: null, trouble: null, report: JSON.stringify(report) },
        ...{ started_at: context.clock(), seen_at: context.clock() },
      })
      .execute();
    expect(await wait()).toBe("");
  });
});
