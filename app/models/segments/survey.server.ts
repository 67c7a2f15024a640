import { setImmediate as breathe } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { withManyRows } from "#db/bulk.server.ts";
import type { SegmentTest } from "./narrowing.server.ts";

/** Ids of readers, like those over 20,000 up to 30,000. */
type Span = { after: number; through: number };

/**
 * The findings of a look at readers. `fitting`: how many fit, by list; `share` of the readers that were looked at, 1 for all;
 * `seen`: the highest fitting id of each span where somebody fits.
 */
type Survey = { fitting: Map<number, number>; share: number; seen: (Span & { id: number })[] };

/** `within`: milliseconds after which it stops with what it has; without, all are looked at. */
export type SurveyOptions = { list?: number; signal?: AbortSignal; within?: number };

/** Ids in one query: a count of a million must hold up nobody else of a process that has one SQLite connection. */
const spanSize = 10_000;

/**
 * Counts the active readers who pass a test, in one pass for all lists. The spans come in a scattered order, so that the part
 * that was looked at before time was up is like the rest.
 * @throws when `signal` ends it, before its next query
 */
export async function surveyReaders(context: Context, test: SegmentTest, options: SurveyOptions): Promise<Survey> {
  const { signal, within = Infinity } = options;
  const began = performance.now();
  const survey: Survey = { fitting: new Map(), share: 1, seen: [] };
  const last = await lastReader(context);
  let looked = 0;
  // With its room, a server finds the few rows of a span by their indexes, instead of a walk through all for each.
  await withManyRows(context.db, async (db) => {
    for (const span of scattered(last)) {
      signal?.throwIfAborted();
      if (looked > 0 && performance.now() - began > within) return;
      const rows = await fittingIn({ ...context, db }, test, span, options.list);
      for (const { listId, count } of rows)
        survey.fitting.set(listId, (survey.fitting.get(listId) ?? 0) + Number(count));
      if (rows.length > 0) survey.seen.push({ ...span, id: Math.max(...rows.map(({ newest }) => newest)) });
      looked += span.through - span.after;
      await breathe();
    }
  });
  if (looked < last) survey.share = looked / last;
  return survey;
}

async function lastReader({ db }: Context): Promise<number> {
  const { last } = await db
    .selectFrom("subscribers")
    .select(({ fn }) => fn.max<number | null>("id").as("last"))
    .executeTakeFirstOrThrow();
  return last ?? 0;
}

/** Every span once, each far from the one before it: steps of the golden section leave no part out for long. */
function* scattered(last: number): Generator<Span> {
  const count = Math.ceil(last / spanSize);
  let step = Math.max(1, Math.round(count * 0.618));
  while (commonDivisor(step, count) > 1) step += 1;
  for (let i = 0, at = count - 1; i < count; i += 1, at = (at + step) % count)
    yield { after: at * spanSize, through: Math.min(last, (at + 1) * spanSize) };
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

function fittingIn({ db }: Context, test: SegmentTest, { after, through }: Span, list: number | undefined) {
  let query = db
    .selectFrom("subscriptions")
    .select(({ fn }) => [
      "subscriptions.list_id as listId",
      fn.countAll<number>().as("count"),
      fn.max<number>("subscriptions.subscriber_id").as("newest"),
    ])
    .where("subscriptions.subscriber_id", ">", after)
    .where("subscriptions.subscriber_id", "<=", through)
    .where("subscriptions.status", "=", "active")
    // They are few, and have an index of their own: nobody’s row is read to learn that it is none of them.
    .where(({ eb, not, selectFrom }) =>
      not(
        eb(
          "subscriptions.subscriber_id",
          "in",
          selectFrom("subscribers as suppressed")
            .select("suppressed.id")
            .where("suppressed.suppressed_at", "is not", null)
            .where("suppressed.id", ">", after)
            .where("suppressed.id", "<=", through),
        ),
      ),
    )
    .where((eb) => test(eb))
    .groupBy("subscriptions.list_id");
  if (list !== undefined) query = query.where("subscriptions.list_id", "=", list);
  return query.execute();
}

/** A reader of the sample. */
export type SampledReader = { id: number; email: string; name: string };

const sampled = 10;

/** Returns ten readers whom a survey found, the newest first: one of each of ten spans, where there are so many. */
export async function sampleOf(context: Context, test: SegmentTest, { seen }: Survey): Promise<SampledReader[]> {
  if (seen.length >= sampled) {
    const ids = seen.slice(0, sampled).map(({ id }) => id);
    return activeReaders(context, test).where("id", "in", ids).execute();
  }
  const found: SampledReader[] = [];
  for (const { after, id } of seen.sort((one, other) => other.id - one.id))
    if (found.length < sampled)
      found.push(
        ...(await activeReaders(context, test)
          .where("id", ">", after)
          .where("id", "<=", id)
          .limit(sampled - found.length)
          .execute()),
      );
  return found;
}

function activeReaders({ db }: Context, test: SegmentTest) {
  return db
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
    .orderBy("id", "desc");
}

/** True when a reader of a list passes the test now. */
export async function passes({ db }: Context, test: SegmentTest, listId: number, id: number): Promise<boolean> {
  const row = await db
    .selectFrom("subscriptions")
    .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
    .select("subscribers.id")
    .where("subscriptions.list_id", "=", listId)
    .where("subscribers.id", "=", id)
    .where("subscriptions.status", "=", "active")
    .where("subscribers.suppressed_at", "is", null)
    .where((eb) => test(eb))
    .executeTakeFirst();
  return row !== undefined;
}
