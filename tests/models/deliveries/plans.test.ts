import { CompiledQuery, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { othersOf } from "#app/models/deliveries/claims.server.ts";
import { countDeliveries, nextDueAt } from "#app/models/deliveries/deliveries.server.ts";
import { deliveriesOfSubscriber } from "#app/models/deliveries/deliveryLines.server.ts";
import { dueAfter } from "#app/models/deliveries/due.server.ts";
import { replyGroups } from "#app/models/deliveries/replies.server.ts";
import { claimTransactional } from "#app/models/deliveries/transactional.server.ts";
import { sendsUnderWay, type Send } from "#app/models/deliveries/sends.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { uncertainOf } from "#app/models/sending/uncertain.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { aDigest } from "../../support/digests.ts";
import { claim, record } from "../../support/ledger.ts";
import { aBriefing, anIssue, manyReaders } from "../../support/newsroom.ts";

const everybody = { rank: 0, of: 1 };
const done = { kind: "accepted", verdict: "accepted", code: 250, reply: "250 Ok" } as const;
let context: TestContext;
let issue: Send;
let digest: Send;
let readers: number[];

beforeAll(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  await manyReaders(context, list, 6000);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  issue = sent.send;
  digest = await aDigest(context, list);
  await sql`insert into deliveries (edition_id, subscriber_id, created_at, status, due_at, attempts)
    select ${digest.editionId}, subscriber_id, created_at, status, due_at, attempts from deliveries`.execute(
    context.db,
  );
  await sql`update subscriptions set frequency = 'monthly' where subscriber_id % 2 = 0`.execute(context.db);
  // What a server plans with; SQLite knows as much without.
  if (engine === "postgres") await sql`analyze`.execute(context.db);
  readers = (await dueAfter(context, issue.editionId, null, everybody, 40)).map(({ subscriberId }) => subscriberId);
});

/** Which of the ledger's tables were walked through from end to end in `work`. */
const walked = { sqlite: walkedByPlan, postgres: walkedByCount }[engine];

async function walkedByPlan(work: (context: TestContext) => Promise<unknown>): Promise<string[]> {
  return inTransaction(context, async (inner) => {
    const asked = await askedIn(inner as TestContext, work);
    const details: string[] = [];
    for (const query of asked.filter(({ sql }) => /\bdeliveries\b/.test(sql))) {
      const plan = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]);
      details.push(...(await inner.db.executeQuery<{ detail: string }>(plan)).rows.map(({ detail }) => detail));
    }
    expect(details.length).toBeGreaterThan(0);
    return details.filter((detail) => /^SCAN (deliveries|subscribers|subscriptions|editions)/.test(detail));
  });
}

function walkedByCount(work: (context: TestContext) => Promise<unknown>): Promise<string[]> {
  return inTransaction(context, async (inner) => {
    const before = await walksOf(inner.db);
    await work(inner as TestContext);
    const after = await walksOf(inner.db);
    return [...after].filter(([table, count]) => count > (before.get(table) ?? 0)).map(([table]) => table);
  });
}

async function walksOf(db: TestContext["db"]): Promise<Map<string, number>> {
  const { rows } = await sql<{ relname: string; seq_scan: number }>`select relname, seq_scan
    from pg_stat_xact_user_tables where relname in ('deliveries', 'subscribers', 'subscriptions')`.execute(db);
  return new Map(rows.map(({ relname, seq_scan }) => [relname, Number(seq_scan)]));
}

test.each<[string, (context: TestContext) => Promise<unknown>]>([
  ["claiming of an issue and recording", (context) => claimAndRecord(context, issue)],
  ["claiming of a digest and recording", (context) => claimAndRecord(context, digest)],
  ["reading ahead", (context) => dueAfter(context, digest.editionId, null, everybody, 50)],
  ["the first answers", (context) => othersOf(context, [digest.editionId])],
  ["closing what is done, each second", closeWhenDone],
  ["when the next one is due", (context) => nextDueAt(context, issue.editionId)],
  ["what was answered instead of yes", (context) => replyGroups(context, issue.editionId)],
  ["the uncertain", (context) => uncertainOf(context, issue.editionId)],
  ["what one reader got", (context) => deliveriesOfSubscriber(context, readers[0]!)],
])("%s walks through none of the ledger, however long it is", async (_what, work) => {
  expect(await walked(work)).toEqual([]);
});

async function claimAndRecord(context: TestContext, send: Send) {
  const claimed = await claim(context, "here", send, readers.splice(0, 10));
  expect(claimed.length).toBeGreaterThan(2);
  for (const delivery of claimed) await record(context, "here", delivery, done);
}

test("both are counted, each by itself", async () => {
  expect((await countDeliveries(context, issue.editionId)).total).toBe(6000);
  expect((await countDeliveries(context, digest.editionId)).total).toBe(6000);
  expect(await sendsUnderWay(context)).toEqual([issue, digest]);
});

test("a confirmation goes first, and no other mail that waits is looked at for it", async () => {
  const at = context.clock();
  await sql`insert into letters (kind, subscriber_id, list_id, created_at, status, due_at)
    select 'reminder', subscriber_id, list_id, ${at}, 'queued', ${at} from subscriptions`.execute(context.db);
  if (engine === "postgres") await sql`analyze letters`.execute(context.db);
  const [first] = await inTransaction(context, (inner) =>
    askedIn(inner as TestContext, (context) => claimTransactional(context, "here")),
  );
  expect(first!.sql).toContain("letters");
  const explain = { sqlite: "explain query plan", postgres: "explain" }[engine];
  const { rows } = await context.db.executeQuery(CompiledQuery.raw(`${explain} ${first!.sql}`, [...first!.parameters]));
  expect(JSON.stringify(rows)).toContain("letters_by_state_and_kind");
});
