import { beforeAll, expect, test } from "vitest";
import type { Context } from "#app/context.server.ts";
import { renderIssue, type RenderedIssue } from "#app/models/issues/rendering.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import type { Found, IssueCheck, PreflightFacts } from "#app/models/preflight/check.server.ts";
import { gatherFacts } from "#app/models/preflight/facts.server.ts";
import { linksOf } from "#app/models/preflight/linkUses.server.ts";
import { textsOf } from "#app/models/preflight/texts.server.ts";
import { sectionsOf } from "#app/models/sections.ts";
import { testContext } from "./context.ts";
import { aBriefing, anArticle, anIssue, manyReaders } from "./newsroom.ts";

/** A change of the facts of a whole issue. */
type Change = (facts: PreflightFacts) => PreflightFacts;
/** What a check finds, and what is nearly that and is not found. `says`: words of the finding. */
export type CheckCase = { hit: Change; near: Change; says: RegExp };

/** Runs every check of a table on a hit and on a near miss of its own, and on a whole issue, where none finds anything. */
export function hitsAndNearMisses<Name extends string>(
  checks: Record<Name, IssueCheck>,
  cases: Record<Name, CheckCase>,
): void {
  let facts: PreflightFacts;
  beforeAll(async () => (facts = await factsOfAWholeIssue()));

  test.each(Object.keys(checks) as Name[])("%s is found, and what is nearly that is not", (name) => {
    const { hit, near, says } = cases[name];
    const found = checks[name].find(hit(facts));
    expect(found.map(({ why }) => why).join("\n")).toMatch(says);
    for (const { why } of found) expect(why).toMatch(/^["“\p{Lu}\d].*[.?!”]$/su);
    expect(checks[name].find(near(facts))).toEqual([]);
  });

  test("a whole issue has nothing of it", () => {
    expect(foundIn(checks, facts)).toEqual([]);
  });
}

function foundIn(checks: Record<string, IssueCheck>, facts: PreflightFacts): Found[] {
  return Object.values(checks).flatMap(({ find }) => find(facts));
}

/** The facts of an issue at which no check finds anything. */
export async function factsOfAWholeIssue(): Promise<PreflightFacts> {
  const context = await testContext();
  const list = await aBriefing(context);
  await manyReaders(context, list, 30);
  const sources = [{ title: "Port of Trieste, night ledger", url: "https://ports.example/plan" }];
  return factsOf(context, await anIssue(context, list, { articles: [await anArticle(context, { sources })] }));
}

export async function factsOf(context: Context, number: number): Promise<PreflightFacts> {
  return gatherFacts(context, (await renderIssue(context, number)) as RenderedIssue);
}

/** The same facts with another issue. */
export function withIssue(change: Partial<Issue> | ((issue: Issue) => Partial<Issue>)): Change {
  return (facts) => {
    const changed = typeof change === "function" ? change(facts.issue) : change;
    const sections = changed.articles && { sections: sectionsOf({ articles: changed.articles }) };
    const issue = { ...facts.issue, ...changed, ...sections };
    return { ...facts, issue, texts: textsOf(issue), links: linksOf(issue) };
  };
}

/** The same facts with another first article. */
export function withArticle(change: Partial<Issue["articles"][number]>): Change {
  return withIssue(({ articles: [first, ...others] }) => ({ articles: [{ ...first!, ...change }, ...others] }));
}
