import { sql } from "kysely";
import { expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { runSender } from "#app/sender/sender.server.ts";
import { openDb } from "#db/client.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { engine } from "../support/database.ts";
import { fillDisk } from "../support/full-disk.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(reached: () => boolean | Promise<boolean>) {
  while (!(await reached())) await after(20);
}

/** A send to `readers`, and a sender at work on it. */
async function sending(farEnd: FarEnd, readers: number) {
  const context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
  const list = await aBriefing(context);
  await manyReaders(context, list, readers);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const stop = new AbortController();
  const running = runSender(context, stop.signal);
  return {
    context,
    sent: sent.send,
    async finish() {
      await until(async () => {
        const { queued, deferred, sending } = await countDeliveries(context, sent.send.editionId);
        return queued - deferred + sending === 0;
      });
      stop.abort();
      await running;
      return countDeliveries(context, sent.send.editionId);
    },
  };
}

function twice(farEnd: FarEnd): string[] {
  const got = farEnd.messages.map(({ envelope }) => envelope.to[0]!);
  return got.filter((address, i) => got.indexOf(address) !== i);
}

test("a mail server that is killed and comes back costs nobody their issue, and nobody gets it twice (T-08)", async () => {
  const first = await startFarEnd();
  const { sent, context, finish } = await sending(first, 200);
  await until(() => first.messages.length >= 60);
  await first.close();
  await until(async () => {
    const senders = await context.db.selectFrom("sender_processes").select("trouble").execute();
    return senders.some(({ trouble }) => trouble?.includes("cannot be reached"));
  });
  await using second = await startFarEnd({ port: Number(new URL(first.url).port) });
  const counts = await finish();
  // What was in flight when it died is uncertain at worst; what met it dying is put off.
  expect(counts.total).toBe(200);
  expect(counts.accepted + counts.uncertain + counts.deferred).toBe(200);
  expect(counts.uncertain, "one for a connection at most").toBeLessThanOrEqual(first.connections);
  expect(counts.deferred).toBeLessThan(30);
  expect(first.messages.length + second.messages.length).toBeGreaterThanOrEqual(counts.accepted);
  const got = [...first.messages, ...second.messages].map(({ envelope }) => envelope.to[0]!);
  expect(new Set(got).size, "nobody has two").toBe(got.length);
  expect((await countDeliveries(context, sent.editionId)).refused).toBe(0);
});

test("a database that another program keeps locked for longer than we wait delays, and loses nothing (row 37)", async () => {
  await using farEnd = await startFarEnd();
  const { context, finish } = await sending(farEnd, 60);
  await until(() => farEnd.messages.length >= 20);
  await lockFor(context, 7_000);
  const counts = await finish();
  expect(counts).toMatchObject({ total: 60, accepted: 60, uncertain: 0 });
  expect(twice(farEnd)).toEqual([]);
});

/** As another program would that writes for long; it lets go by itself. */
async function lockFor(context: TestContext, ms: number) {
  const other = openDb(context.database.url);
  const locked = other.transaction().execute(async (db) => {
    if (engine === "postgres") await sql`lock table deliveries in exclusive mode`.execute(db);
    await sql`select 1`.execute(db);
    await after(ms);
  });
  await locked.catch(() => {});
  await other.destroy();
}

test("a full disk delays, and loses nothing (row 37)", async () => {
  await using farEnd = await startFarEnd();
  const { context, finish } = await sending(farEnd, 60);
  await until(() => farEnd.messages.length >= 10);
  const empty = await fillDisk(context, "deliveries");
  await expect(
    context.db
      .updateTable("deliveries")
      .set({ reply: "x".repeat(5000) })
      .execute(),
  ).rejects.toThrow(/full/);
  await after(1500);
  await empty();
  const counts = await finish();
  expect(counts).toMatchObject({ total: 60, accepted: 60, uncertain: 0 });
  expect(twice(farEnd)).toEqual([]);
});
