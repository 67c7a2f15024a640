import { expect, test } from "vitest";
import { speedNow } from "#app/models/sending/bounds.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { between, openLaneTimes, openWindow, tallyOf, turnTo, type Tally } from "#app/sender/laneTimes.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { testContext } from "../support/context.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

const nothing = { opening: 0, answers: 0, recording: 0, idle: 0, parked: 0 };

test("the time of connections is told by what they did, what they are in the middle of included", () => {
  const [one, other] = [openLaneTimes(), openLaneTimes()];
  one.since = other.since = 1_000;
  turnTo(one, "opening", 1_100);
  turnTo(one, "recording", 1_150);
  turnTo(one, "answers", 1_160);
  turnTo(one, "recording", 1_200);
  turnTo(one, "answers", 1_210);
  turnTo(other, "parked", 1_500);
  const tally = tallyOf([one, other], 2_000);
  expect(tally.spent).toEqual({ idle: 100 + 500, opening: 50, recording: 10 + 10, answers: 40 + 790, parked: 500 });
  expect(tally.messages).toBe(1);
});

test("an answer that takes longer than a report's window counts in each of them", () => {
  const lane = openLaneTimes();
  turnTo(lane, "answers", 0);
  const stretch = between(tallyOf([lane], 60_000), tallyOf([lane], 65_000));
  expect(stretch).toMatchObject({ ms: 5_000, messages: 0, spent: { ...nothing, answers: 5_000 } });
});

test("a report looks five seconds back, and less far at the start", () => {
  const recent = openWindow();
  const at = (second: number): Tally => ({
    ...{ at: second * 1000, messages: second ** 2, loop: second * 400, cpu: second * 900 },
    spent: { ...nothing, answers: second * 3_000 },
  });
  const stretches = [0, 1, 2, 3, 4, 5, 6, 7].map((second) => recent(at(second)));
  expect(stretches[2]).toMatchObject({ ms: 2_000, messages: 4 });
  expect(stretches[7]).toMatchObject({ ms: 5_000, messages: 49 - 4, spent: { answers: 15_000 } });
  expect([stretches[7]!.loop, stretches[7]!.cores]).toEqual([0.4, 0.9]);
});

test("a running sender tells with its row what its connections wait for", async () => {
  let answer = () => {};
  const silent = new Promise<void>((resolve) => (answer = resolve));
  await using farEnd = await startFarEnd({ data: () => silent.then(() => undefined) });
  const context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
  const list = await aBriefing(context);
  await manyReaders(context, list, 3);
  await sendIssue(context, await anIssue(context, list), "Ruth");
  const stop = new AbortController();
  const sender = runSender(context, stop.signal);
  await expect
    .poll(async () => (await speedNow(context))?.bounds)
    .toMatchObject([{ senders: 1, bound: { kind: "connections", ms: null, connections: 3, room: "fixed" } }]);
  answer();
  stop.abort();
  await sender;
});
