import { CompiledQuery, sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { countAsked, countWithSample } from "#app/models/segments/counting.server.ts";
import { countCohorts } from "#app/models/growth/cohorts.server.ts";
import { silentIn } from "#app/models/growth/partings.server.ts";
import { conditionKinds, type ConditionKind } from "#app/models/segments/kinds.server.ts";
import type { Condition, SegmentRule } from "#app/models/segments/rules.server.ts";
import { draftOfRule } from "#app/models/segments/rules.server.ts";
import { segmentFacts } from "#app/models/segments/facts.server.ts";
import { testOf } from "#app/models/segments/narrowing.server.ts";
import { surveyReaders } from "#app/models/segments/survey.server.ts";
import { inTransaction } from "#app/context.server.ts";
import { withManyRows } from "#db/bulk.server.ts";
import { countAgain } from "#db/client.server.ts";
import type { Db } from "#db/schema.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { peopleOfEveryKind } from "../../support/segments.ts";

/** Readers, of whom a server knows by itself that a span is few of them. */
const size = 100_000;
const known = 60;
let context: TestContext;

beforeAll(async () => {
  context = await testContext();
  await peopleOfEveryKind(context, known);
  await sql`with recursive series(n) as (select ${sql.lit(known + 1)} union all select n + 1 from series where n < ${sql.lit(size)})
    insert into subscribers (id, email, email_key, name, search_key, domain, created_at)
    select n, 'reader' || n || '@many.example', 'reader' || n || '@many.example', '', 'r' || n, 'many.example', 0
    from series`.execute(context.db);
  await sql`update subscribers set suppressed_at = 1 where id % 1000 = 70`.execute(context.db);
  const many = sql`from subscribers where id > ${sql.lit(known)}`;
  await sql`insert into subscriptions (subscriber_id, list_id, status, created_at, confirmed_at)
    select id, 1, 'active', 0, 0 ${many}`.execute(context.db);
  await sql`insert into consent_events (seq, hash, kind, subscriber_id, list_id, way_id, at)
    select id + 1000, '', 'signed-up', id, 1, 1, 1 ${many}`.execute(context.db);
  await sql`insert into reader_notes (subscriber_id, note_id, value, value_key) select id, 1, 'x', 'x' ${many}`.execute(
    context.db,
  );
  await sql`insert into deliveries (edition_id, subscriber_id, created_at, status, due_at, attempts)
    select editions.id, subscribers.id, 0, 'accepted', 0, 1 from subscribers, editions
    where subscribers.id > ${sql.lit(known)} and editions.issue_id in (select id from issues where number <= 2)`.execute(
    context.db,
  );
  await sql`insert into edition_hits (edition_id, subscriber_id, n, at, method, signals, verdict, judged_at)
    select editions.id, subscribers.id, 1, 0, 'GET', '', 'person', 0 from subscribers, editions
    where subscribers.id > ${sql.lit(known)} and editions.issue_id in (select id from issues where number = 1)`.execute(
    context.db,
  );
  await countAgain(context.db);
});

const value: Record<ConditionKind, Record<string, unknown>> = {
  list: { list: 2 },
  topic: { topic: 1 },
  language: { language: "de" },
  joinedBefore: { day: "2026-05-03" },
  joinedAfter: { day: "2026-05-03" },
  joinedLately: { days: 30 },
  way: { way: "import" },
  imported: { import: 1 },
  page: { page: "/subscribe" },
  word: { word: "podcast" },
  got: { issue: 1 },
  gotLately: { issues: 3 },
  unseen: { issues: 3 },
  clicked: { issue: 1 },
  clickedLately: { issues: 3 },
  note: { note: 1, value: "gold" },
  domain: { domain: ".ac.example" },
};
const ruleOf = (...conditions: Condition[]): SegmentRule => ({ of: "all", groups: [{ of: "all", conditions }] });

const walks =
  /SCAN (subscribers|subscriptions|suppressed|other|chosen|receipt|got|kept|who|click|seen)|Seq Scan on (subscri|consent_ev|deliv|reader_|edition_h)/;

describe("the count of a segment", () => {
  test.each(
    (Object.keys(conditionKinds) as ConditionKind[]).flatMap((kind) => [false, true].map((not) => ({ kind, not }))),
  )("looks only at the readers of its span, and up what it needs of these: $kind, not: $not", async ({ kind, not }) => {
    const test = testOf(ruleOf({ kind, not, value: value[kind] }), await segmentFacts(context));
    const asked = await inTransaction(context, (inner) =>
      askedIn(inner as TestContext, (context) => surveyReaders(context, test, { within: 0 })),
    );
    const [count] = asked.filter(({ sql }) => /group by/.test(sql));
    const steps = await planOf(count!);
    expect(steps.filter((step) => walks.test(step))).toEqual([]);
    expect(steps.join("\n")).toContain("subscribers_suppressed");
  });

  test("asks the ledger's own index which issues have one, also those that have none", async () => {
    const asked = await askedIn(context, (context) => segmentFacts(context));
    const [issues] = asked.filter(({ sql }) => sql.includes("hasRows"));
    const steps = await planOf(issues!);
    expect(steps.filter((step) => /deliver/.test(step) && /SCAN|Seq Scan/.test(step))).toEqual([]);
  });

  test("of all spans is the count of one, and an estimate of some of them is near", async () => {
    const rule = ruleOf({ kind: "domain", not: false, value: { domain: "many.example" } });
    const asked = { rule: draftOfRule(rule), whole: true };
    const all = size - known - size / 1000;
    const counted = { lists: [{ listId: 1, name: expect.any(String) as string, count: all }] };
    expect(await countAsked(context, asked)).toEqual(counted);
    const test = testOf(rule, await segmentFacts(context));
    const { fitting, share } = await surveyReaders(context, test, { within: 0 });
    expect(share).toBeCloseTo(10_000 / size);
    expect(fitting.get(1)! / share / all).toBeCloseTo(1, 1);
  });

  test("has ten readers beside it who fit, however few do", async () => {
    const many = await countWithSample(context, ruleOf({ kind: "got", not: false, value: { issue: 1 } }));
    expect(new Set(many.sample.map(({ id }) => id)).size).toBe(10);
    const few = await countWithSample(context, ruleOf({ kind: "domain", not: false, value: { domain: "ac.example" } }));
    expect(few.sample.every(({ email }) => email.endsWith("@ac.example"))).toBe(true);
  });
});

describe("what looks at all readers", () => {
  const perSpan = (asked: CompiledQuery[], words: RegExp) => asked.filter(({ sql }) => words.test(sql))[0]!;
  const whole = /SCAN (subscribers|subscriptions|seen|got)|Seq Scan on (subscri|deliv|reader_)/;

  test("counts months of joining in spans of readers, by the rows of each alone", async () => {
    const asked = await inTransaction(context, (inner) => askedIn(inner as TestContext, countCohorts));
    const steps = await planOf(perSpan(asked, /joinedAt/));
    expect(steps.filter((step) => whole.test(step))).toEqual([]);
  });

  test("finds whom to let go in spans of readers, too", async () => {
    const silence = { listId: 1, firstEdition: 1, lastEdition: 2, since: context.clock() };
    const asked = await inTransaction(context, (inner) =>
      askedIn(inner as TestContext, ({ db }) => silentIn(db, { ...silence, after: 100_000 })),
    );
    const steps = await planOf(perSpan(asked, /subscriptions/));
    expect(steps.filter((step) => whole.test(step))).toEqual([]);
  });
});

async function planOf({ sql, parameters }: CompiledQuery): Promise<string[]> {
  const explain = { sqlite: "explain query plan", postgres: "explain" }[engine];
  const explained = CompiledQuery.raw(`${explain} ${sql}`, [...parameters]) as CompiledQuery<Record<string, unknown>>;
  const { rows } = await withManyRows(context.db, (db: Db) => db.executeQuery(explained));
  return rows.map((row) => String(row.detail ?? row["QUERY PLAN"]));
}
