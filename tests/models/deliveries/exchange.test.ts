import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { exchange, type ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aDigest } from "../../support/digests.ts";
import { aBriefing, anIssue, manyReaders } from "../../support/newsroom.ts";

const accepted = { kind: "accepted", verdict: "accepted", code: 250, reply: "250 Ok" } as const;
const deferred = {
  kind: "deferred",
  verdict: "mailbox",
  code: 451,
  reply: String.raw`451 “Later”, "or" {maybe} \ null`,
} as const;
let context: TestContext;
let list: List;
let issue: Send;
let readers: number[];

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await manyReaders(context, list, 37);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  issue = sent.send;
  const rows = await context.db.selectFrom("subscribers").select("id").orderBy("id").execute();
  readers = rows.map(({ id }) => id);
});

const idsOf = (claimed: ClaimedDelivery[]) => claimed.map(({ subscriberId }) => subscriberId).sort((a, b) => a - b);

async function statesOf(send: Send) {
  const rows = await context.db
    .selectFrom("deliveries")
    .select(["subscriber_id", "status", "attempts", "claimed_by", "reply_code", "reply"])
    .where("edition_id", "=", send.editionId)
    .execute();
  return new Map(rows.map((row) => [row.subscriber_id, row]));
}

test("what came is recorded and the next are claimed, in one go", async () => {
  const [ana, bob, eve, kim] = readers as [number, number, number, number];
  const first = await exchange(context, "here", [], { send: issue, subscriberIds: [ana, bob] });
  expect(idsOf(first)).toEqual([ana, bob]);
  expect(first[0]).toMatchObject({ send: issue, attempts: 1, firstClaimedAt: context.clock() });
  const answers = [
    { delivery: first[0]!, outcome: accepted },
    { delivery: first[1]!, outcome: deferred },
  ];
  const next = await exchange(context, "here", answers, { send: issue, subscriberIds: [eve, kim] });
  expect(idsOf(next)).toEqual([eve, kim]);
  const states = await statesOf(issue);
  expect(states.get(first[0]!.subscriberId)).toMatchObject({ status: "accepted", reply_code: 250, reply: "250 Ok" });
  expect(states.get(first[1]!.subscriberId)).toMatchObject({ status: "queued", attempts: 1, reply: deferred.reply });
  expect(states.get(eve)).toMatchObject({ status: "sending", claimed_by: "here", attempts: 1 });
});

test("nothing is claimed that another has, that is answered, or whose send was paused; and only the claimer records", async () => {
  const [ana, bob] = readers as [number, number];
  const [claimed] = await exchange(context, "there", [], { send: issue, subscriberIds: [ana] });
  expect(await exchange(context, "here", [], { send: issue, subscriberIds: [ana] })).toEqual([]);
  await exchange(context, "here", [{ delivery: claimed!, outcome: accepted }], null);
  expect((await statesOf(issue)).get(ana)).toMatchObject({ status: "sending", claimed_by: "there" });
  await exchange(context, "there", [{ delivery: claimed!, outcome: accepted }], null);
  await exchange(context, "there", [{ delivery: claimed!, outcome: deferred }], null);
  expect((await statesOf(issue)).get(ana)).toMatchObject({ status: "accepted" });
  await context.db.updateTable("issues").set({ status: "paused" }).execute();
  expect(await exchange(context, "here", [], { send: issue, subscriberIds: [bob] })).toEqual([]);
  expect((await statesOf(issue)).get(bob)).toMatchObject({ status: "queued", attempts: 0 });
});

test("a late answer replaces uncertain", async () => {
  const [claimed] = await exchange(context, "here", [], { send: issue, subscriberIds: [readers[0]!] });
  await context.db.updateTable("deliveries").set({ status: "uncertain" }).where("status", "=", "sending").execute();
  await exchange(context, "here", [{ delivery: claimed!, outcome: accepted }], null);
  expect((await statesOf(issue)).get(readers[0]!)).toMatchObject({ status: "accepted" });
});

/** Gives each reader another standing, the last one none. @returns those to whom an edition of `frequency` may go */
async function everyStanding(frequency: "every" | "monthly"): Promise<number[]> {
  const now = context.clock();
  const standings = (["active", "ended", "pending"] as const).flatMap((status) =>
    (["every", "monthly"] as const).flatMap((chosen) =>
      [null, now, now + 1].flatMap((paused_until) =>
        [null, now].map((suppressed_at) => ({ status, chosen, paused_until, suppressed_at })),
      ),
    ),
  );
  for (const [i, { status, chosen, paused_until, suppressed_at }] of standings.entries()) {
    const change = { status, frequency: chosen, paused_until };
    await context.db.updateTable("subscriptions").set(change).where("subscriber_id", "=", readers[i]!).execute();
    await context.db.updateTable("subscribers").set({ suppressed_at }).where("id", "=", readers[i]!).execute();
  }
  await context.db.deleteFrom("subscriptions").where("subscriber_id", "=", readers[36]!).execute();
  const mayGo = standings.map(
    ({ status, chosen, paused_until, suppressed_at }) =>
      status === "active" && chosen === frequency && paused_until !== now + 1 && suppressed_at === null,
  );
  return readers.filter((_, i) => mayGo[i]);
}

test.each([
  ["an issue", "every"],
  ["a digest", "monthly"],
] as const)(
  "%s is claimed for those alone who want it now, and withdrawn from all others (H-14)",
  async (_, frequency) => {
    const send = frequency === "every" ? issue : await aDigest(context, list);
    await sql`insert into deliveries (edition_id, subscriber_id, created_at, status, due_at, attempts)
    select ${send.editionId}, id, 0, 'queued', 0, 0 from subscribers
    where id not in (select subscriber_id from deliveries where edition_id = ${send.editionId})`.execute(context.db);
    const wanting = await everyStanding(frequency);
    expect(wanting).toHaveLength(2);
    expect(idsOf(await exchange(context, "here", [], { send, subscriberIds: readers }))).toEqual(wanting);
    const states = await statesOf(send);
    for (const id of readers)
      expect(states.get(id)).toMatchObject(
        wanting.includes(id) ? { status: "sending", attempts: 1 } : { status: "withdrawn", attempts: 0 },
      );
  },
);
