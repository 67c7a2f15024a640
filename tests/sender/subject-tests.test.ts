import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testOfIssue } from "#app/models/sending/subjectTests/store.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, manyReaders } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";
import { anIssueToTry, ledgerOf, started, subjects } from "../support/subject-tests.ts";

const connections = 3;
const readers = 240;

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

/** Kills senders at random messages until a share of the readers has been reached. */
async function killUntil(context: TestContext, farEnd: FarEnd, kills: number) {
  for (let kill = 1; kill <= kills; kill += 1) {
    const sender = startSender(context, farEnd);
    const moment = farEnd.received.length + 1 + Math.floor(Math.random() * 15);
    farEnd.behave({
      rcpt: () => void (farEnd.received.length >= moment && Math.random() < 0.5 && sender.kill("SIGKILL")),
      data: () => void (farEnd.received.length >= moment && sender.kill("SIGKILL")),
    });
    // Between the test and its decision nothing leaves that could end it.
    const idle = setTimeout(() => sender.kill("SIGKILL"), 2000);
    await once(sender, "exit");
    clearTimeout(idle);
    await expectWhole(context, farEnd);
  }
  farEnd.behave({});
}

async function expectWhole(context: TestContext, farEnd: FarEnd) {
  const { editionId } = (await issueByNumber(context, 1))!;
  const counts = await countDeliveries(context, editionId);
  const { queued, sending, accepted, refused, uncertain, withdrawn, cancelled } = counts;
  expect(counts.total).toBe(readers);
  expect(queued + sending + accepted + refused + uncertain + withdrawn + cancelled).toBe(readers);
  const got = farEnd.received.map(({ envelope }) => envelope.to[0]!);
  expect(new Set(got).size, "nobody has two").toBe(got.length);
}

test("killed with kill -9 while subjects are tried, at the decision and after it, nobody is lost and nobody gets it twice", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
  const list = await aBriefing(context);
  await manyReaders(context, list, readers);
  const number = await anIssueToTry(context, list, { others: [subjects[1]!, subjects[2]!], share: 60 });
  const send = await started(context, number);
  await killUntil(context, farEnd, 4);
  // The hours are over from here on, at whatever moment the next sender is killed.
  const passed = await context.db
    .updateTable("subject_tests")
    .set({ hours: 0, due_at: (eb) => eb.fn.coalesce("counted_from", eb.val(null)) })
    .returning("due_at")
    .execute();
  expect(passed).toHaveLength(1);
  await killUntil(context, farEnd, 6);
  const last = startSender(context, farEnd);
  const until = async (reached: () => Promise<boolean>) => {
    while (!(await reached())) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(async () => (await issueByNumber(context, number))!.status === "sent");
  last.kill("SIGTERM");
  await once(last, "exit");

  await expectWhole(context, farEnd);
  const { editions, rows } = await ledgerOf(context, send);
  expect(await testOfIssue(context, send.id)).toMatchObject({ winner: 1, decidedBy: "the sender" });
  expect(rows.filter(({ status }) => status === "uncertain").length).toBeLessThanOrEqual(10 * connections);
  expect(rows.every(({ status }) => status === "accepted" || status === "uncertain")).toBe(true);
  const mails = await farEnd.parsed();
  const subjectOf = new Map(mails.map((mail) => [[mail.to!].flat()[0]!.text, mail.subject!]));
  for (const { email, editionId } of rows)
    expect([undefined, [subjects[0], ...subjects][editions.indexOf(editionId)]]).toContain(subjectOf.get(email));
});

test("a start that dies within its transaction leaves nothing of the test", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url });
  const list = await aBriefing(context);
  await manyReaders(context, list, 20);
  const number = await anIssueToTry(context, list);
  // A change between the rendering and the start undoes all of it.
  await context.db.updateTable("issues").set({ subject: "Another" }).where("number", "=", number).execute();
  const plan = (await issueByNumber(context, number))!.subjectPlan;
  expect(plan?.others).toEqual([subjects[1]]);
  const sent = await sendIssue(context, number, "Ruth", undefined, async (inside) => {
    await inside.db.updateTable("issues").set({ subject: "A third" }).where("number", "=", number).execute();
  });
  expect(sent).toEqual({ error: "changed-meanwhile" });
  for (const table of ["editions", "deliveries", "subject_tests"] as const)
    expect(await context.db.selectFrom(table).selectAll().execute(), table).toEqual([]);
});
