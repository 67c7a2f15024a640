import { CompiledQuery, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { runSheet } from "#app/routes/desk._index/runSheet.server.ts";
import { lastIssues, unfinishedIssues } from "#app/models/issues/week.server.ts";
import { waitingForMe } from "#app/models/issues/mine.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { anEditor } from "../../support/desk.ts";
import { engine } from "../../support/database.ts";
import { aBriefing, anArticle, anIssue, manyReaders } from "../../support/newsroom.ts";
import { aSlot } from "../../support/slots.ts";

let context: TestContext;
let list: List;

beforeAll(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await manyReaders(context, list, 6000);
  await aSlot(context, list);
  const article = await anArticle(context);
  for (let i = 0; i < 20; i += 1) await anIssue(context, list, { articles: [article] });
  for (const number of [1, 2]) {
    await sendIssue(context, number, "Ruth");
    context.later(60_000);
  }
  await context.db.updateTable("deliveries").set({ status: "accepted" }).execute();
  await context.db.updateTable("issues").set({ status: "sent" }).where("status", "=", "sending").execute();
  if (engine === "postgres") await sql`analyze`.execute(context.db);
});

test("the last issue of a list is the one that went out last, and the unfinished ones are the others", async () => {
  expect([...(await lastIssues(context)).values()].map(({ number }) => number)).toEqual([2]);
  expect(await unfinishedIssues(context)).toHaveLength(18);
});

test("an approved issue is never behind drafts that were saved later", async () => {
  const ready = context.db.updateTable("issues").where("number", "=", 3);
  await ready.set({ status: "ready", updated_at: 1 }).execute();
  expect((await unfinishedIssues(context))[0]).toMatchObject({ number: 3, status: "ready" });
  await ready.set({ status: "draft" }).execute();
});

test("readers are asked for by a few questions alone, the ledger's by its index: how many get it, and what became of it", async () => {
  const ruth = await anEditor(context, "Ruth Marlow", "operator");
  const asked = await askedIn(context, (inner) => runSheet(inner, ruth.id));
  const ofReaders = asked.filter(({ sql }) => /"(subscriptions|subscribers|deliveries)"/.test(sql));
  // The audience by two, its choices and who of them is suppressed; the ledger once for the run sheet and once for the check
  // that compares with the last issue.
  expect(ofReaders.length).toBeLessThanOrEqual(4);
  const explain = engine === "postgres" ? "explain" : "explain query plan";
  const plans = await context.db.transaction().execute(async (db) => {
    const found: string[] = [];
    if (engine === "postgres") await sql`set local enable_seqscan = off`.execute(db);
    for (const { sql: query, parameters } of ofReaders.filter(({ sql }) => sql.includes(`"deliveries"`)))
      found.push(
        JSON.stringify((await db.executeQuery(CompiledQuery.raw(`${explain} ${query}`, [...parameters]))).rows),
      );
    return found;
  });
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expect(plan).toMatch(engine === "postgres" ? /Index/ : /USING COVERING INDEX/);
});

test("what waits for somebody is found by the index of their assignments, whatever others have", async () => {
  const [, articles] = await askedIn(context, (inner) => waitingForMe(inner, 1));
  const explain = engine === "postgres" ? "explain" : "explain query plan";
  const plan = await context.db.transaction().execute(async (db) => {
    if (engine === "postgres") await sql`set local enable_seqscan = off`.execute(db);
    return db.executeQuery(CompiledQuery.raw(`${explain} ${articles!.sql}`, [...articles!.parameters]));
  });
  expect(JSON.stringify(plan.rows)).toMatch(engine === "postgres" ? /Index/ : /assignments_of_editor/);
});
