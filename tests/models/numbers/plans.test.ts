import { CompiledQuery, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { inTransaction, type Context } from "#app/context.server.ts";
import type { ConsentKind } from "#app/models/consent/steps.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import { countDepartures } from "#app/models/numbers/departures.server.ts";
import { countSteps, recountLists } from "#app/models/numbers/listSums.server.ts";
import { departuresAfter } from "#app/models/numbers/departures.server.ts";
import { siteFigures } from "#app/models/visits/siteFigures.server.ts";
import type { Db } from "#db/schema.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { aBriefing, anIssue } from "../../support/newsroom.ts";
import { aCountedEdition } from "../../support/clicks.ts";

/** So many that walking through them is no plan. */
const size = 50_000;
const issues = 30;
let context: TestContext;

beforeAll(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  for (let i = 0; i < issues; i += 1) await aCountedEdition(context, list, []);
  await anIssue(context, list);
  await sql`with recursive series(n) as (select 1 union all select n + 1 from series where n < ${sql.lit(size)})
    insert into subscribers (id, email, email_key, name, search_key, domain, created_at)
    select n, 'reader' || n || '@many.example', 'reader' || n || '@many.example', '', 'r' || n, 'many.example', 0
    from series`.execute(context.db);
  await sql`insert into consent_ways (id, source, method) values (900, 'page', 'button')`.execute(context.db);
  for (const [n, kind] of ["signed-up", "confirmed", "ended"].entries())
    await sql`insert into consent_events (seq, hash, kind, subscriber_id, list_id, way_id, at)
      select id * 3 + ${sql.lit(n)}, '', ${sql.lit(kind)}, id, 1, 900, ${sql.lit(context.clock() + n)} from subscribers`.execute(
      context.db,
    );
  await sql`insert into deliveries (edition_id, subscriber_id, created_at, status, due_at, attempts, claimed_at)
    select editions.id, subscribers.id, 0, 'accepted', 0, 1, 1 from subscribers, editions where subscribers.id % 10 = 0`.execute(
    context.db,
  );
  await sql`insert into departures (subscriber_id, list_id, edition_id, way, within, at)
    select id, 1, 1 + id % ${sql.lit(issues)}, 'page', 'day', 1 from subscribers`.execute(context.db);
  if (engine === "postgres") await sql`analyze`.execute(context.db);
});

const walks =
  /SCAN (consent_events|subscribers|deliveries|departures|reader_reach|leave_reasons)|Seq Scan on (consent_events|subscr|deliv|depart)/;

/** The steps of its plans that walk through a whole table. */
async function walksOf(work: (context: Context) => Promise<unknown>): Promise<string[]> {
  const asked = await inTransaction(context, (inner) => askedIn(inner as TestContext, work)).catch(() => []);
  expect(asked.length).toBeGreaterThan(0);
  const plans: string[] = [];
  for (const query of asked.filter((one) => /^\s*(select|with)/i.test(one.sql))) plans.push(...(await planOf(query)));
  return plans.filter((step) => walks.test(step));
}

async function planOf({ sql, parameters }: CompiledQuery): Promise<string[]> {
  const explain = { sqlite: "explain query plan", postgres: "explain" }[engine];
  const explained = CompiledQuery.raw(`${explain} ${sql}`, [...parameters]) as CompiledQuery<Record<string, unknown>>;
  const { rows } = await (context.db as Db).executeQuery(explained);
  return rows.map((row) => String(row.detail ?? row["QUERY PLAN"]));
}

/** Receipts of fifty readers, as a follower gets them. */
const receipts = <Kind extends ConsentKind>(kind: Kind, n: number): DomainEvent<Kind>[] =>
  Array.from({ length: 50 }, (_, i) => {
    const subject = 1000 + i * 10;
    return { seq: subject * 3 + n, kind, subject, at: context.clock() + n, by: null };
  });

test("whoever counts the chain for lists reads the histories of its readers alone", async () => {
  expect(await walksOf((context) => countSteps(context, receipts("ended", 2)))).toEqual([]);
});

test("who left is looked up by reader in the last issues, whatever their size", async () => {
  expect(await walksOf((context) => countDepartures(context, receipts("ended", 2)))).toEqual([]);
});

test("who left after an issue is found by the issue", async () => {
  expect(await walksOf((context) => departuresAfter(context, 3))).toEqual([]);
});

test("a recount goes through the chain reader by reader", async () => {
  await context.db
    .updateTable("event_cursors")
    .set({ seq: 5 * size })
    .where("follower", "=", "listFigures")
    .execute();
  const steps = await walksOf((context) => recountLists(context));
  expect(steps.filter((step) => !/consent_events/.test(step))).toEqual([]);
});

test("the site's figures read their days", async () => {
  const period = { from: "2026-11-01", to: "2026-11-30", days: 30 };
  const asked = await askedIn(context, (context) => siteFigures(context, period));
  const plans = (await Promise.all(asked.map(planOf))).flat();
  expect(
    plans.filter((step) => /SCAN (visit_days|referrer_days|empty_searches|feed_days)(?! USING)/.test(step)),
  ).toEqual([]);
});
