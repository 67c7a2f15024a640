import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { registerProcess, senderState } from "#app/models/instance/senderProcesses.server.ts";
import { connectionShare } from "#app/models/instance/smtpCeilings.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendTest } from "#app/models/sending/testSend.server.ts";
import { ConnectionTrouble, type Connection } from "#app/sender/connection.server.ts";
import { openLaneTimes } from "#app/sender/laneTimes.server.ts";
import { openLanes, type Lanes } from "#app/sender/lanes.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { createSmtp } from "#emails/smtp/smtp.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { anEditor } from "../support/desk.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

const tooMany = "421 4.7.0 Error: too many connections";

describe("a connection that cannot be opened", () => {
  let context: TestContext;
  let processId: string;
  let stop: AbortController;

  beforeEach(async () => {
    context = await testContext();
    processId = await registerProcess(context);
    stop = new AbortController();
  });

  const open = (connections: number | "auto"): Lanes => {
    const smtp = createSmtp("smtp://127.0.0.1:9", { connections });
    const make = () => ({ line: null, times: openLaneTimes() }) as unknown as Connection;
    return openLanes({ ...context, smtp }, processId, make, stop.signal);
  };
  const works = (lane: Connection, messages = 100) => {
    lane.line = { usable: () => true } as Connection["line"];
    lane.times.messages += messages;
  };
  const refusal = (code: number | null) => new ConnectionTrouble(tooMany, false, { code });
  const wanted = ({ all, isWanted }: Lanes) => all.map((lane, i) => (isWanted(lane) ? i : -1)).filter((i) => i >= 0);

  test("is an outage when no other is open, and with a number that the operator gave", () => {
    const [auto, fixed] = [open("auto"), open(5)];
    works(fixed.all[1]!);
    for (const lanes of [auto, fixed]) {
      expect(lanes.excuse(lanes.all[0]!, refusal(421))).toBeNull();
      expect(wanted(lanes)).toEqual([0, 1, 2, 3, 4]);
    }
    expect(fixed.report([])).toMatchObject({ connections: 5, room: "fixed", open: 1 });
  });

  test("is one too many beside others, and a later sender knows it", async () => {
    const lanes = open("auto");
    works(lanes.all[0]!);
    expect(lanes.excuse(lanes.all[2]!, refusal(421))).toBeGreaterThan(0);
    expect(lanes.excuse(lanes.all[3]!, refusal(421))).toBeGreaterThan(0);
    expect(wanted(lanes)).toEqual([0, 1, 4]);
    await lanes.upkeep();
    expect(lanes.report([])).toMatchObject({ connections: 3, room: "refused" });
    expect(await connectionShare(context, processId, context.smtp.server)).toEqual({ most: 3, isRefused: true });
    const next = open("auto");
    await next.upkeep();
    expect(wanted(next)).toEqual([0, 1, 2]);
  });

  test("is the last one's loss when it is the first, which carries letters", () => {
    const lanes = open("auto");
    works(lanes.all[1]!);
    lanes.excuse(lanes.all[0]!, refusal(421));
    expect(wanted(lanes)).toEqual([0, 1, 2, 3]);
  });

  test("may have come too early after its close, and tries again before it counts", () => {
    const lanes = open("auto");
    for (const lane of lanes.all) works(lane);
    const [, lane] = lanes.all as [Connection, Connection];
    const waits = [1, 2].map(() => lanes.excuse(lane, refusal(421))!);
    expect([waits[1]! > waits[0]!, wanted(lanes).length]).toEqual([true, 5]);
    // It was opened meanwhile.
    works(lane);
    for (let again = 0; again < 2; again += 1) lanes.excuse(lane, refusal(421));
    expect(wanted(lanes)).toHaveLength(5);
    lanes.excuse(lane, refusal(421));
    expect(wanted(lanes)).toEqual([0, 2, 3, 4]);
  });

  test("without a word is an outage once it has carried messages", () => {
    const lanes = open("auto");
    for (const lane of lanes.all.slice(0, 3)) works(lane);
    expect(lanes.excuse(lanes.all[1]!, refusal(null))).toBeNull();
    expect(lanes.excuse(lanes.all[4]!, refusal(null))).toBeGreaterThan(0);
    expect(lanes.excuse(lanes.all[1]!, new ConnectionTrouble("The login is wrong.", true))).toBeNull();
    expect(lanes.excuse(lanes.all[1]!, new Error("A fault of ours"))).toBeNull();
  });

  test("is waited for no longer than the process runs", async () => {
    const lanes = open("auto");
    const waiting = lanes.whenWanted(lanes.all[10]!);
    stop.abort();
    await waiting;
    await lanes.whenWanted(lanes.all[11]!);
    expect(wanted(lanes)).toHaveLength(5);
  });
});

describe.each(["auto", 2, 1] as const)(
  "a test mail of the desk, while a send has all connections (%s)",
  (connections) => {
    test("goes between two messages of the send, which then has its connection back, and everyone gets the issue once", async () => {
      await using farEnd = await startFarEnd();
      let hasCome = false;
      farEnd.behave({
        connect: () => (farEnd.open() > (connections === 1 ? 1 : 2) ? tooMany : undefined),
        // The send goes on, but cannot be over before the test mail has come, however busy the machine is.
        data: () => sleep(hasCome || farEnd.messages.length < 100 ? 30 : 1000, undefined),
      });
      const context = await testContext({ smtp: createSmtp(farEnd.url, { connections }), clock: Date.now });
      const list = await aBriefing(context);
      await manyReaders(context, list, 300);
      const [number, other] = [await anIssue(context, list), await anIssue(context, list)];
      const sent = await sendIssue(context, number, "Ruth");
      if ("error" in sent) throw new Error(sent.error);
      const stop = new AbortController();
      const running = runSender(context, stop.signal);
      await expect.poll(() => farEnd.messages.length, { timeout: 20_000 }).toBeGreaterThan(20);
      await expect.poll(() => senderState(context).then(({ works }) => works[0]?.open ?? 0)).toBeGreaterThan(0);
      const ruth = await anEditor(context, "Ruth");
      const desk = { ...context, smtp: createSmtp(farEnd.url) };
      // A machine may be so busy that the desk's patience of 20 s ends; whoever asks then asks again.
      await expect.poll(() => sendTest(desk, other, ruth.email, ruth), { timeout: 100_000 }).toHaveProperty("reply");
      hasCome = true;
      expect((await issueByNumber(context, number))!.status).toBe("sending");
      const before = farEnd.messages.length;
      await expect.poll(() => farEnd.messages.length, { timeout: 20_000 }).toBeGreaterThan(before + 20);
      await expect.poll(async () => (await issueByNumber(context, number))!.status, { timeout: 60_000 }).toBe("sent");
      stop.abort();
      await running;
      expect(await countDeliveries(context, sent.send.editionId)).toMatchObject({ accepted: 300, uncertain: 0 });
      expect(new Set(farEnd.messages.map(({ envelope }) => envelope.to[0]!)).size).toBe(301);
      expect(farEnd.messages).toHaveLength(301);
      expect(await context.db.selectFrom("smtp_guests").selectAll().execute()).toEqual([]);
    });
  },
);

test("a test mail is refused as the server said when no sender has connections to give up", async () => {
  await using farEnd = await startFarEnd({ connect: () => tooMany });
  const context = await testContext({ smtpUrl: farEnd.url });
  const number = await anIssue(context, await aBriefing(context));
  const ruth = await anEditor(context, "Ruth");
  expect(await sendTest(context, number, ruth.email, ruth)).toMatchObject({ error: "cannot-send" });
  expect(farEnd.connections).toBe(1);
});

test("a server that takes few connections holds up nobody: fewer are used, and everyone gets the issue once", async () => {
  await using farEnd = await startFarEnd({ data: () => sleep(20, undefined) });
  farEnd.behave({
    connect: () => (farEnd.open() > 3 ? tooMany : undefined),
    data: () => sleep(20, undefined),
  });
  const smtp = createSmtp(farEnd.url, { connections: "auto" });
  const context = await testContext({ smtp, clock: Date.now });
  const list = await aBriefing(context);
  await manyReaders(context, list, 400);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const stop = new AbortController();
  const running = runSender(context, stop.signal);
  const status = async () => (await issueByNumber(context, 1))!.status;
  await expect.poll(status).toBe("sent");
  expect((await senderState(context)).trouble).toBeNull();
  stop.abort();
  await running;
  expect(await countDeliveries(context, sent.send.editionId)).toMatchObject({
    accepted: 400,
    uncertain: 0,
    total: 400,
  });
  expect(new Set(farEnd.messages.map(({ envelope }) => envelope.to[0]!)).size).toBe(farEnd.messages.length);
  const { connections } = await context.db.selectFrom("smtp_ceilings").selectAll().executeTakeFirstOrThrow();
  expect(connections).toBeLessThanOrEqual(3);
});

test("a second sender that finds all connections taken says so calmly, and the first one goes on", async () => {
  await using farEnd = await startFarEnd({ connect: () => tooMany });
  const lines: { level: number; msg: string }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
  const context = await testContext({ smtpUrl: farEnd.url, clock: Date.now, log });
  const list = await aBriefing(context);
  await manyReaders(context, list, 2);
  await sendIssue(context, await anIssue(context, list), "Ruth");
  await registerProcess(context);
  const stop = new AbortController();
  const running = runSender(context, stop.signal);
  await expect
    .poll(() => lines.find(({ msg }) => msg.includes("too many connections")))
    .toMatchObject({
      level: 30,
      msg: expect.stringContaining("Other senders are at work; this one tries again."),
    });
  stop.abort();
  await running;
  expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
});
