import { sql, type Kysely } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import { digestsOfSubscriber } from "#app/models/deliveries/deliveryLines.server.ts";
import { sendsUnderWay, type Send } from "#app/models/deliveries/sends.server.ts";
import { digestsOfMonth, runDigests } from "#app/models/digests/digests.server.ts";
import { processSpace } from "#app/models/instance/processSpace.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { continueIdentity } from "#db/client.server.ts";
import { migrateTo, migrateToLatest } from "#db/migrate.server.ts";
import { messageId } from "#emails/message/messageId.server.ts";
import { aReaderWho, chooseFor } from "../support/choices.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { emptyDb } from "../support/database.ts";
import { someLanes, workOff } from "../support/lane.ts";
import { aBriefing, anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const december = Date.UTC(2026, 11, 1, 8);
const hour = 3_600_000;
let context: TestContext;
let list: List;
let farEnd: FarEnd;
/** A database as 0014 left it, and what it is before and after the upgrade. */
let old: Kysely<Former>;
let upgraded: TestContext;

/** Tables as they were then, as far as their columns do not matter here. */
type Former = Record<string, Record<string, unknown>>;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
  const former = await emptyDb();
  await migrateTo(former.db, "0014-search");
  old = former.db as unknown as Kysely<Former>;
  upgraded = { ...context, db: former.db };
});

const issueReaders = ["ana", "bo", "cai", "dee", "eve", "fay", "gus", "hal"];
const digestReaders = ["ida", "jon", "kim", "lea", "max", "nia"];
const addressOf = (name: string) => `${name}@readers.example`;

/** An issue and a digest that have both begun; all of both still wait. */
async function bothBegun(): Promise<{ issue: Send; digest: Send }> {
  for (const name of issueReaders) await aReader(context, list, addressOf(name));
  for (const name of digestReaders) await aReaderWho(context, list, addressOf(name), { frequency: "monthly" });
  const articles = [await anArticle(context, { headline: "On Law", topics: ["Law"] }), await anArticle(context)];
  const former = await sendIssue(context, await anIssue(context, list, { subject: "Robots", articles }), "Ruth");
  if ("error" in former) throw new Error(former.error);
  await context.db.deleteFrom("deliveries").execute();
  await context.db.updateTable("issues").set({ status: "sent", sent_at: context.clock() }).execute();
  context.later(december - context.clock());
  await runDigests(context);
  const later = await sendIssue(context, await anIssue(context, list, { subject: "Rules" }), "Ruth");
  if ("error" in later) throw new Error(later.error);
  const [issue, digest] = await sendsUnderWay(context);
  return { issue: issue!, digest: digest! };
}

/** What a sender that is gone had done to each of the first readers: one state after the other. */
const halfDone = [
  { status: "accepted", attempts: 1, reply_code: 250, reply: "250 ok" },
  { status: "refused", attempts: 1, reply_code: 550, reply: "550 5.1.1 nobody" },
  { status: "sending", attempts: 1, claimed_by: "gone" },
  { status: "queued", attempts: 1, due_at: december + hour, reply_code: 451, reply: "451 4.3.0 later" },
];

const before = { claimed_by: null, reply_code: null, reply: null, verdict: null };

/** The hand-overs of an edition as the version before would have them in the middle of a send. */
async function handOvers(editionId: number) {
  const rows = await context.db
    .selectFrom("deliveries")
    .select(["subscriber_id", "created_at", "status", "due_at", "attempts"])
    .where("edition_id", "=", editionId)
    .orderBy("subscriber_id")
    .execute();
  return rows.map((row, i) => {
    const done = halfDone[i] && { claimed_at: december + 5, first_claimed_at: december + 5, ...halfDone[i] };
    return { ...row, ...before, finished_at: null, claimed_at: null, first_claimed_at: null, ...done };
  });
}

/** Writes the same installation as the version before had it. */
async function writeFormer({ issue, digest }: { issue: Send; digest: Send }): Promise<void> {
  const insert = async (table: string, rows: Record<string, unknown>[]) => {
    if (rows.length > 0) await old.insertInto(table).values(rows).execute();
  };
  const all = (table: string) => (context.db as unknown as Kysely<Former>).selectFrom(table).selectAll().execute();
  const alike = ["briefing", "lists", "topics", "articles", "article_topics", "subscribers", "subscriptions", "issues"];
  const then = new Map((await old.introspection.getTables()).map(({ name, columns }) => [name, columns]));
  const asThen = (table: string, row: Record<string, unknown>) => {
    const columns = new Set(then.get(table)!.map(({ name }) => name));
    return Object.fromEntries(Object.entries(row).filter(([name]) => columns.has(name)));
  };
  for (const table of [...alike, "issue_articles"])
    await insert(
      table,
      (await all(table)).map((row) => asThen(table, row)),
    );
  const editions = await all("editions");
  await insert(
    "editions",
    editions.filter(({ issue_id }) => issue_id !== null).map((row) => asThen("editions", row)),
  );
  const frozen = editions.find(({ id }) => id === digest.editionId)!;
  const digestRow = { list_id: list.id, due_at: december, at: december, detail: "To 6 readers." };
  const from = { from_name: frozen.from_name, from_address: frozen.from_address, reply_to: null, signed_by: null };
  const as = { ...digestRow, ...from, list_slug: list.slug, list_name: list.name };
  await insert("digests", [
    { id: 1, month: "2025-10", status: "sent", content: frozen.content, marker_key: "0a", ...as },
    { id: 2, month: "2026-10", status: "missed", content: null, marker_key: "0b", ...as },
    { id: 3, month: "2026-11", status: "sending", content: frozen.content, marker_key: frozen.marker_key, ...as },
  ]);
  await insert(
    "deliveries",
    (await handOvers(issue.editionId)).map((row) => ({ issue_id: issue.id, tried_from: row.first_claimed_at, ...row })),
  );
  await insert(
    "letters",
    (await handOvers(digest.editionId)).map((row, i) => ({
      id: 40 + i,
      ...{ kind: "digest", list_id: list.id, digest_id: 3, detail: null },
      ...row,
    })),
  );
  const welcome = { kind: "welcome", list_id: list.id, subscriber_id: 1, created_at: 5, due_at: 5, attempts: 1 };
  await insert("letters", [{ id: 7, status: "accepted", finished_at: december, digest_id: null, ...welcome }]);
  await insert("delivery_sums", [
    { issue_id: 1, status: "accepted", count: 7 },
    { issue_id: 1, status: "withdrawn", count: 1 },
  ]);
  await insert("digest_sums", [{ digest_id: 1, status: "accepted", count: 900 }]);
  const process = { id: "gone", host: processSpace(), pid: 2 ** 22 + 1, started_at: 1, seen_at: 1, trouble: null };
  await insert("sender_processes", [process]);
  // As the database gave them, so that ids go on behind: on a server a row with an id of its own moves no sequence.
  for (const table of ["lists", "topics", "articles", "subscribers", "issues", "editions", "digests", "letters"])
    await continueIdentity(old as unknown as Kysely<unknown>, table);
}

/** Lets senders work until nothing is on its way, however long that takes. */
async function sendAll(): Promise<void> {
  for (let i = 0; i < 8; i += 1) {
    await workOff(upgraded, await someLanes(upgraded, 2));
    context.later(2 * hour);
  }
}

test("a send and a digest that were half done go on after the upgrade: nobody twice, nobody skipped", async () => {
  const begun = await bothBegun();
  await writeFormer(begun);
  await chooseFor(upgraded, list, await idOf("nia"), { frequency: "every" });
  await migrateToLatest(upgraded.db);

  const [issue, digest] = await sendsUnderWay(upgraded);
  expect(await countDeliveries(upgraded, issue!.editionId)).toMatchObject({
    total: 8,
    queued: 5,
    sending: 0,
    uncertain: 1,
  });
  expect(await countDeliveries(upgraded, digest!.editionId)).toMatchObject({
    total: 6,
    queued: 3,
    sending: 0,
    uncertain: 1,
  });
  await sendAll();

  const done = { accepted: 6, refused: 1, uncertain: 1, total: 8 };
  expect(await countDeliveries(upgraded, issue!.editionId)).toMatchObject(done);
  const [accepted, refused, uncertain, withdrawn] = [3, 1, 1, 1];
  expect(await countDeliveries(upgraded, digest!.editionId)).toMatchObject({ accepted, refused, uncertain, withdrawn });
  expect((await issueByNumber(upgraded, 2))!.status).toBe("sent");
  expect((await digestsOfMonth(upgraded, "2026-11"))[0]).toMatchObject({ status: "sent", pause: null });
  // The first three of each had theirs, or may have it; who chose single issues again gets no digest.
  const got = farEnd.messages.map(({ envelope }) => envelope.to[0]).sort();
  expect(got).toEqual([...issueReaders.slice(3), ...digestReaders.slice(3, 5)].map(addressOf).sort());
  // Message-ID and Date of who was put off are those of the first try (H-26, H-27).
  for (const [name, send] of [["dee", begun.issue] as const, ["lea", begun.digest] as const]) {
    const [mail] = await farEnd.parsed(addressOf(name));
    expect(mail!.date!.getTime()).toBe(Math.floor((december + 5) / 1000) * 1000);
    const { marker_key, from_address } = await editionOf(send.editionId);
    expect(mail!.messageId).toBe(messageId(marker_key, await idOf(name), from_address));
  }
});

test("what was folded, missed and written to one person is carried over, and letters' ids go on behind the copies'", async () => {
  await writeFormer(await bothBegun());
  await migrateToLatest(upgraded.db);
  const issue = (await issueByNumber(upgraded, 1))!;
  expect(await countDeliveries(upgraded, issue.editionId)).toMatchObject({ accepted: 7, withdrawn: 1, total: 8 });
  const [folded] = await digestsOfMonth(upgraded, "2025-10");
  expect(await countDeliveries(upgraded, folded!.editionId)).toMatchObject({ accepted: 900, total: 900 });
  expect(await digestsOfMonth(upgraded, "2026-10")).toMatchObject([{ status: "missed", editionId: null }]);
  expect(await digestsOfSubscriber(upgraded, await idOf("jon"))).toMatchObject([
    { month: "November 2026", status: "refused", reply: "550 5.1.1 nobody" },
  ]);
  expect(await upgraded.db.selectFrom("letters").select(["id", "kind"]).execute()).toEqual([
    { id: 7, kind: "welcome" },
  ]);
  await sql`insert into letters (kind, subscriber_id, list_id, created_at, status, due_at)
    values ('welcome', 1, 1, 5, 'accepted', 5)`.execute(upgraded.db);
  const ids = await upgraded.db.selectFrom("letters").select("id").orderBy("id").execute();
  expect(ids).toEqual([{ id: 7 }, { id: 46 }]);
});

async function idOf(name: string): Promise<number> {
  const people = upgraded.db.selectFrom("subscribers").select("id");
  return (await people.where("email", "=", addressOf(name)).executeTakeFirstOrThrow()).id;
}

function editionOf(id: number) {
  return context.db.selectFrom("editions").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}
