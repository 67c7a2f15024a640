import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { audienceOf } from "#app/models/deliveries/recipients.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { listSubscribers } from "#app/models/readers/finding.server.ts";
import { listsWithCounts, type List } from "#app/models/readers/lists.server.ts";
import { indexNewReaders } from "#app/models/readers/subscribers.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { manyReaders, planOf } from "../../support/many-readers.ts";
import { aBriefing, anIssue } from "../../support/newsroom.ts";

const size = 200_000;
let context: TestContext;
let list: List;
let number: number;

beforeAll(async () => {
  context = await testContext();
  list = await aBriefing(context);
  number = await anIssue(context, list);
  await manyReaders(context, list, size);
  await sql`update subscriptions set status = 'ended' where subscriber_id <= 100`.execute(context.db);
  await sql`update subscriptions set frequency = 'monthly' where subscriber_id between 101 and 150`.execute(context.db);
  await sql`update subscriptions set paused_until = 9000000000000 where subscriber_id between 141 and 160`.execute(
    context.db,
  );
  await sql`update subscribers set suppressed_at = 1 where id between 151 and 200`.execute(context.db);
  while (await indexNewReaders(context));
  // As a server does by itself soon after an import.
  if (engine === "postgres") await sql`vacuum analyze`.execute(context.db);
});

/** The steps of all queries about readers that some work asks. */
async function stepsOf(work: (context: TestContext) => Promise<unknown>): Promise<string> {
  context.counted.clear();
  const asked = (await askedIn(context, work)).filter(({ sql }) => /subscri/.test(sql));
  expect(asked.length).toBeGreaterThan(0);
  return (await Promise.all(asked.map((query) => planOf(context, query)))).flat().join("\n");
}

/**
 * A look at each reader, or at each subscription by an index that does not hold what is asked. A server may count a whole list
 * in its table, which costs it as much as an index.
 */
const walks =
  /SCAN subscri\w+\b(?! USING INDEX subscribers_suppressed)|USING INDEX subscriptions_by_choice|by_choice \(list_id=\?\)|Seq Scan on subscribers/;

describe("of 200,000 readers", () => {
  test("the lists' counts are right, and come from an index alone", async () => {
    expect(await listsWithCounts(context)).toMatchObject([
      { active: size - 100, ended: 100, pending: 0, monthly: 50, paused: 20 },
    ]);
    expect(await stepsOf(listsWithCounts)).not.toMatch(walks);
  });

  test("the audience of an issue is counted by an index, and only who is suppressed is looked up", async () => {
    const issue = { id: (await issueByNumber(context, number))!.id, listId: list.id };
    expect(await audienceOf(context, issue)).toEqual({
      ...{ gets: size - 100 - 50 - 10 - 40, suppressed: 50, paused: 10, monthly: 40 },
      ...{ otherTopics: 0, outside: 0 },
    });
    expect(await stepsOf((context) => audienceOf(context, issue))).not.toMatch(walks);
  });

  test("the few of a state are found without passing by all the others", async () => {
    const asked = { status: "ended" as const, size: 50 };
    const { subscribers, total } = await listSubscribers(context, asked);
    expect([subscribers.length, subscribers[0]!.id, total]).toEqual([50, 100, 100]);
    expect(await stepsOf((context) => listSubscribers(context, asked))).not.toMatch(walks);
  });

  test("a word that everybody has is not looked up for each of them", async () => {
    const { subscribers, more, total } = await listSubscribers(context, { search: "r19", size: 50 });
    expect([subscribers.length, subscribers[0]!.id, more, total > 0]).toEqual([50, 199_999, true, true]);
    const last = await listSubscribers(context, { search: "r1234", size: 50 });
    expect([last.total, last.more]).toEqual([111, false]);
  });

  test("a word of two letters is looked for among the newest, and the page says so", async () => {
    const { subscribers, onlyNewest } = await listSubscribers(context, { search: "r1", size: 10 });
    expect([subscribers[0]!.id, onlyNewest]).toEqual([199_999, 50_000]);
    expect((await listSubscribers(context, { search: "r20", size: 10 })).onlyNewest).toBeNull();
  });

  test("a send starts with each reader looked at once", async () => {
    const asked = await inTransaction(context, (inner) =>
      askedIn(inner as TestContext, (context) => sendIssue(context, number, "Ruth")),
    );
    const queued = asked.filter(({ sql }) => /insert into "?deliveries/.test(sql));
    expect(queued).toHaveLength(1);
    const steps = (await planOf(context, queued[0]!)).join("\n");
    expect(steps).toMatch(/subscriptions_by_choice|Hash Join|Merge Join/);
    expect(await issueByNumber(context, number)).toMatchObject({ status: "sending" });
  });
});
