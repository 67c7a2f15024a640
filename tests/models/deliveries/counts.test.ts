import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { countAll } from "#app/models/deliveries/deliveries.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anIssue, manyReaders } from "../../support/newsroom.ts";

const readers = 20_000;
let context: TestContext;
let edition: number;

beforeAll(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  await manyReaders(context, list, readers);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  edition = sent.send.editionId;
});

const become = (status: "accepted" | "uncertain") => context.db.updateTable("deliveries").set({ status }).execute();
const countedRows = async () =>
  (await askedIn(context, (context) => countAll(context, [edition]))).filter(({ sql }) => /"deliveries"/.test(sql))
    .length;

test("a large ledger is counted each time while something can change in it, and then once", async () => {
  expect(await countedRows()).toBe(1);
  await become("uncertain");
  expect(await countedRows()).toBe(1);
  expect((await countAll(context, [edition])).get(edition)).toMatchObject({ uncertain: readers, total: readers });
  await become("accepted");
  expect(await countedRows()).toBe(1);
  expect(await countedRows()).toBe(0);
  expect((await countAll(context, [edition])).get(edition)).toMatchObject({ accepted: readers, total: readers });
});

test("a ledger is counted anew where something is decided by it", async () => {
  await countAll(context, [edition]);
  const asked = await inTransaction(context, (inner) =>
    askedIn(inner as TestContext, (context) => countAll(context, [edition])),
  );
  expect(asked.some(({ sql }) => /"deliveries"/.test(sql))).toBe(true);
});
