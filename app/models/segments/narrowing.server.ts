import type { Expression, SqlBool } from "kysely";
import type { Context } from "#app/context.server.ts";
import { segmentFacts, type SegmentFacts, type SegmentLack } from "./facts.server.ts";
import type { ReaderQuery } from "./readerQuery.server.ts";
import { anyKind, lacksOfRule, storedRule, wordRule, type Condition, type SegmentRule } from "./rules.server.ts";

/**
 * The test of a segment as part of a query on active subscriptions. Only expressions and bound values: nothing that a person typed becomes SQL.
 */
export type SegmentTest = (eb: ReaderQuery) => Expression<SqlBool>;

/** Returns the test of a rule by these facts. */
export function testOf({ of, groups }: SegmentRule, facts: SegmentFacts): SegmentTest {
  return (eb) => {
    const one = ({ kind, not, value }: Condition) => {
      const holds = anyKind[kind].holds(eb, value as never, facts);
      return not ? eb.not(holds) : holds;
    };
    const group = (conditions: Condition[]) => conditions.map(one);
    const parts = groups.map((each) => (each.of === "all" ? eb.and : eb.or)(group(each.conditions)));
    return (of === "all" ? eb.and : eb.or)(parts);
  };
}

/** The test that nobody passes: a segment that cannot be judged is nobody, never everybody. */
const nobodyPasses: SegmentTest = (eb) => eb.lit(false);

/**
 * A segment as an issue uses it. `words`: its rule in plain English, as of now; `lacks`: why nobody can be judged by it.
 */
export type Narrowing = {
  id: number;
  name: string;
  version: number;
  words: string;
  lacks: SegmentLack[];
  /** It is of readers who gave no sign: an issue to them asks whether they want to stay. */
  asksToStay: boolean;
  test: SegmentTest;
};

/** Returns the segment of an issue, read in the caller’s transaction; null where all of the list get it. */
export async function narrowingOfIssue(
  context: Context,
  issue: { id: number; listId: number },
): Promise<Narrowing | null> {
  const row = await context.db
    .selectFrom("issues")
    .innerJoin("segments", "segments.id", "issues.segment_id")
    .select(["segments.id", "segments.name", "segments.rule", "segments.version", "segments.deleted_at"])
    .where("issues.id", "=", issue.id)
    .executeTakeFirst();
  return row ? narrowingOf(context, row, issue.listId) : null;
}

function isSilence({ kind, not }: Condition): boolean {
  return kind === "unseen" && !not;
}

/** @param listId of the issue; null for readers of any list */
export async function narrowingOf(
  context: Context,
  row: { id: number; name: string; rule: string; version: number; deleted_at: number | null },
  listId: number | null,
): Promise<Narrowing> {
  const facts = await segmentFacts(context);
  const rule = storedRule(row.rule);
  const { id, name, version } = row;
  const lacks: SegmentLack[] = rule ? lacksOfRule(rule, facts, listId) : [{ error: "unreadable" }];
  if (row.deleted_at !== null) lacks.push({ error: "deleted" });
  const words = rule ? wordRule(rule, facts) : "";
  const asksToStay = rule?.groups.some((group) => group.conditions.some(isSilence)) ?? false;
  return {
    id,
    name,
    version,
    words,
    lacks,
    asksToStay,
    test: rule && lacks.length === 0 ? testOf(rule, facts) : nobodyPasses,
  };
}
