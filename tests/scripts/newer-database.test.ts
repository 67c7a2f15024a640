import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { listBySlug } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { compareSchema } from "#db/migrate.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aBriefing, anIssue, manyReaders } from "../support/newsroom.ts";
import { aTerminal, type Terminal } from "../support/scripts.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";
import { freePort } from "../support/web.ts";

let context: TestContext;
let farEnd: FarEnd;
let terminal: Terminal;

beforeEach(async () => {
  farEnd = await startFarEnd({ data: () => new Promise((resolve) => setTimeout(resolve, 5)) });
  context = await testContext({ smtpUrl: farEnd.url, clock: Date.now });
  terminal = aTerminal({ databaseUrl: context.database.url, smtpUrl: farEnd.url });
});

/** What the migrations of the version after ours may do: something is added, and noted. */
async function overtake() {
  await sql`alter table subscribers add column nickname text`.execute(context.db);
  await sql`insert into kysely_migration (name, timestamp) values ('9999-nicknames', '')`.execute(context.db);
}

const sentence =
  "This Pressrun is older than its database, which a newer version has brought to 9999-nicknames. " +
  "Start the newer version here too; docs/operating.md says how under “Upgrading”.";

async function aSendTo(readers: number) {
  const list = await aBriefing(context);
  await manyReaders(context, list, readers);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  return sent.send;
}

async function until(reached: () => boolean) {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("a schema that this version does not know is told from one that it lacks something of", async () => {
  const { db } = context;
  expect(await compareSchema(db)).toEqual({ missing: [], newest: null, isEmpty: false });
  await overtake();
  expect(await compareSchema(db)).toMatchObject({ missing: [], newest: "9999-nicknames" });
});

test("a script says that it is older than the database, changes nothing and ends with 3", async () => {
  await overtake();
  const made = await terminal.run("create-list", ["--slug", "daily", "--name", "Daily"]);
  expect(made).toMatchObject({ code: 3, stdout: "", stderr: `${sentence}\n` });
  expect(await listBySlug(context, "daily")).toBeUndefined();
  const read = await terminal.run("deliveries", ["--issue", "1", "--json"]);
  expect(read).toMatchObject({ code: 3, stderr: "" });
  expect(JSON.parse(read.stdout)).toEqual({ error: { code: "outdated", message: sentence } });
});

test("a sender that is overtaken finishes what it holds, takes nothing new and ends with 3", async () => {
  const sent = await aSendTo(600);
  const sender = terminal.start("sender");
  await until(() => farEnd.received.length > 30);
  await overtake();
  const { code, stderr } = await sender.ended;
  expect([code, stderr.includes(sentence)]).toEqual([3, true]);
  const counts = await countDeliveries(context, sent.editionId);
  expect(counts).toMatchObject({ total: 600, uncertain: 0, sending: 0, accepted: farEnd.messages.length });
  expect(counts.queued).toBe(600 - farEnd.messages.length);
  expect(await context.db.selectFrom("sender_processes").selectAll().execute()).toEqual([]);
  expect((await terminal.start("sender").ended).code).toBe(3);
  expect(farEnd.messages).toHaveLength(counts.accepted);
});

test("send-issue --wait does so too", async () => {
  const sent = await aSendTo(600);
  const send = terminal.start("send-issue", ["--issue", "1", "--wait"]);
  await until(() => farEnd.received.length > 30);
  await overtake();
  expect(await send.ended).toMatchObject({ code: 3, stderr: expect.stringContaining(sentence) });
  expect(await countDeliveries(context, sent.editionId)).toMatchObject({ uncertain: 0, sending: 0 });
});

test("the site that is overtaken goes on and says so, and is not started anew", async () => {
  const port = String(await freePort());
  const env = { PORT: port, HOST: "127.0.0.1", APP_URL: `http://localhost:${port}` };
  // As a program of its own it finds the built site beside its source.
  const start = () => aTerminal({ databaseUrl: context.database.url, env }).start("./serve");
  await aBriefing(context);
  const web = start();
  await until(() => web.said.stderr.includes("the site is up"));
  await overtake();
  await until(() => web.said.stderr.includes("a newer version has changed the database"));
  expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);
  web.kill("SIGTERM");
  expect((await web.ended).code).toBe(0);
  const { code, stderr } = await start().ended;
  expect([code, stderr.includes(sentence)]).toEqual([3, true]);
});
