import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { mostOfSegment } from "./draft.ts";
import { segmentFacts } from "./facts.server.ts";
import { testOf, type SegmentTest } from "./narrowing.server.ts";
import { lacksOfRule, readRule, wordSegmentLack, type SegmentRule } from "./rules.server.ts";
import { segmentNarrowing } from "./segments.server.ts";
import { sampleOf, surveyReaders, type SampledReader, type SurveyOptions } from "./survey.server.ts";

/** How many readers of a list pass the test of a segment. */
type CountOfList = { listId: number; name: string; count: number };

/**
 * An answer to how many fit; `share`: the part of all readers that was looked at, where the numbers are an estimate from it;
 * `lacks`: why nobody can be judged, in sentences; `unfinished`: a condition is empty.
 */
export type SegmentCount = { lists: CountOfList[]; share?: number } | { lacks: string[] } | { unfinished: true };

const value = z.string().max(1000);
const group = z.object({
  of: z.enum(["all", "any"]),
  conditions: z
    .array(z.object({ kind: z.string().max(50), not: z.boolean(), values: z.record(z.string().max(50), value) }))
    .max(mostOfSegment.conditions),
});
const rule = z.object({ of: z.enum(["all", "any"]), groups: z.array(group).max(mostOfSegment.groups) });
/** `whole`: all readers are looked at, however long it takes. */
const whole = z.boolean().default(false);
const asked = z.union([
  z.object({ rule, whole }),
  z.object({
    ...{ segment: z.int().positive().max(2_147_483_647), list: z.int().positive().max(2_147_483_647), whole },
  }),
]);

/** Milliseconds of counting: for a person who builds, and for a page that shows much else. */
const patience = { live: 200, page: 80 };

/**
 * Counts what a page asks for: a rule as typed, for each list; or a segment’s readers of one list. After a moment it answers
 * with an estimate.
 * @param signal ends it before its next query, and rejects
 * @returns null for a malformed question
 */
export async function countAsked(
  context: Context,
  question: unknown,
  signal?: AbortSignal,
): Promise<SegmentCount | null> {
  const read = asked.safeParse(question);
  if (!read.success) return null;
  const options = { ...(signal && { signal }), ...(!read.data.whole && { within: patience.live }) };
  if ("rule" in read.data) {
    const typed = readRule(read.data.rule);
    if ("faults" in typed) return { unfinished: true };
    const { lacks, test } = await judged(context, typed.rule);
    return lacks.length > 0 ? { lacks } : (await count(context, test, options)).count;
  }
  const { segment, list } = read.data;
  const narrowing = await segmentNarrowing(context, segment, list);
  if (!narrowing) return { lacks: [wordSegmentLack({ error: "deleted" })] };
  if (narrowing.lacks.length > 0) return { lacks: narrowing.lacks.map(wordSegmentLack) };
  return (await count(context, narrowing.test, { ...options, list })).count;
}

/** Counts the readers of every list who fit a rule now, soon rather than all, and returns ten of them. */
export async function countWithSample(
  context: Context,
  rule: SegmentRule,
): Promise<{ count: SegmentCount; sample: SampledReader[] }> {
  const { lacks, test } = await judged(context, rule);
  if (lacks.length > 0) return { count: { lacks }, sample: [] };
  const counted = await count(context, test, { within: patience.page });
  return { count: counted.count, sample: await sampleOf(context, test, counted.survey) };
}

async function judged(context: Context, rule: SegmentRule): Promise<{ lacks: string[]; test: SegmentTest }> {
  const facts = await segmentFacts(context);
  return { lacks: lacksOfRule(rule, facts, null).map(wordSegmentLack), test: testOf(rule, facts) };
}

/** Counts the active readers of each list who fit, lists in the order of their names. A list where nobody fits is left out. */
async function count(context: Context, test: SegmentTest, options: SurveyOptions) {
  const survey = await surveyReaders(context, test, options);
  const { fitting, share } = survey;
  const names = await context.db.selectFrom("lists").select(["id", "name"]).orderBy("name").orderBy("id").execute();
  const lists = names.flatMap(({ id, name }) => {
    const found = fitting.get(id) ?? 0;
    return found === 0 ? [] : [{ listId: id, name, count: share < 1 ? rounded(found / share) : found }];
  });
  const counted: SegmentCount = { lists, ...(share < 1 && { share }) };
  return { survey, count: counted };
}

/** An estimate does not pretend to know more than two places. */
function rounded(estimate: number): number {
  return Number(estimate.toPrecision(2));
}
