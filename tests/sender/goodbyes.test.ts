import { describe, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { senderState } from "#app/models/instance/senderProcesses.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { ConnectionTrouble, type Connection } from "#app/sender/connection.server.ts";
import { deliverNext, handIn } from "#app/sender/deliver.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { startFaultyServer, type Fault } from "../support/faulty-smtp.ts";
import { aLane, someLanes, workOff } from "../support/lane.ts";
import { aBriefing, anIssue, aReader, manyReaders } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

const minute = 60_000;

async function sendThrough(smtpUrl: string, readers: number) {
  const context = await testContext({ smtpUrl });
  const list = await aBriefing(context);
  await manyReaders(context, list, readers);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  return { context, list, sent: sent.send };
}

const attempts = async (context: TestContext) => {
  const rows = await context.db.selectFrom("deliveries").select("attempts").execute();
  return rows.map((row) => row.attempts);
};

const goodbyes: [string, Fault][] = [
  ["closes after each message", { at: "kept", then: "drop" }],
  ["closes after three messages", { at: "kept", after: 3, then: "drop" }],
  ["says 421 after each message and closes", { at: "kept", then: "421 4.7.0 Thank you, next" }],
  ["closes at the second MAIL", { at: "mail", after: 1, then: "drop" }],
  ["resets at the second MAIL", { at: "mail", after: 1, then: "reset" }],
  ["says 421 to the second MAIL", { at: "mail", after: 1, then: "421 4.3.2 Closing" }],
  ["says 421 to the fourth MAIL", { at: "mail", after: 3, then: "421 4.4.5 Too many messages in this session" }],
  ["closes at the second RCPT", { at: "rcpt", after: 1, then: "drop" }],
  ["resets at the second RCPT", { at: "rcpt", after: 1, then: "reset" }],
  ["says 421 to the second RCPT", { at: "rcpt", after: 1, then: "421 4.3.2 Closing" }],
  ["puts the second RCPT off", { at: "rcpt", after: 1, then: "452 4.5.3 Too many recipients per session" }],
  ["closes before the second 354", { at: "data", after: 1, then: "drop" }],
];

describe("a server that ends the connection between two messages costs nobody a try (T-04, T-11)", () => {
  test.each(goodbyes)("one that %s", async (_name, fault) => {
    await using server = await startFaultyServer(fault);
    const { context, sent } = await sendThrough(server.url, 7);
    await workOff(context, await someLanes(context, 2));
    expect(await countDeliveries(context, sent.editionId)).toMatchObject({ total: 7, accepted: 7 });
    expect(await attempts(context)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(server.received).toHaveLength(7);
  });

  test("with PIPELINING either", async () => {
    await using server = await startFaultyServer({ at: "mail", after: 1, then: "drop", pipelining: true });
    const { context, sent } = await sendThrough(server.url, 5);
    await workOff(context, await someLanes(context, 2));
    expect(await countDeliveries(context, sent.editionId)).toMatchObject({ total: 5, accepted: 5 });
    expect(await attempts(context)).toEqual([1, 1, 1, 1, 1]);
  });

  test("nor its turn of what may leave in a day", async () => {
    await using server = await startFaultyServer({ at: "mail", after: 1, then: "drop" });
    const { context, sent } = await sendThrough(server.url, 6);
    await context.db.insertInto("paces").values({ destination: "*", per_day: 4 }).execute();
    await workOff(context, [await aLane(context)]);
    expect(await countDeliveries(context, sent.editionId)).toMatchObject({ accepted: 4, queued: 2 });
  });

  test("nor a letter", async () => {
    await using server = await startFaultyServer({ at: "mail", after: 1, then: "reset" });
    const context = await testContext({ smtpUrl: server.url });
    const list = await aBriefing(context);
    for (const name of ["ana", "bo", "cai"]) {
      const reader = await aReader(context, list, `${name}@readers.example`);
      await enqueueTransactional(context, "welcome", reader.id, list.id);
    }
    const lane = await aLane(context);
    while (await sendTransactional(context, lane));
    expect(await context.db.selectFrom("letters").select(["status", "attempts"]).execute()).toEqual([
      { status: "accepted", attempts: 1 },
      { status: "accepted", attempts: 1 },
      { status: "accepted", attempts: 1 },
    ]);
  });
});

/** Lets a lane work as long as it finds any, past `most` troubles. */
async function past(context: TestContext, lane: Connection, most: number, step = () => deliverNext(context, lane)) {
  for (let troubles = 0; troubles < most;) {
    const found = await step().catch((error: unknown) => error);
    if (found instanceof ConnectionTrouble) troubles += 1;
    else if (found !== true) break;
  }
  await handIn(lane);
}

describe("a server that always does so is trouble, and no loop without end", () => {
  const always: [string, Fault][] = [
    ["at MAIL", { at: "mail", then: "drop" }],
    ["with 421 at MAIL", { at: "mail", then: "421 4.3.2 Closing" }],
    ["at RCPT", { at: "rcpt", then: "drop" }],
    ["before the 354", { at: "data", then: "reset" }],
  ];
  test.each(always)("%s: the issue is paused after ten minutes, and everybody is still to come", async (_at, fault) => {
    await using server = await startFaultyServer(fault);
    const { context, sent } = await sendThrough(server.url, 3);
    const stop = new AbortController();
    const running = runSender(context, stop.signal, sent.id);
    const issue = () => context.db.selectFrom("issues").selectAll().executeTakeFirstOrThrow();
    while ((await senderState(context)).trouble === null) await new Promise((resolve) => setTimeout(resolve, 20));
    context.later(11 * minute);
    while ((await issue()).status !== "paused") await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await running;
    expect((await issueByNumber(context, 1))!.pause!.reason).toMatch(
      /takes no message: .* 3 of 3 readers are still to come\.$/,
    );
    expect(await countDeliveries(context, sent.editionId)).toMatchObject({ queued: 3, deferred: 0 });
  });

  test("a server that hangs up on one reader only gets everybody else's, and that reader's try counts in the end", async () => {
    await using farEnd = await startFarEnd({ rcpt: (to) => (to.startsWith("reader1@") ? "drop" : undefined) });
    const { context, sent } = await sendThrough(farEnd.url, 5);
    await past(context, await aLane(context), 20);
    expect(await countDeliveries(context, sent.editionId)).toMatchObject({ accepted: 4, queued: 1, deferred: 1 });
    expect(await attempts(context)).toEqual([1, 1, 1, 1, 1]);
    expect(farEnd.connections).toBeLessThanOrEqual(5);
  });

  test("a letter whose server hangs up on it is put off like any other", async () => {
    await using farEnd = await startFarEnd({ rcpt: () => "drop" });
    const context = await testContext({ smtpUrl: farEnd.url });
    const list = await aBriefing(context);
    const ana = await aReader(context, list, "ana@readers.example");
    await enqueueTransactional(context, "welcome", ana.id, list.id);
    const lane = await aLane(context);
    await past(context, lane, 20, () => sendTransactional(context, lane));
    expect(await context.db.selectFrom("letters").select(["status", "attempts"]).execute()).toEqual([
      { status: "queued", attempts: 1 },
    ]);
    expect(farEnd.connections).toBe(1);
  });
});
