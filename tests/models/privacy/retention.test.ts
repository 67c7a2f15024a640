import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { createEditor } from "#app/models/desk/editors.server.ts";
import { startSession } from "#app/models/desk/sessions.server.ts";
import { digestLines } from "#app/models/digests/overview.server.ts";
import type { Target } from "#app/models/inbound/reports.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { retain } from "#app/models/privacy/retention.server.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { explainDelivery } from "#app/models/sending/explanation.server.ts";
import { progressOf } from "#app/models/sending/progress.server.ts";
import { previousSend } from "#app/models/sending/rehearsal/previousSend.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { aReaderWho } from "../../support/choices.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aFact, anInboundMessage, aReport } from "../../support/inbound.ts";
import { aLane } from "../../support/lane.ts";
import { aBriefing, anIssue, aReader, manyReaders } from "../../support/newsroom.ts";

const day = 24 * 3_600_000;
let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

/** An issue that is done, its deliveries in these states by turns. @returns its id */
async function aDoneIssue(...states: ("accepted" | "refused" | "uncertain" | "withdrawn")[]): Promise<number> {
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const rows = await context.db.selectFrom("deliveries").select("subscriber_id").execute();
  for (const [i, { subscriber_id }] of rows.entries())
    await context.db
      .updateTable("deliveries")
      .set({ status: states[i % states.length]!, finished_at: context.clock() })
      .where("edition_id", "=", sent.send.editionId)
      .where("subscriber_id", "=", subscriber_id)
      .execute();
  await context.db.updateTable("issues").set({ status: "sent", sent_at: context.clock() }).execute();
  return sent.send.editionId;
}

const rowsOf = (table: "deliveries" | "letters" | "sessions" | "sign_in_links" | "throttles") =>
  context.db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow()
    .then(({ count }) => count);

async function retainAll() {
  while (await retain(context));
}

describe("deliveries (C-10)", () => {
  test("are kept for 12 months, then only counted, and the ledger still adds up (T-17)", async () => {
    await manyReaders(context, list, 12);
    const id = await aDoneIssue("accepted", "accepted", "refused", "uncertain", "withdrawn", "accepted");
    const before = await countDeliveries(context, id);
    context.later(365 * day);
    await retainAll();
    expect(await rowsOf("deliveries")).toBe(12);
    context.later(1);
    await retainAll();
    expect(await rowsOf("deliveries")).toBe(0);
    expect(await countDeliveries(context, id)).toEqual(before);
    expect(before).toMatchObject({ total: 12, accepted: 6, refused: 2, uncertain: 2, withdrawn: 2 });
    const issue = (await issueByNumber(context, 1))!;
    expect(await progressOf(context, issue)).toMatchObject({ counts: before, folded: true, refused: [] });
    expect(await previousSend(context, list.id)).toMatchObject({ readers: 12 });
    const reason = await explainDelivery(context, issue, "reader1@readers.example");
    expect(reason).toMatchObject({ reason: { because: "forgotten", kind: "issue" } });
  });

  test("go in pieces, and an end in the middle loses and doubles nobody", async () => {
    await manyReaders(context, list, 1200);
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    if ("error" in sent) throw new Error(sent.error);
    await context.db.updateTable("deliveries").set({ status: "accepted", finished_at: context.clock() }).execute();
    await context.db.updateTable("issues").set({ status: "sent", sent_at: context.clock() }).execute();
    context.later(366 * day);
    const total = async () => (await countDeliveries(context, sent.send.editionId)).total;
    let pieces = 0;
    const watched = {
      ...context,
      db: context.db.withPlugin({
        transformQuery: ({ node }) => {
          const isFold = node.kind === "InsertQueryNode" && node.into?.table.identifier.name === "delivery_sums";
          if (isFold && (pieces += 1) === 2) throw new Error("the process ended here");
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result),
      }),
    };
    await expect(retain(watched)).rejects.toThrow("the process ended here");
    expect(await rowsOf("deliveries")).toBe(700);
    expect(await total()).toBe(1200);
    await Promise.all([retain(context), retain(context)]);
    await retainAll();
    expect(await rowsOf("deliveries")).toBe(0);
    expect(await total()).toBe(1200);
  });

  test("of an issue that is not done stay, however old", async () => {
    await aReader(context, list, "ana@example.org");
    await sendIssue(context, await anIssue(context, list), "Ruth");
    context.later(800 * day);
    await retainAll();
    expect(await rowsOf("deliveries")).toBe(1);
  });
});

test.each([
  ["welcome", "a kind that is declared"],
  ["postcard", "a kind that only another version knows"],
])("a %s (%s) is kept for 30 days after it is done; one that waits is not touched (C-10, C-22)", async (kind) => {
  const ana = await aReader(context, list, "ana@example.org");
  for (let i = 0; i < 2; i += 1) await enqueueTransactional(context, "welcome", ana.id, list.id);
  await context.db.updateTable("letters").set({ kind }).execute();
  const [first] = await context.db.selectFrom("letters").select("id").orderBy("id").execute();
  await context.db
    .updateTable("letters")
    .set({ status: "accepted", finished_at: context.clock() })
    .where("id", "=", first!.id)
    .execute();
  context.later(30 * day);
  await retainAll();
  expect(await rowsOf("letters")).toBe(2);
  context.later(1);
  await retainAll();
  expect(await context.db.selectFrom("letters").select("status").execute()).toEqual([{ status: "queued" }]);
});

test("what a digest became for its readers is kept for a year and then folded, as of an issue", async () => {
  await aReader(context, list, "ana@example.org");
  for (const name of ["bob", "eve"]) await aReaderWho(context, list, `${name}@example.org`, { frequency: "monthly" });
  const issue = await aDoneIssue("accepted");
  context.later(8 * day);
  const lane = await aLane(context);
  const copies = await context.db
    .updateTable("deliveries")
    .set({ status: "accepted", finished_at: context.clock() })
    .where("edition_id", "!=", issue)
    .executeTakeFirst();
  expect(Number(copies.numUpdatedRows)).toBe(2);
  await lane.upkeep();
  context.later(364 * day);
  await retainAll();
  // The issue's own have been folded, a week before.
  expect(await rowsOf("deliveries")).toBe(2);
  context.later(2 * day);
  await retainAll();
  expect(await rowsOf("deliveries")).toBe(0);
  expect((await digestLines(context)).at(-1)).toMatchObject({
    month: "November 2026",
    counts: { accepted: 2, total: 2 },
  });
});

test("sessions, sign-in links and throttles go when they are over; the log stays (C-10, S-16)", async () => {
  const made = await createEditor(context, {
    email: "ruth@example.org",
    name: "Ruth",
    role: "owner",
    password: "a sentence that nobody else types",
  });
  if ("error" in made) throw new Error("no editor");
  await startSession(context, made.editor.id, "a browser");
  await context.db
    .insertInto("sign_in_links")
    .values({
      token_hash: "x",
      editor_id: made.editor.id,
      created_at: context.clock(),
      expires_at: context.clock() + day,
      used_at: null,
    })
    .execute();
  await withinLimit(context, "sign-up-network", "192.0.2", 5, day);
  await aReader(context, list, "ana@example.org");
  await aDoneIssue("accepted");
  const events = await recentEvents(context);
  await retainAll();
  expect([await rowsOf("sessions"), await rowsOf("sign_in_links"), await rowsOf("throttles")]).toEqual([1, 1, 1]);
  context.later(13 * 3_600_000);
  await retainAll();
  expect([await rowsOf("sessions"), await rowsOf("sign_in_links"), await rowsOf("throttles")]).toEqual([0, 1, 1]);
  context.later(2 * day);
  await retainAll();
  expect([await rowsOf("sign_in_links"), await rowsOf("throttles")]).toEqual([0, 1]);
  context.later(28 * day);
  await retainAll();
  expect(await rowsOf("throttles")).toBe(0);
  context.later(800 * day);
  await retainAll();
  expect(await recentEvents(context)).toEqual(events);
});

test("a mail that came back is kept for 30 days, and what it told for as long as the delivery", async () => {
  const { id: subscriberId } = await aReader(context, list, "ada@example.org");
  const messageId = await anInboundMessage(context, "smtp", "Subject: Undelivered");
  const target: Target = {
    ...{ by: "token", subscriberId, editionId: 1, letterId: null, listId: list.id, domain: "example.org" },
  };
  const { report, at } = aFact(context, aReport("hard", { status: "5.1.1", evidence: ["550 5.1.1 unknown"] }), target);
  await context.db
    .insertInto("inbound_reports")
    .values({
      ...{ message_id: messageId, n: 0, kind: report.kind, category: null, status: report.status, diagnostic: null },
      ...{ evidence: JSON.stringify(report.evidence), rule: report.rule, confidence: report.confidence, at },
      ...{ matched_by: "token", edition_id: 1, letter_id: null, subscriber_id: subscriberId, domain: "example.org" },
      ...{ acted_at: at, act: "suppressed" },
    })
    .execute();
  const message = () => context.db.selectFrom("inbound_messages").select(["raw", "size"]).executeTakeFirst();
  const reports = () => context.db.selectFrom("inbound_reports").select("status").execute();
  context.later(30 * day);
  await retainAll();
  expect((await message())!.raw?.toString()).toBe("Subject: Undelivered");
  context.later(1);
  await retainAll();
  expect(await message()).toEqual({ raw: null, size: 20 });
  context.later(335 * day);
  await retainAll();
  expect([await message(), await reports()]).toEqual([undefined, []]);
});

test("the sender does it by itself, once an hour", async () => {
  await aReader(context, list, "ana@example.org");
  const id = await aDoneIssue("accepted");
  context.later(366 * day);
  const lane = await aLane(context);
  for (let i = 0; i < 2; i += 1) await lane.upkeep();
  expect(await rowsOf("deliveries")).toBe(0);
  expect(await countDeliveries(context, id)).toMatchObject({ total: 1, accepted: 1 });
});
