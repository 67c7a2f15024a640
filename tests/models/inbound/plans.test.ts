import { sql, type CompiledQuery } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { cameBackFrom } from "#app/models/deliveries/cameBack.server.ts";
import { newestBlocks } from "#app/models/inbound/blocks.server.ts";
import { unknownMails } from "#app/models/inbound/teaching.server.ts";
import { understandAgain } from "#app/models/inbound/work.server.ts";
import { countAgain } from "#db/client.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { manyReaders, planOf } from "../../support/many-readers.ts";
import { aBriefing } from "../../support/newsroom.ts";

/** Messages, of which one in a hundred was not understood. */
const size = 50_000;
let context: TestContext;

beforeAll(async () => {
  context = await testContext();
  await manyReaders(context, await aBriefing(context), size);
  const { db } = context;
  await sql`insert into inbound_messages (door, dedupe_key, received_at, sent_from, sent_to, size, state)
    select 'smtp', 'm' || id, id, '', '[]', 1, 'understood' from subscribers`.execute(db);
  await sql`insert into inbound_reports (message_id, n, kind, evidence, rule, confidence, subscriber_id, at)
    select id, 0, case when id % 100 = 0 then 'unknown' else 'hard' end, '[]', 'x', 'certain', id, id from inbound_messages`.execute(
    db,
  );
  await countAgain(db);
});

const walks = /SCAN inbound_\w+|Seq Scan on inbound_\w+/;

async function walksIn(work: (context: TestContext) => Promise<unknown>): Promise<string[]> {
  const asked = await inTransaction(context, (inner) => askedIn(inner as TestContext, work));
  const queries = asked.filter(({ sql }) => sql.includes("inbound_"));
  expect(queries.length).toBeGreaterThan(0);
  return (await Promise.all(queries.map((query) => walksOf(query)))).flat();
}

async function walksOf(query: CompiledQuery): Promise<string[]> {
  const steps = await planOf(context, query);
  return steps.filter((step) => walks.test(step)).map((step) => `${step} in ${query.sql}`);
}

test.each<[string, (context: TestContext) => Promise<unknown>]>([
  ["what came back about one reader is found", (context) => cameBackFrom(context, 777)],
  ["what nobody understood is listed", (context) => unknownMails(context)],
  ["the newest blocks are listed", (context) => newestBlocks(context, size - 10, 20)],
  ["what a taught rule decided is understood again", (c) => understandAgain(c, { taughtBy: 1, kind: "soft" })],
])("%s without a walk through everything that came in", async (_, work) => {
  expect(await walksIn(work)).toEqual([]);
});
