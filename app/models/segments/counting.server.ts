import { setImmediate as breathe } from "node:timers/promises";
import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { mostOfSegment } from "./draft.ts";
import { segmentFacts } from "./facts.server.ts";
import { testOf, type SegmentTest } from "./narrowing.server.ts";
import { lacksOfRule, readRule, wordSegmentLack, type SegmentRule } from "./rules.server.ts";
import { segmentNarrowing } from "./segments.server.ts";

/** How many readers of a list pass the test of a segment. */
type CountOfList = { listId: number; name: string; count: number };

/** An answer to how many fit; `lacks`: why nobody can be judged, in sentences; `unfinished`: a condition is empty. */
export type SegmentCount = { lists: CountOfList[] } | { lacks: string[] } | { unfinished: true };

/** Active readers who are not suppressed, as rows of their subscriptions. */
function activeReaders({ db }: Context) {
  return db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .where("subscriptions.status", "=", "active")
    .where("subscribers.suppressed_at", "is", null);
}

const value = z.string().max(1000);
const group = z.object({
  of: z.enum(["all", "any"]),
  conditions: z
    .array(z.object({ kind: z.string().max(50), not: z.boolean(), values: z.record(z.string().max(50), value) }))
    .max(mostOfSegment.conditions),
});
const rule = z.object({ of: z.enum(["all", "any"]), groups: z.array(group).max(mostOfSegment.groups) });
const asked = z.union([
  z.object({ rule }),
  z.object({ segment: z.int().positive().max(2_147_483_647), list: z.int().positive().max(2_147_483_647) }),
]);

/**
 * Counts what a page asks for: a rule as typed, for each list; or a segment’s readers of one list.
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
  if ("rule" in read.data) {
    const typed = readRule(read.data.rule);
    return "faults" in typed ? { unfinished: true } : countRule(context, typed.rule, signal);
  }
  const { segment, list } = read.data;
  const narrowing = await segmentNarrowing(context, segment, list);
  if (!narrowing) return { lacks: [wordSegmentLack({ error: "deleted" })] };
  if (narrowing.lacks.length > 0) return { lacks: narrowing.lacks.map(wordSegmentLack) };
  return { lists: await countSegment(context, narrowing.test, { list, signal }) };
}

/** Counts the readers of every list who fit a rule now. */
export async function countRule(context: Context, rule: SegmentRule, signal?: AbortSignal): Promise<SegmentCount> {
  const facts = await segmentFacts(context);
  const lacks = lacksOfRule(rule, facts, null);
  if (lacks.length > 0) return { lacks: lacks.map(wordSegmentLack) };
  return { lists: await countSegment(context, testOf(rule, facts), { signal }) };
}

/** Counts the active readers of each list who fit, lists in the order of their names. A list where nobody fits is left out. */
async function countSegment(
  context: Context,
  test: SegmentTest,
  { list, signal }: { list?: number; signal?: AbortSignal } = {},
): Promise<CountOfList[]> {
  const counts: CountOfList[] = [];
  let lists = context.db.selectFrom("lists").select(["id", "name"]);
  if (list !== undefined) lists = lists.where("id", "=", list);
  for (const { id, name } of await lists.orderBy("name").orderBy("id").execute()) {
    const count = await countOnList(context, test, id, signal);
    if (count > 0) counts.push({ listId: id, name, count });
  }
  return counts;
}

/** Ids in one query: a count of a million must hold up nobody else of a process that has one SQLite connection. */
const window = 20_000;

async function countOnList(context: Context, test: SegmentTest, list: number, signal?: AbortSignal): Promise<number> {
  const { last } = await context.db
    .selectFrom("subscribers")
    .select(({ fn }) => fn.max<number | null>("id").as("last"))
    .executeTakeFirstOrThrow();
  let sum = 0;
  for (let after = 0; after < (last ?? 0); after += window) {
    signal?.throwIfAborted();
    const { count } = await activeReaders(context)
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("subscriptions.list_id", "=", list)
      .where("subscriptions.subscriber_id", ">", after)
      .where("subscriptions.subscriber_id", "<=", after + window)
      .where((eb) => test(eb))
      .executeTakeFirstOrThrow();
    sum += count;
    await breathe();
  }
  return sum;
}

/** A reader of the sample. */
export type SampledReader = { id: number; email: string; name: string };

const sampled = 10;

/** Returns ten readers who fit, the newest first. */
export async function sampleRule(context: Context, rule: SegmentRule): Promise<SampledReader[]> {
  const facts = await segmentFacts(context);
  if (lacksOfRule(rule, facts, null).length > 0) return [];
  const test = testOf(rule, facts);
  return context.db
    .selectFrom("subscribers")
    .select(["id", "email", "name"])
    .where("suppressed_at", "is", null)
    .where("erased_at", "is", null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("subscriptions")
          .select("list_id")
          .whereRef("subscriptions.subscriber_id", "=", "subscribers.id")
          .where("subscriptions.status", "=", "active")
          .where((eb) => test(eb)),
      ),
    )
    .orderBy("id", "desc")
    .limit(sampled)
    .execute();
}

/** True when a reader of a list passes the test now. */
export async function passes(context: Context, test: SegmentTest, listId: number, id: number): Promise<boolean> {
  const row = await activeReaders(context)
    .select("subscribers.id")
    .where("subscriptions.list_id", "=", listId)
    .where("subscribers.id", "=", id)
    .where((eb) => test(eb))
    .executeTakeFirst();
  return row !== undefined;
}
