import { Readable } from "node:stream";
import { CompiledQuery, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { indexNewReaders, listSubscribers, subscribersOfList } from "#app/models/readers/subscribers.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { withManyRows } from "#db/bulk.server.ts";
import { countAgain } from "#db/client.server.ts";
import type { Db } from "#db/schema.ts";
import { askedIn } from "../../../support/asked.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { engine } from "../../../support/database.ts";
import { aBriefing } from "../../../support/newsroom.ts";

/** Readers, of whom a server knows by itself that a batch is few of them. */
const size = 200_000;
let context: TestContext;
let list: List;

beforeAll(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await sql`with recursive series(n) as (select 1 union all select n + 1 from series where n < ${sql.lit(size)})
    insert into subscribers (email, email_key, name, search_key, domain, created_at)
    select 'reader' || n || '@readers.example', 'reader' || n || '@readers.example', '', 'r' || n, 'readers.example', 0
    from series`.execute(context.db);
  await sql`insert into subscriptions (subscriber_id, list_id, status, created_at, confirmed_at)
    select id, ${list.id}, 'active', 0, 0 from subscribers`.execute(context.db);
  await sql`insert into suppressions (email_hash, reason, created_at)
    select 'hash' || id, 'operator', 0 from subscribers`.execute(context.db);
  await sql`insert into consent_events (seq, prev_hash, hash, kind, subscriber_id, list_id, source, at)
    select id, 'p' || id, 'h' || id, 'signed-up', id, ${list.id}, '/', 1 from subscribers`.execute(context.db);
  await countAgain(context.db);
  await sql`update consent_head set events = ${size}`.execute(context.db);
});

/** Every state, known and unknown people, and a repetition. */
const file = [
  "email,status,unsubscribed_at",
  ...Array.from({ length: 300 }, (_, i) => `new${i}@readers.example,active,`),
  ...Array.from({ length: 100 }, (_, i) => `reader${i + 1}@readers.example,active,`),
  ...Array.from({ length: 50 }, (_, i) => `reader${i + 201}@readers.example,unsubscribed,2026-01-01`),
  ...Array.from({ length: 25 }, (_, i) => `reader${i + 301}@readers.example,bounced,`),
  ...Array.from({ length: 25 }, (_, i) => `gone${i}@readers.example,complained,`),
].join("\n");

test.each(["most of whom are new", "who are all known"])(
  "a batch of people %s looks up these and nobody else, however long the list is",
  async () => {
    const order = { list, basis: "The fair", file: "fair.csv", actor: "Ruth", confirm: false };
    const open = () => Readable.from([Buffer.from(file)]);
    const asked = await inTransaction(context, (inner) =>
      askedIn(inner as TestContext, (context) => importReaders(context, open, order)),
    );
    const queries = asked.filter(({ sql }) => /subscri|consent_events|suppressions/.test(sql));
    expect(queries.length).toBeGreaterThan(3);
    expect((await Promise.all(queries.map((query) => walksOf(query)))).flat()).toEqual([]);
  },
);

test("a page of an export begins where the one before it ended, and sorts nothing", async () => {
  const asked = await inTransaction(context, (inner) =>
    askedIn(inner as TestContext, async (context) => {
      for await (const page of subscribersOfList(context, list.id, { who: "all" }, 1000)) if (page[0]!.id > 1000) break;
    }),
  );
  const pages = asked.filter(({ sql }) => /subscriptions/.test(sql));
  expect(pages).toHaveLength(2);
  for (const steps of await Promise.all(pages.map((page) => planOf(page, true))))
    expect(steps.join("\n")).not.toMatch(/TEMP B-TREE|\bSort\b|SCAN|Seq Scan|by_choice/);
});

test("a search for a part of an address finds its readers by the index of trigrams", async () => {
  await indexNewReaders(context);
  const asked = await askedIn(context, (context) => listSubscribers(context, { search: "r177777", size: 50 }));
  const [count, page] = asked.filter(({ sql }) => /search_/.test(sql));
  for (const query of [count!, page!]) {
    const steps = (await planOf(query)).join("\n");
    expect(steps).toMatch(/search_readers|subscribers_found/);
    expect(steps).not.toMatch(/SCAN subscribers|Seq Scan on subscribers/);
  }
});

test("a search finds readers by the beginning of a note through its index, beside those of the trigrams", async () => {
  await sql`insert into notes (name, name_key, created_at) values ('Company', 'company', 0), ('Plan', 'plan', 0)`.execute(
    context.db,
  );
  await sql`insert into reader_notes (subscriber_id, note_id, value, value_key)
    select subscribers.id, notes.id, 'Firm ' || subscribers.id, 'firm ' || subscribers.id
    from subscribers, notes`.execute(context.db);
  await sql`analyze`.execute(context.db);
  await indexNewReaders(context);
  const asked = await askedIn(context, (context) => listSubscribers(context, { search: "Firm 17777", size: 50 }));
  const notes = asked.filter(({ sql }) => /reader_notes/.test(sql));
  expect(notes).toHaveLength(2);
  for (const query of notes) {
    const steps = (await planOf(query)).join("\n");
    expect(steps).toMatch(/reader_notes_by_value/);
    expect(steps).not.toMatch(/SCAN|Seq Scan/);
  }
  for (const query of asked.filter(({ sql }) => /search_/.test(sql))) {
    const steps = (await planOf(query)).join("\n");
    expect(steps).not.toMatch(/SCAN subscribers|Seq Scan on subscribers/);
  }
  expect((await listSubscribers(context, { search: "Firm 17777" })).total).toBeGreaterThan(10);
});

/** What a plan walks through: a whole table, or all of a list. */
async function walksOf(query: CompiledQuery): Promise<string[]> {
  const steps = await planOf(query);
  return steps.filter((step) =>
    /SCAN (subscribers|subscriptions|consent_events|suppressions)|Seq Scan on (subscri|consent_ev|suppress)|by_choice/.test(
      step,
    ),
  );
}

/** @param withRoom as work on many rows is planned */
async function planOf({ sql, parameters }: CompiledQuery, withRoom = false): Promise<string[]> {
  const explain = { sqlite: "explain query plan", postgres: "explain" }[engine];
  const explained = CompiledQuery.raw(`${explain} ${sql}`, [...parameters]) as CompiledQuery<Record<string, unknown>>;
  const ask = (db: Db) => db.executeQuery(explained);
  const { rows } = await (withRoom ? withManyRows(context.db, ask) : ask(context.db));
  return rows.map((row) => String(row.detail ?? row["QUERY PLAN"]));
}
