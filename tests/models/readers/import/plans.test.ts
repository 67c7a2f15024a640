import { Readable } from "node:stream";
import { CompiledQuery, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { countAgain } from "#db/client.server.ts";
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
    expect((await Promise.all(queries.map(walksOf))).flat()).toEqual([]);
  },
);

/** What a plan walks through: a whole table, or all of a list. */
async function walksOf({ sql, parameters }: CompiledQuery): Promise<string[]> {
  const explain = { sqlite: "explain query plan", postgres: "explain" }[engine];
  const { rows } = await context.db.executeQuery<Record<string, unknown>>(
    CompiledQuery.raw(`${explain} ${sql}`, [...parameters]),
  );
  const steps = rows.map((row) => String(row.detail ?? row["QUERY PLAN"]));
  return steps.filter((step) =>
    /SCAN (subscribers|subscriptions|consent_events|suppressions)|Seq Scan on (subscri|consent_ev|suppress)|by_choice/.test(
      step,
    ),
  );
}
