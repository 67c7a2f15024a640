import { CompiledQuery, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { inTransaction } from "#app/context.server.ts";
import { search } from "#app/models/search/search.server.ts";
import { searchIndexOf } from "#db/client.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { aBriefing } from "../../support/newsroom.ts";

let context: TestContext;
beforeAll(async () => {
  context = await testContext();
  await aBriefing(context);
  const words = (i: number) => ({ row: ["the", "robots", `n${i}`, i % 7 === 0 ? "harbour" : "arm"], also: ["§robot"] });
  await inTransaction(context, async ({ db }) => {
    for (let i = 1; i <= 1500; i += 1) {
      const row = {
        id: i * 2048,
        kind: "article" as const,
        ref: i,
        path: `/${i}`,
        at: i,
        more: "",
        made_as: "2:en",
        version: 1,
      };
      await db
        .insertInto("search_documents")
        .values({ ...row, headline: `${i}`, dek: "", text: "the robots" })
        .execute();
      await searchIndexOf(db).put(db, row.id, { headline: words(i), dek: { row: [], also: [] }, text: words(i) });
    }
  });
});

/** What of the tables of a search was walked through from end to end in `work`. */
const walked = { sqlite: walkedByPlan, postgres: walkedByCount }[engine];

async function walkedByPlan(work: (context: TestContext) => Promise<unknown>): Promise<string[]> {
  const executor = context.db.getExecutor();
  const { executeQuery } = executor;
  const asked: CompiledQuery[] = [];
  Object.assign(executor, {
    executeQuery: (query: CompiledQuery) => {
      asked.push(query);
      return executeQuery.call(executor, query);
    },
  });
  await work(context);
  Object.assign(executor, { executeQuery });
  const found = asked.filter(({ sql }) => /search_/.test(sql));
  expect(found.length).toBeGreaterThan(1);
  const plans = await Promise.all(
    found.map((query) =>
      context.db.executeQuery<{ detail: string }>(
        CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]),
      ),
    ),
  );
  return plans.flatMap(({ rows }) => rows.map(({ detail }) => detail)).filter(isWalk);
}

/** A virtual table whose index is asked for a match (M) or for one word (257) is no walk. */
function isWalk(detail: string): boolean {
  return /^SCAN (?!CONSTANT|\(subquery)/.test(detail) && !/VIRTUAL TABLE INDEX (\d+:M|257:)/.test(detail);
}

function walkedByCount(work: (context: TestContext) => Promise<unknown>): Promise<string[]> {
  return inTransaction(context, async (inner) => {
    await work(inner as TestContext);
    const { rows } = await sql<{ relname: string }>`select relname from pg_stat_xact_user_tables
      where relname like 'search%' and seq_scan > 0`.execute(inner.db);
    return rows.map(({ relname }) => relname);
  });
}

test.each([
  "the",
  "robots",
  "n77",
  "harbour robots",
  '"the robots"',
  "robots -harbour",
  "harbuor",
  "r*",
  "zeppelin",
  "the -n*",
])("a search for %s goes by the index of words alone", async (query) => {
  expect(await walked((context) => search(context, query, 1))).toEqual([]);
});

test("so does its last page, and there is none behind it", async () => {
  expect(await walked((context) => search(context, "robots", 50))).toEqual([]);
  const { found, more } = await search(context, "robots", 50);
  expect([found!.total, found!.pages, found!.items.length, more]).toEqual([1000, 50, 20, true]);
  expect((await search(context, "robots", 51)).found).toBeNull();
});
