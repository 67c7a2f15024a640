import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { testContext } from "../support/context.ts";
import { aBriefing, anIssue, aReader } from "../support/newsroom.ts";
import { anApprovedIssue, aSlot, hour } from "../support/slots.ts";
import { startFarEnd } from "../support/smtp.ts";

async function aNewsroom() {
  const farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  return { farEnd, context, list };
}

test("a sender that runs sends the approved issue in its slot, with nobody at the desk", async () => {
  const { farEnd, context, list } = await aNewsroom();
  await aSlot(context, list);
  await anApprovedIssue(context, list);
  const stop = new AbortController();
  const sender = runSender(context, stop.signal);
  await sleep(1200);
  expect(farEnd.messages).toHaveLength(0);
  context.later(hour);
  while (farEnd.messages.length === 0) await sleep(50);
  stop.abort();
  await sender;
  expect(farEnd.messagesTo("ana@readers.example")).toHaveLength(1);
  expect((await issueByNumber(context, 1))!.status).toBe("sent");
});

test("a script that hands over one issue leaves the slots to the senders", async () => {
  const { context, list } = await aNewsroom();
  await aSlot(context, list);
  await anApprovedIssue(context, list);
  const other = (await issueByNumber(context, await anIssue(context, list, { articles: [] })))!;
  context.later(hour);
  const stop = new AbortController();
  const sender = runSender(context, stop.signal, other.id);
  await sleep(1500);
  stop.abort();
  await sender;
  expect((await issueByNumber(context, 1))!.status).toBe("ready");
});
