import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { endsWithTheTest } from "../support/cleanup.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { engine } from "../support/database.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

/** A sender as another host would run it: of it we share only the database. */
function startHost(context: TestContext, farEnd: FarEnd, name: string): ChildProcess {
  const env = {
    ...process.env,
    DATABASE_URL: context.database.url,
    SMTP_URL: farEnd.url,
    SMTP_CONNECTIONS: "3",
    APP_URL: context.config.appUrl,
    APP_SECRET: context.config.secrets[0],
    MAIL_FROM: context.config.mailFrom,
    HOST_NAME: name,
  };
  const child = spawn(process.execPath, [join(inject("scripts"), "sender.js")], { env, stdio: "ignore" });
  endsWithTheTest(async () => void child.kill("SIGKILL"));
  return child;
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(reached: () => Promise<boolean>) {
  while (!(await reached())) await after(100);
}

/** A host's share is more than it reads ahead; on SQLite they would be on one host, and wait at every commit. */
const readers = engine === "postgres" ? 2_400 : 1_500;

test(
  `four senders share a send of ${readers}, two are killed on the way, and everyone gets it once (T-02, T-16)`,
  { timeout: 240_000 },
  async () => {
    await using farEnd = await startFarEnd();
    const context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
    const list = await aBriefing(context);
    await manyReaders(context, list, readers);
    const hosts = ["a", "b", "c", "d"].map((name) => startHost(context, farEnd, name));
    await until(async () => (await context.db.selectFrom("sender_processes").select("id").execute()).length === 4);
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    await until(async () => farEnd.received.length > readers * 0.2);
    hosts[1]!.kill("SIGKILL");
    await until(async () => farEnd.received.length > readers * 0.5);
    hosts[3]!.kill("SIGKILL");
    await until(async () => {
      const { queued, sending } = await countDeliveries(context, sent.send.editionId);
      return queued + sending === 0;
    });
    for (const host of [hosts[0]!, hosts[2]!]) {
      host.kill("SIGTERM");
      await once(host, "exit");
    }
    const counts = await countDeliveries(context, sent.send.editionId);
    expect(counts.total).toBe(readers);
    expect(counts.accepted + counts.uncertain).toBe(readers);
    expect(counts.uncertain).toBeLessThanOrEqual(2 * 3);
    const got = farEnd.received.map(({ envelope }) => envelope.to[0]!);
    expect(new Set(got).size, "no two alike").toBe(got.length);
    expect(got.length).toBeGreaterThanOrEqual(counts.accepted);
    const workers = await context.db
      .selectFrom("deliveries")
      .select(({ fn }) => ["claimed_by", fn.countAll<number>().as("count")])
      .groupBy("claimed_by")
      .execute();
    expect(workers, "all four took part").toHaveLength(4);
  },
);

test("senders keep one rate budget between them, within a tenth (T-09)", async () => {
  await using farEnd = await startFarEnd();
  const context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
  const list = await aBriefing(context);
  await manyReaders(context, list, 600);
  await context.db.insertInto("paces").values({ destination: "*", per_second: 20 }).execute();
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const hosts = (engine === "postgres" ? ["a", "b", "c", "d"] : ["a", "b"]).map((name) =>
    startHost(context, farEnd, name),
  );
  await until(async () => farEnd.messages.length > 40);
  // Never above it; a machine with much else to do may be below it for a while.
  let perSecond = 0;
  for (let window = 1; window <= 3 && perSecond <= 18; window += 1) {
    const [from, began] = [farEnd.messages.length, Date.now()];
    await after(8_000);
    perSecond = (farEnd.messages.length - from) / ((Date.now() - began) / 1000);
    expect(perSecond).toBeLessThan(22);
  }
  for (const host of hosts) {
    host.kill("SIGTERM");
    await once(host, "exit");
  }
  expect(perSecond).toBeGreaterThan(18);
});
