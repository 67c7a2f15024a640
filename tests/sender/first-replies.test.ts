import { beforeEach, describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { deliveryTo } from "#app/models/deliveries/deliveryLines.server.ts";
import { sendOfIssue, sendsUnderWay, type Send } from "#app/models/deliveries/sends.server.ts";
import { digestById, runDigests } from "#app/models/digests/digests.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { pauseSend, resumeSend } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { aReaderWho } from "../support/choices.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { someLanes, workOff, type TestLane } from "../support/lane.ts";
import { aBriefing, anIssue, aReader, manyReaders } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const minute = 60_000;
const hour = 60 * minute;
const spam = "554 5.7.1 Message rejected as spam";
const unknown = "550 5.1.1 No such user";
let farEnd: FarEnd;
let context: TestContext;
let list: List;
let lanes: TestLane[];

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
});

async function start(connections: number) {
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  lanes = await someLanes(context, connections);
  return sent.send;
}

/** An issue on its way to `readers`, as far as they answer. */
async function send(readers: number, connections = 3) {
  await manyReaders(context, list, readers);
  const sent = await start(connections);
  await workOff(context, lanes);
  return sent;
}

async function goOn(sent: Send) {
  expect(await resumeSend(context, sent, "Ruth")).toBe(true);
  await workOff(context, lanes);
}

const counts = (sent: Send) => countDeliveries(context, sent.editionId);
const issue = async () => (await issueByNumber(context, 1))!;

describe("a send whose first answers are all refusals is held, and nobody is lost (T-06, T-08)", () => {
  const refusals = [
    ["552 Too much mail data", "after the body"],
    [spam, "after the body"],
    ["550 5.7.1 Blocked", "at RCPT"],
  ] as const;
  for (const readers of [1, 2, 6, 60])
    test.each(refusals)(`with ${readers} readers and “%s” %s`, async (reply, where) => {
      farEnd.behave(where === "at RCPT" ? { rcpt: () => reply } : { data: () => reply });
      const sent = await send(readers);
      const { deferred, ...rest } = await counts(sent);
      expect(rest).toMatchObject({ total: readers, queued: readers, refused: 0, uncertain: 0, sending: 0 });
      expect(deferred).toBeLessThanOrEqual(5 + 3);
      const { status, pause } = await issue();
      expect({ status, by: pause!.by }).toEqual({ status: "paused", by: "the sender" });
      expect(pause!.reason).toContain(`“${reply}”`);
      expect(pause!.reason).toMatch(
        readers === 1
          ? /^The first answer was a refusal: .* 1 of 1 reader is still to come\.$/
          : new RegExp(
              `^The first \\d+ answers were all refusals, like .* ${readers} of ${readers} readers are still to come\\.$`,
            ),
      );
    });

  test("each with the answer beside it", async () => {
    farEnd.behave({ data: () => spam });
    const sent = await send(1);
    expect(await deliveryTo(context, sent.editionId, "reader1@readers.example")).toMatchObject({
      ...{ status: "queued", attempts: 1, replyCode: 554, verdict: "block", reply: spam },
    });
  });

  test("also on a single connection, or when the answers come one by one", async () => {
    farEnd.behave({ data: () => spam });
    const sent = await send(60, 1);
    expect(farEnd.received).toHaveLength(5);
    expect(await counts(sent)).toMatchObject({ queued: 60, deferred: 5, refused: 0 });
  });
});

describe("what happens when an operator lets it go on", () => {
  test("those who wait for their first turn are asked before those who were refused", async () => {
    farEnd.behave({ data: () => spam });
    const sent = await send(60);
    const asked = farEnd.received.length;
    await goOn(sent);
    expect(new Set(farEnd.received.map(({ envelope }) => envelope.to[0])).size).toBe(farEnd.received.length);
    expect(farEnd.received.length).toBeGreaterThan(asked);
    expect(await counts(sent)).toMatchObject({ queued: 60, refused: 0 });
    expect((await issue()).status).toBe("paused");
  });

  test("once it is mended everybody gets it, those who were refused too", async () => {
    farEnd.behave({ data: () => spam });
    const sent = await send(60);
    farEnd.behave({});
    await goOn(sent);
    context.later(7 * minute);
    await workOff(context, lanes);
    expect(await counts(sent)).toMatchObject({ accepted: 60 });
    expect((await issue()).status).toBe("sent");
  });

  test("an answer of before that comes late costs its reader nothing", async () => {
    let openGate = () => {};
    const gate = new Promise<void>((resolve) => (openGate = resolve));
    farEnd.behave({ data: ({ envelope }) => (envelope.to[0]!.startsWith("reader1@") ? gate.then(() => spam) : spam) });
    await manyReaders(context, list, 30);
    const sent = await start(3);
    const idle: TestLane[] = [];
    const before = lanes.map((lane) => workOff(context, [lane]).then(() => idle.push(lane)));
    while (idle.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await issue()).status).toBe("paused");
    farEnd.behave({});
    await resumeSend(context, sent, "Ruth");
    await workOff(context, [...idle]);
    openGate();
    await Promise.all(before);
    expect(await counts(sent)).toMatchObject({ refused: 0, accepted: expect.any(Number), sending: 0 });
    context.later(7 * minute);
    await workOff(context, lanes);
    expect(await counts(sent)).toMatchObject({ accepted: 30 });
  });

  test("a small list need not wait for that", async () => {
    farEnd.behave({ data: () => spam });
    const sent = await send(2);
    farEnd.behave({});
    await goOn(sent);
    expect(await counts(sent)).toMatchObject({ accepted: 2 });
  });

  test("it ends: who was refused three times is refused for good", async () => {
    farEnd.behave({ data: () => spam });
    const sent = await send(1);
    await goOn(sent);
    expect(await counts(sent)).toMatchObject({ queued: 1, refused: 0 });
    await goOn(sent);
    expect(await counts(sent)).toMatchObject({ queued: 0, refused: 1 });
    expect((await issue()).status).toBe("sent");
    expect(farEnd.received).toHaveLength(3);
  });

  test("a pause of days is not the time of those who were put off before it (T-06)", async () => {
    farEnd.behave({ data: () => spam });
    const sent = await send(1);
    context.later(3 * 24 * hour);
    farEnd.behave({ rcpt: () => "450 4.2.0 Greylisted" });
    await goOn(sent);
    expect(await counts(sent)).toMatchObject({ queued: 1, deferred: 1, refused: 0 });
  });

  test("a run that goes on well and then meets refusals is the breaker's, as ever", async () => {
    let taken = 0;
    farEnd.behave({ data: () => ((taken += 1) > 30 ? spam : undefined) });
    const sent = await send(80);
    const { accepted, refused } = await counts(sent);
    expect(accepted).toBe(30);
    expect(refused).toBeGreaterThanOrEqual(5);
    expect(refused).toBeLessThanOrEqual(5 + 3);
    expect((await issue()).pause!.reason).toMatch(/^Receivers do not want this mail/);
  });

  test("a later run whose first answers all refuse is held as well, whoever was accepted before", async () => {
    let taken = 0;
    farEnd.behave({ data: () => ((taken += 1) > 30 ? spam : undefined) });
    const sent = await send(80);
    const { refused } = await counts(sent);
    await goOn(sent);
    expect((await counts(sent)).refused).toBe(refused);
    expect((await issue()).pause!.reason).toMatch(/^The first \d+ answers were all refusals/);
  });
});

describe("refusals that are their readers' own are final, as ever", () => {
  test("one strict server among the first does not hold a list, and is not asked again (T-06)", async () => {
    farEnd.behave({ rcpt: (to) => (/^reader[1-3]@/.test(to) ? spam : undefined) });
    const sent = await send(20, 1);
    context.later(24 * hour);
    await workOff(context, lanes);
    expect(await counts(sent)).toMatchObject({ accepted: 17, refused: 3 });
    expect((await issue()).status).toBe("sent");
    const row = await deliveryTo(context, sent.editionId, "reader1@readers.example");
    expect(row).toMatchObject({ status: "refused", attempts: 1, replyCode: 554, reply: spam });
  });

  test.each([1, 2, 4])("a list of %d dead addresses is done", async (readers) => {
    farEnd.behave({ rcpt: () => unknown });
    const sent = await send(readers);
    expect(await counts(sent)).toMatchObject({ refused: readers, queued: 0 });
    expect((await issue()).status).toBe("sent");
  });

  test("five dead addresses and nobody else are suspicious, and so are the first ten of many", async () => {
    farEnd.behave({ rcpt: () => unknown });
    const sent = await send(6);
    expect(await counts(sent)).toMatchObject({ refused: 0, queued: 6 });
    await resumeSend(context, sent, "Ruth");
    farEnd.behave({});
    await workOff(context, lanes);
    expect(await counts(sent)).toMatchObject({ accepted: 6 });
  });

  test("the last of a list are refused, although it was a sender's first answer since its start", async () => {
    farEnd.behave({
      data: ({ envelope }) => (envelope.to[0] === "reader6@readers.example" ? "450 4.2.0 Later" : undefined),
    });
    const sent = await send(6);
    farEnd.behave({ data: () => spam });
    context.later(7 * minute);
    await workOff(context, await someLanes(context, 2));
    expect(await counts(sent)).toMatchObject({ accepted: 5, refused: 1, queued: 0 });
    expect((await issue()).status).toBe("sent");
  });

  test("a reader who is put off meanwhile is no refusal", async () => {
    farEnd.behave({ rcpt: (to) => (to.startsWith("reader1@") ? unknown : "450 4.2.0 Greylisted") });
    const sent = await send(3, 1);
    expect(await counts(sent)).toMatchObject({ refused: 1, queued: 2, deferred: 2 });
  });
});

test("how many are still to come is true after those in flight have answered (T-17)", async () => {
  farEnd.behave({
    data: async () => {
      if (farEnd.received.length === 4) await pauseSend(context, sendOfIssue(await issue())!, "Ruth", "A wrong link");
      return undefined;
    },
  });
  const sent = await send(20);
  const { accepted } = await counts(sent);
  expect((await issue()).pause!.reason).toBe(`A wrong link. ${20 - accepted} of 20 readers are still to come.`);
});

test("a digest whose first answers all refuse is paused like an issue, and goes on when an operator says so", async () => {
  await aReader(context, list, "ana@readers.example");
  for (const name of ["bo", "cai"])
    await aReaderWho(context, list, `${name}@readers.example`, { frequency: "monthly" });
  await workOff(context, (await start(1), lanes));
  context.later(Date.UTC(2026, 11, 1, 8) - context.clock());
  await runDigests(context);
  const [digest] = await sendsUnderWay(context);
  farEnd.behave({ data: () => spam });
  lanes = await someLanes(context, 2);
  await workOff(context, lanes);
  const rows = () =>
    context.db
      .selectFrom("deliveries")
      .select(["status", "attempts", "reply"])
      .where("edition_id", "=", digest!.editionId)
      .execute();
  const held = { status: "queued", attempts: 1, reply: spam };
  expect(await rows()).toEqual([held, held]);
  expect((await digestById(context, digest!.id))!.pause!.reason).toMatch(
    /^The first 2 answers were all refusals, like .* about this digest or about us, .* 2 of 2 readers are still to come\.$/,
  );
  context.later(2 * hour);
  await workOff(context, lanes);
  expect((await rows()).map(({ status }) => status)).toEqual(["queued", "queued"]);
  farEnd.behave({});
  await resumeSend(context, digest!, "Ruth");
  await workOff(context, lanes);
  expect((await rows()).map(({ status }) => status)).toEqual(["accepted", "accepted"]);
});
