import { expect, test } from "vitest";
import { deskArticlePath, deskImportPath, deskIssuePath } from "#app/models/deskPaths.ts";
import { wordedSources } from "#app/models/numbers/wordedSources.server.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue } from "../../support/newsroom.ts";
import { anImport } from "../../support/numbers.ts";

test("sources are said in words, and a campaign counts once on whichever page its address was", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const article = await anArticle(context, { headline: "Robots learn to pack", topics: ["Automation"] });
  const number = await anIssue(context, list, { articles: [article] });
  const id = await anImport(context, list, "email\nreader1@readers.example");
  const rows = [
    ["/articles/made-up?from=podcast", 40],
    ["/?from=podcast", 60],
    [`/articles/${article.slug}`, 90],
    [`/issues/${number}`, 80],
    ["/topics/automation", 70],
    ["/", 60],
    ["/subscribe?from=forwarded", 50],
    [`import ${id}`, 45],
    ["form on https://example.org/a", 33],
    ["form on https://example.org/b", 11],
    ["link of a reader", 43],
    ["operator Ruth", 42],
    ["took leaving back", 41],
    ["/articles/gone", 30],
    ["form on another site", 20],
    ["unknown", 10],
    ["import 99", 9],
  ].map(([source, count]) => ({ source: source as string, count: count as number, confirmed: 1 }));
  const said = await wordedSources(context, rows);
  expect(said.map(({ name, count, path }) => [name, count, path])).toEqual([
    ["Addresses with “from=podcast”", 100, null],
    ["“Robots learn to pack”", 90, deskArticlePath(article.id, "numbers")],
    [expect.stringMatching(/^Issue \d+: ./), 80, deskIssuePath(number, "numbers")],
    ["The topic “Automation”", 70, null],
    ["The front page", 60, null],
    ["A mail that somebody forwarded", 50, null],
    [`Import ${id}: fair.csv`, 45, deskImportPath(id)],
    ["A form on example.org", 44, null],
    ["Readers’ personal links", 43, null],
    ["Added by an operator", 42, null],
    ["Took leaving back", 41, null],
    ["/articles/gone", 30, null],
    ["Forms on other sites", 20, null],
    ["Another way", 10, null],
    ["Import 99", 9, null],
  ]);
  expect(said[0]).toMatchObject({ confirmed: 2 });
  expect(rows[0]).toMatchObject({ count: 40 });
});
