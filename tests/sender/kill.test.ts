import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const connections = 3;

function startSender(context: TestContext, farEnd: FarEnd): ChildProcess {
  const env = {
    ...process.env,
    DATABASE_URL: context.database.url,
    SMTP_URL: farEnd.url,
    SMTP_CONNECTIONS: String(connections),
    APP_URL: context.config.appUrl,
    APP_SECRET: context.config.secrets[0],
    MAIL_FROM: context.config.mailFrom,
  };
  return spawn(process.execPath, [join(inject("scripts"), "sender.js")], { env, stdio: "ignore" });
}

async function sendTo(context: TestContext, readers: number) {
  const list = await aBriefing(context);
  const emails = await manyReaders(context, list, readers);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  return { sent: sent.send, emails };
}

/** Resolves when `reached` holds; asked at every message the far end takes, and now and then. */
async function until(reached: () => boolean | Promise<boolean>) {
  while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("killed with kill -9 at 20 random moments of a send to 500, nobody is lost and nobody gets it twice (T-02, T-03)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
  const { sent, emails } = await sendTo(context, 500);
  for (let kill = 1; kill <= 20; kill += 1) {
    const sender = startSender(context, farEnd);
    // Anywhere within the next 20 messages, and at any point of a message's way.
    const moment = farEnd.received.length + 1 + Math.floor(Math.random() * 20);
    farEnd.behave({
      rcpt: () => void (farEnd.received.length >= moment && Math.random() < 0.5 && sender.kill("SIGKILL")),
      data: () => void (farEnd.received.length >= moment && sender.kill("SIGKILL")),
    });
    await once(sender, "exit");
  }
  farEnd.behave({});
  const last = startSender(context, farEnd);
  await until(async () => {
    const { queued, sending } = await countDeliveries(context, sent.editionId);
    return queued + sending === 0;
  });
  last.kill("SIGTERM");
  await once(last, "exit");

  const counts = await countDeliveries(context, sent.editionId);
  expect(counts.total).toBe(500);
  expect(counts.accepted + counts.uncertain).toBe(500);
  expect(counts.uncertain).toBeLessThanOrEqual(20 * connections);
  const got = farEnd.received.map(({ envelope }) => envelope.to[0]!);
  expect(new Set(got).size, "nobody has two").toBe(got.length);
  const rows = await context.db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .select(["email", "status"])
    .where("edition_id", "=", sent.editionId)
    .execute();
  const accepted = rows.filter(({ status }) => status === "accepted").map(({ email }) => email);
  expect(
    accepted.filter((email) => !got.includes(email)),
    "who the ledger calls accepted, the server has",
  ).toEqual([]);
  const settled = new Set(rows.map(({ email }) => email));
  expect(
    emails.filter((email) => !settled.has(email)),
    "nobody is missing",
  ).toEqual([]);
});

test("told to stop with SIGTERM in the middle of a send, the sender leaves nothing uncertain (T-15)", async () => {
  await using farEnd = await startFarEnd({
    data: () => new Promise((resolve) => setTimeout(resolve, 5)) as Promise<undefined>,
  });
  const context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
  const { sent } = await sendTo(context, 300);
  for (const share of [50, 120, 200]) {
    const sender = startSender(context, farEnd);
    await until(() => farEnd.received.length >= share);
    sender.kill("SIGTERM");
    const [code] = (await once(sender, "exit")) as [number];
    expect(code).toBe(0);
    const counts = await countDeliveries(context, sent.editionId);
    expect(counts).toMatchObject({ total: 300, uncertain: 0, sending: 0, accepted: farEnd.messages.length });
    expect(counts.queued).toBe(300 - farEnd.messages.length);
  }
});
