import { setTimeout as sleep } from "node:timers/promises";
import { sql, type Kysely } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { databaseOutage, openDb } from "#db/client.server.ts";
import { migrateToLatest } from "#db/migrate.server.ts";
import type { Schema } from "#db/schema.ts";
import { sendThroughRestarts } from "./bench/restarts.ts";
import { endsWithTheTest } from "./support/cleanup.ts";
import { aBriefing, anIssue, manyReaders } from "./support/newsroom.ts";
import {
  createDatabase,
  databaseUrl,
  startRestartablePostgres,
  type End,
  type RestartablePostgres,
} from "./support/postgres.ts";
import { aTerminal } from "./support/scripts.ts";
import { startFarEnd } from "./support/smtp.ts";
import { aWire } from "./support/wire.ts";

let server: RestartablePostgres;
beforeAll(async () => {
  server = await startRestartablePostgres();
});
afterAll(() => server.stop());

function opened(url: string, patience?: Parameters<typeof openDb>[1]): Kysely<Schema> {
  const db = openDb(url, patience);
  endsWithTheTest(() => db.destroy());
  return db;
}

const atOnce = () => Promise.resolve();

async function saidBy({ said }: { said: { stderr: string } }, words: string): Promise<void> {
  while (!said.stderr.includes(words)) await sleep(20);
}

const one = (db: Kysely<Schema>) => sql<{ one: number }>`select 1 as one`.execute(db).then(({ rows }) => rows[0]!.one);
/** Waits until so many connections are there: a busy machine may take longer for one than these tests have patience. */
const answered = (db: Kysely<Schema>, connections = 1) =>
  expect
    .poll(() => Promise.all(Array.from({ length: connections }, () => trouble(sql`select pg_sleep(0.1)`.execute(db)))))
    .toEqual(Array(connections).fill("none"));
const trouble = (work: Promise<unknown>) => work.then(() => "none", databaseOutage);

test.each<End>(["SIGINT", "SIGQUIT", "SIGKILL"])(
  "a server that ends by %s fails what was being asked, and the next question is answered by the new one",
  async (how) => {
    const db = opened(server.url);
    await one(db);
    const waiting = trouble(sql`select pg_sleep(600)`.execute(db));
    const between = trouble(
      db.transaction().execute(async (db) => {
        await sql`select 1`.execute(db);
        await server.restart(how, atOnce);
        await sql`select 1`.execute(db);
      }),
    );
    expect([await waiting, await between]).toEqual(["away", "away"]);
    expect(await one(db)).toBe(1);
  },
);

test("a server that is not there, or is starting up, is away and not unusable", async () => {
  const db = opened(server.url);
  const restarted = server.restart("SIGKILL", () => sleep(300));
  const met = new Set<unknown>();
  for (let isBack = false; !isBack;) {
    met.add(await trouble(one(db)));
    isBack = met.has("none") && met.has("away");
  }
  await restarted;
  expect([...met].sort()).toEqual(["away", "none"]);
});

test("a server that is cut off is away after a while of silence, and answers again when it is back", async () => {
  const wire = await aWire(server.url);
  const db = opened(wire.url, { connect: 200, silence: 200 });
  await answered(db);
  wire.cut();
  expect(await trouble(one(db))).toBe("away");
  expect(await trouble(one(db))).toBe("away");
  wire.mend();
  await answered(db);
});

test("a query that takes long is waited for, as long as the server answers others", async () => {
  const db = opened(server.url, { silence: 50 });
  expect(await sql<{ slept: number }>`select 1 as slept from pg_sleep(0.4)`.execute(db)).toMatchObject({
    rows: [{ slept: 1 }],
  });
});

test("connections that are all taken are waited for, and then it is said", async () => {
  const db = opened(server.url, { connect: 200 });
  await answered(db, 10);
  const held = Array.from({ length: 10 }, () => sql`select pg_sleep(1)`.execute(db));
  expect(await trouble(one(db))).toBe("away");
  await Promise.all(held);
  await answered(db);
});

test("a PostgreSQL that ends three times during a send loses nobody, mails nobody twice and takes no process with it (T-02, T-03)", async () => {
  const readers = 500;
  const found = await sendThroughRestarts({ readers, restarts: 3, scripts: inject("scripts") });
  expect(found).toMatchObject({ states: { accepted: readers }, lost: 0, twice: 0, down: [] });
  // The site says that it is away, or answers; it never fails otherwise.
  expect(Object.keys(found.answers).filter((status) => status !== "200" && status !== "503")).toEqual([]);
});

test("send-issue --wait goes on where it was when the database is back", async () => {
  const farEnd = await startFarEnd({ data: () => new Promise((resolve) => setTimeout(resolve, 5)) });
  const url = databaseUrl(server.url, await createDatabase(server.url));
  const env = { APP_URL: "https://briefing.example.org", APP_SECRET: "x".repeat(32), MAIL_FROM: "a@b.example" };
  const config = readConfig({ ...env, DATABASE_URL: url, SMTP_URL: farEnd.url });
  const db = opened(url);
  await migrateToLatest(db);
  const context = createContext(config, { db, log: pino({ level: "silent" }) });
  const list = await aBriefing(context);
  await manyReaders(context, list, 300);
  await anIssue(context, list);
  const send = aTerminal({ databaseUrl: url, smtpUrl: farEnd.url }).start("send-issue", [
    ...["--issue", "1", "--wait", "--yes"],
  ]);
  while (farEnd.received.length < 50) await sleep(10);
  await server.restart("SIGQUIT", () => saidBy(send, "Waiting for it."));
  expect(await send.ended).toMatchObject({ code: 0 });
  const { id } = (await issueByNumber(context, 1))!;
  expect(await countDeliveries(context, id)).toMatchObject({ total: 300, accepted: 300 });
  expect(farEnd.messages).toHaveLength(300);
});

test("a sender waits for a database that is still starting", async () => {
  const url = databaseUrl(server.url, await createDatabase(server.url));
  const starts = () => aTerminal({ databaseUrl: url }).start("sender");
  let sender!: ReturnType<typeof starts>;
  await server.restart("SIGKILL", async () => {
    sender = starts();
    await saidBy(sender, "the database does not answer yet; waiting for it");
  });
  await saidBy(sender, "the sender is up");
  sender.kill("SIGTERM");
  expect((await sender.ended).code).toBe(0);
});
