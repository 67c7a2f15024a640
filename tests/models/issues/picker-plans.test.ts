import { CompiledQuery, sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { findArticles, type ArticleQuest } from "#app/models/issues/picker.server.ts";
import { askedIn } from "../../support/asked.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { engine } from "../../support/database.ts";
import { aBriefing, anArticle, bodyOf } from "../../support/newsroom.ts";

const many = 20_000;

let context: TestContext;
let quest: ArticleQuest;

beforeAll(async () => {
  context = await testContext();
  const list = await aBriefing(context);
  const placed = await anArticle(context, { headline: "Placed" });
  const numbers = {
    sqlite: sql`with recursive g(i) as (select 1 union all select i + 1 from g where i < ${sql.lit(many)})`,
    postgres: sql`with g(i) as (select generate_series(1, ${sql.lit(many)}))`,
  }[engine];
  await sql`${numbers} insert into articles (slug, headline, dek, byline, body, sources, image_credit, image_alt,
      created_at, updated_at, saved_at, published_at, version)
    select 'a-' || i, 'Robot ' || i, '', '', ${sql.lit(bodyOf("Robots pack."))}, '[]', '', '', i, i, i, i, 1 from g`.execute(
    context.db,
  );
  await sql`analyze`.execute(context.db);
  const issue = await createIssue(context, list.id, {
    subject: "S",
    articles: [{ id: placed.id, display: "summary" }],
  });
  quest = {
    ...{ words: "", topic: "", author: "", from: null, until: null },
    ...{ notRun: false, issue, after: null },
  };
});

/** The plan of the query that lists a page of articles, as text. */
async function planOf(given: Partial<ArticleQuest>): Promise<string> {
  const asked = await askedIn(context, (context) => findArticles(context, { ...quest, ...given }));
  const page = asked.find((query) => /order by coalesce/.test(query.sql))!;
  const explain = { sqlite: "explain query plan ", postgres: "explain " }[engine];
  const { rows } = await context.db.executeQuery<Record<string, string>>(
    CompiledQuery.raw(explain + page.sql, [...page.parameters]),
  );
  return rows.map((row) => row.detail ?? row["QUERY PLAN"]).join("\n");
}

describe("of 20,000 articles, a page of the picker is read in order of their last change, and nothing is sorted", () => {
  test.each([
    ["when it opens", {}],
    ["behind a page", { after: "5000-5000" }],
    ["without those that ran", { notRun: true }],
  ])("%s", async (_, given) => {
    const plan = await planOf(given);
    expect(plan).toMatch(/articles_touched/);
    expect(plan).not.toMatch(/TEMP B-TREE FOR ORDER BY|\bSort\b|Seq Scan on articles/);
  });
});
