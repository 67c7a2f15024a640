import { Readable } from "node:stream";
import type { CompiledQuery } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { chainedEvents } from "#app/models/consent/verifyDatabase.server.ts";
import { consentOf, forgetOldRequestMetadata } from "#app/models/consent/record.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { countAgain } from "#db/client.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { manyReaders, planOf } from "../../support/many-readers.ts";
import { aBriefing, anIssue } from "../../support/newsroom.ts";

/** Readers, of whom a server knows by itself that a batch is few of them. */
const size = 200_000;
let context: TestContext;
let list: List;

beforeAll(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await manyReaders(context, list, size);
  // Of an empty ledger a server plans a walk, which costs nothing.
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await countAgain(context.db);
});

/** The walks through a whole table of readers, or all of a list, in what `work` asks. */
async function walksIn(work: (context: TestContext) => Promise<unknown>): Promise<string[]> {
  const asked = await inTransaction(context, (inner) => askedIn(inner as TestContext, work));
  const queries = asked.filter(
    ({ sql }) => /^(select|update|delete|insert|with)/i.test(sql.trim()) && readers.test(sql),
  );
  expect(queries.length).toBeGreaterThan(0);
  return (await Promise.all(queries.map((query) => walksOf(query)))).flat();
}

const readers = /subscribers|subscriptions|consent_events|suppressions|reader_notes|deliveries|import_changes/;
const walks =
  /SCAN (subscribers|subscriptions|consent_events|suppressions|deliveries)\b|Seq Scan on (subscri|consent_ev|suppress|deliveries)/;

async function walksOf(query: CompiledQuery): Promise<string[]> {
  const steps = await planOf(context, query);
  return steps.filter((step) => walks.test(step)).map((step) => `${step} in ${query.sql}`);
}

test("the undoing of an import looks at those whom it brought, and at nobody else", async () => {
  const people = Array.from({ length: 300 }, (_, i) => `new${i}@readers.example,Firm ${i},de`);
  const known = Array.from({ length: 50 }, (_, i) => `reader${i + 1}@readers.example,Firm ${i},de`);
  const file = ["email,Company,language", ...people, ...known].join("\n");
  const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth", notes: ["Company"] };
  const brought = await importReaders(context, () => Readable.from([Buffer.from(file)]), order);
  if ("error" in brought) throw new Error(brought.error);
  expect(await walksIn((context) => undoImport(context, brought.id!, "Ruth"))).toEqual([]);
});

test.each<[string, (context: TestContext) => Promise<unknown>]>([
  ["what is kept for long enough is forgotten", (context) => retain(context)],
  ["the old traces of receipts are erased", (context) => forgetOldRequestMetadata(context)],
  ["who never confirmed is forgotten", (context) => forgetUnconfirmed(context)],
  ["the receipts of one reader are read", (context) => consentOf(context, 177_777)],
  ["a reader is found by their address", (context) => subscriberByEmail(context, "reader177777@readers.example")],
  ["a page of receipts is checked", (context) => chainedEvents(context, { upTo: size }).next()],
])("%s without a walk through everybody", async (_, work) => {
  expect(await walksIn(work)).toEqual([]);
});
