import { expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { deliveriesOfSubscriber } from "#app/models/deliveries/deliveryLines.server.ts";
import { keepAlive, registerProcess, senderState } from "#app/models/instance/senderProcesses.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { resolveUncertain } from "#app/models/sending/uncertain.server.ts";
import { closeConnection, ConnectionTrouble } from "#app/sender/connection.server.ts";
import { deliverNext } from "#app/sender/deliver.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aLane, claimNext } from "../support/lane.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { startFarEnd } from "../support/smtp.ts";

const minute = 60_000;

async function sendingIssue(context: TestContext, readers: string[]) {
  const list = await aBriefing(context);
  const people = await Promise.all(readers.map((email) => aReader(context, list, email)));
  const number = await anIssue(context, list);
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  return { list, people, number, sent: sent.send };
}

async function deliverAllDue(context: TestContext) {
  const lane = await aLane(context);
  while (await deliverNext(context, lane));
  closeConnection(lane);
  await lane.upkeep();
}

test("everyone on the list gets the issue once, and the ledger and the far end count the same (T-17)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const { sent } = await sendingIssue(context, ["ana@readers.example", "bo@readers.example", "cai@readers.example"]);
  await deliverAllDue(context);
  await deliverAllDue(context);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({
    total: 3,
    accepted: 3,
    queued: 0,
    uncertain: 0,
  });
  expect(farEnd.messages.map(({ envelope }) => envelope.to[0]).sort()).toEqual([
    "ana@readers.example",
    "bo@readers.example",
    "cai@readers.example",
  ]);
  // One lane, one kept-open connection for each of the two runs that had work.
  expect(farEnd.connections).toBe(1);
});

test("an issue is closed when its last delivery is settled, and not before", async () => {
  await using farEnd = await startFarEnd({
    rcpt: (to, earlier) => (to.startsWith("bo") && !earlier ? "451 4.7.1 Later" : undefined),
  });
  const context = await testContext({ smtpUrl: farEnd.url });
  const { number } = await sendingIssue(context, ["ana@readers.example", "bo@readers.example"]);
  await deliverAllDue(context);
  expect((await issueByNumber(context, number))?.status).toBe("sending");
  context.later(10 * minute);
  await deliverAllDue(context);
  expect((await issueByNumber(context, number))?.status).toBe("sent");
});

test("a deferred reader is tried again after a growing delay, with the same Message-ID and Date (T-06, T-07, H-26, H-27)", async () => {
  await using farEnd = await startFarEnd({
    data: (_message, earlier) => (earlier < 2 ? "450 4.2.0 Greylisted" : undefined),
  });
  const context = await testContext({ smtpUrl: farEnd.url });
  const { sent, people } = await sendingIssue(context, ["ana@readers.example"]);
  await deliverAllDue(context);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ queued: 1, deferred: 1, accepted: 0 });
  context.later(4 * minute);
  await deliverAllDue(context);
  expect(farEnd.received).toHaveLength(1);
  context.later(3 * minute);
  await deliverAllDue(context);
  context.later(20 * minute);
  await deliverAllDue(context);
  expect(farEnd.received).toHaveLength(3);
  const headers = farEnd.received.map(
    ({ raw }) => /^Message-ID: .*$/im.exec(raw.toString())?.[0] + String(/^Date: .*$/im.exec(raw.toString())?.[0]),
  );
  expect(new Set(headers).size).toBe(1);
  const [line] = await deliveriesOfSubscriber(context, people[0]!.id);
  expect(line).toMatchObject({ status: "accepted", attempts: 3, replyCode: 250 });
});

test("a reader deferred for a day is given up with the server's last words (T-06)", async () => {
  await using farEnd = await startFarEnd({ rcpt: () => "452 4.2.2 Mailbox full" });
  const context = await testContext({ smtpUrl: farEnd.url });
  const { people } = await sendingIssue(context, ["ana@readers.example"]);
  for (let hour = 0; hour <= 30; hour += 1) {
    await deliverAllDue(context);
    context.later(60 * minute);
  }
  const [line] = await deliveriesOfSubscriber(context, people[0]!.id);
  expect(line?.status).toBe("refused");
  expect(line?.reply).toMatch(/^Given up after \d+ tries in 24 hours\. .*452 4\.2\.2 Mailbox full/);
});

test("a refused reader never gets the same message again, and the next one on the connection is not harmed (T-04, T-11)", async () => {
  await using farEnd = await startFarEnd({
    rcpt: (to) => (to.startsWith("bo") ? "550 5.1.1 No such user" : undefined),
  });
  const context = await testContext({ smtpUrl: farEnd.url });
  const { sent } = await sendingIssue(context, ["ana@readers.example", "bo@readers.example", "cai@readers.example"]);
  await deliverAllDue(context);
  context.later(24 * 60 * minute);
  await deliverAllDue(context);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ total: 3, accepted: 2, refused: 1 });
  expect(farEnd.messages).toHaveLength(2);
});

test("who leaves or is suppressed while the issue goes out is not handed over (H-14, P-04)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const { sent, people, list } = await sendingIssue(context, [
    "ana@readers.example",
    "bo@readers.example",
    "cai@readers.example",
  ]);
  await endSubscription(context, people[1]!.id, list.id, "one-click");
  await suppress(context, "CAI@readers.example", "complaint");
  await deliverAllDue(context);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ total: 3, accepted: 1, withdrawn: 2 });
  expect(farEnd.messages.map(({ envelope }) => envelope.to[0])).toEqual(["ana@readers.example"]);
});

test("a server that cannot be reached uses up nobody's attempt and says why (T-08)", async () => {
  const context = await testContext({ smtpUrl: "smtp://127.0.0.1:9" });
  const { sent } = await sendingIssue(context, ["ana@readers.example"]);
  const lane = await aLane(context);
  const trouble = await deliverNext(context, lane).catch((error: unknown) => error);
  expect(trouble).toBeInstanceOf(ConnectionTrouble);
  expect((trouble as Error).message).toMatch(/^The mail server 127\.0\.0\.1:9 cannot be reached/);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ queued: 1, deferred: 0, sending: 0 });
});

test("a refused login uses up nobody's attempt and says so without the password (T-08, S-16)", async () => {
  await using farEnd = await startFarEnd({ login: { user: "press", pass: "right" } });
  const context = await testContext({ smtpUrl: farEnd.url.replace("right", "secret-wrong") });
  const { sent } = await sendingIssue(context, ["ana@readers.example"]);
  const lane = await aLane(context);
  const trouble = (await deliverNext(context, lane).catch((error: unknown) => error)) as Error;
  expect(trouble.message).toMatch(/refuses the login/);
  expect(trouble.message).not.toContain("secret-wrong");
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ queued: 1, deferred: 0 });
});

test("a server that refuses our From address stops the send instead of burning readers (T-08)", async () => {
  await using farEnd = await startFarEnd({ mail: () => "550 5.7.1 Sender not allowed" });
  const context = await testContext({ smtpUrl: farEnd.url });
  const { sent } = await sendingIssue(context, ["ana@readers.example", "bo@readers.example"]);
  const lane = await aLane(context);
  await expect(deliverNext(context, lane)).rejects.toThrow(/Nothing can be handed over: .*Sender not allowed/);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ queued: 2, deferred: 0 });
});

test("what a process now gone had in flight becomes uncertain and is never sent again by itself (T-03)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const { sent } = await sendingIssue(context, ["ana@readers.example", "bo@readers.example"]);
  const gone = await registerProcess(context);
  await claimNext(context, gone, 1, sent);
  // No process has this id.
  await context.db
    .updateTable("sender_processes")
    .set({ pid: 2 ** 22 + 1 })
    .execute();
  await (await aLane(context)).upkeep();
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ queued: 1, uncertain: 1, sending: 0 });
  await deliverAllDue(context);
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ accepted: 1, uncertain: 1 });
  expect(farEnd.messages).toHaveLength(1);
});

test("two processes that claim at once never hold the same reader (T-16)", async () => {
  const context = await testContext();
  const readers = Array.from({ length: 40 }, (_, i) => `reader${i}@readers.example`);
  const { sent } = await sendingIssue(context, readers);
  const claims = await Promise.all(Array.from({ length: 8 }, (_, i) => claimNext(context, `process ${i}`, 10, sent)));
  const ids = claims.flatMap((claimed) => claimed.map(({ subscriberId }) => subscriberId));
  expect(new Set(ids).size).toBe(ids.length);
});

test("the desk hears that no sender runs, and what troubles one that does", async () => {
  const context = await testContext();
  expect(await senderState(context)).toMatchObject({ running: 0, trouble: null });
  const id = await registerProcess(context);
  await keepAlive(context, id, { trouble: "The mail server is down.", report: null });
  expect(await senderState(context)).toMatchObject({ running: 1, trouble: "The mail server is down." });
});

test("who is sent it again after a day is tried for a day again (T-06)", async () => {
  await using farEnd = await startFarEnd({ rcpt: () => "452 4.2.2 Mailbox full" });
  const context = await testContext({ smtpUrl: farEnd.url });
  const { sent, people } = await sendingIssue(context, ["ana@readers.example"]);
  await claimNext(context, "gone", 1, sent);
  await context.db.updateTable("deliveries").set({ status: "uncertain" }).execute();
  context.later(3 * 24 * 60 * minute);
  const choice = { how: "resend" as const, readers: "all" as const, why: "the relay never saw it" };
  await resolveUncertain(context, sent, choice, "Ruth");
  for (let hour = 0; hour < 6; hour += 1) {
    await deliverAllDue(context);
    context.later(60 * minute);
  }
  const [line] = await deliveriesOfSubscriber(context, people[0]!.id);
  expect(line).toMatchObject({ status: "queued", replyCode: 452 });
  expect(line!.attempts).toBeGreaterThan(2);
});
