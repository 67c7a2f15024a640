import type { Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import type { ConsentKind } from "#app/models/consent/steps.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import { chunksOf, forChange } from "#db/client.server.ts";
import { daysIn } from "#app/models/quarters.server.ts";
import { historyCounts, type ChainFact, type Counted, type ReachFact } from "./standings.server.ts";

/** The name of the cursor in the chain of consent. */
export const listCursor = "listFigures" as const;

/** The steps that count for lists. */
export const countedSteps = [
  ...(["signed-up", "confirmed", "imported", "import-undone", "ended", "undone", "erased"] as const),
  ...(["paused", "resumed", "frequency-changed", "topics-changed"] as const),
] satisfies ConsentKind[];

/** Adds the next steps of the chain to the sums of lists: by as much as they change what the histories of their readers count for. */
export async function countSteps(context: Context, events: DomainEvent<ConsentKind>[]): Promise<void> {
  const range = { from: events[0]!.seq, to: events.at(-1)!.seq };
  const gone = await goneReaders(context, events);
  const people = new Set([...events.map(({ subject }) => subject), ...gone.keys()]);
  people.delete(nobodyInParticular);
  const sums = newSums(await keptZone(context));
  for (const ids of chunksOf([...people])) {
    const histories = await historiesOf(context, ids, range.to);
    for (const [id, { chain, reach }] of histories) {
      for (const fact of gone.get(id) ?? []) chain.push(fact);
      const before = chain.filter(({ seq }) => seq < range.from);
      sums.add(historyCounts(before, reach), -1);
      sums.add(historyCounts(chain, reach), 1);
    }
  }
  await keepSums(context, sums);
}

/** A reader whose address was lost, or is back: `reason` is empty for the second. */
export type ReachedReader = { subscriberId: number } & ReachFact;

/** Adds what these change in the sums, as far as the chain is counted. The caller has looked that they are new. */
export async function countReach(context: Context, reached: ReachedReader[]): Promise<void> {
  const cursor = context.db.selectFrom("event_cursors").select("seq").where("follower", "=", listCursor);
  // Nobody counts the chain any further meanwhile.
  const to = (await forChange(context.db, cursor).executeTakeFirst())?.seq ?? 0;
  const sums = newSums(await keptZone(context));
  for (const some of chunksOf(reached)) {
    const histories = await historiesOf(
      context,
      some.map(({ subscriberId }) => subscriberId),
      to,
    );
    for (const [id, { chain, reach }] of histories) {
      const fresh = some.filter(({ subscriberId }) => subscriberId === id);
      sums.add(historyCounts(chain, reach), -1);
      sums.add(historyCounts(chain, [...reach, ...fresh]), 1);
    }
    const rows = some.map(({ subscriberId, ...fact }) => ({ subscriber_id: subscriberId, ...fact }));
    await insertRows(context.db, "reader_reach", rows, "on conflict (subscriber_id, at, reach) do nothing");
  }
  await keepSums(context, sums);
}

/** The zone of the days. It is written down with the first sum: until all is added up once more, another setting changes nothing. */
async function keptZone(context: Context): Promise<string> {
  const row = await context.db.selectFrom("numbers_state").select("time_zone").executeTakeFirstOrThrow();
  if (row.time_zone !== null) return row.time_zone;
  const time_zone = await timeZoneOf(context);
  await context.db.updateTable("numbers_state").set({ time_zone }).execute();
  return time_zone;
}

/** Receipts about people who are gone, read at once. */
const goneAtOnce = 500;

/**
 * Counts all sums of lists from the chain of consent, as far as it was counted before, and changes nothing. It reads some
 * readers at a time, so that the site goes on meanwhile.
 * @returns sums by list, day, figure and source, joined by a tab
 */
export async function recountLists(context: Context, stop?: AbortSignal): Promise<Map<string, number>> {
  const cursor = context.db.selectFrom("event_cursors").select("seq").where("follower", "=", listCursor);
  const to = (await cursor.executeTakeFirst())?.seq ?? 0;
  if (to === 0) return new Map();
  const gone = new Map<number, ChainFact[]>();
  const nobodys = await context.db
    .selectFrom("consent_events")
    .select(["seq", "kind", "subscriber_id as subject", "at"])
    .where("subscriber_id", "=", nobodyInParticular)
    .where("seq", "<=", to)
    .where("kind", "in", countedSteps)
    .execute();
  for (const some of chunksOf(nobodys, goneAtOnce))
    for (const [id, facts] of await goneReaders(context, some as DomainEvent<ConsentKind>[]))
      gone.set(id, [...(gone.get(id) ?? []), ...facts]);
  const sums = newSums(await keptZone(context));
  for await (const ids of readersOfChain(context, to, gone)) {
    if (stop?.aborted) break;
    for (const [id, { chain, reach }] of await historiesOf(context, ids, to))
      sums.add(historyCounts([...chain, ...(gone.get(id) ?? [])], reach), 1);
  }
  return new Map(sums.rows().map((row) => [[row.list_id, row.day, row.figure, row.source].join("\t"), row.count]));
}

/** All people of the chain, some at a time; those of whom only a receipt about many tells come last. */
async function* readersOfChain({ db }: Context, to: number, gone: Map<number, unknown>): AsyncGenerator<number[]> {
  const others = new Set(gone.keys());
  for (let after = nobodyInParticular; ;) {
    const rows = await db
      .selectFrom("consent_events")
      .select("subscriber_id as id")
      .distinct()
      .where("subscriber_id", ">", after)
      .where("seq", "<=", to)
      .orderBy("subscriber_id")
      .limit(goneAtOnce)
      .execute();
    const last = rows.at(-1);
    if (!last) break;
    for (const { id } of rows) others.delete(id);
    yield rows.map(({ id }) => id);
    after = last.id;
  }
  yield* chunksOf([...others]);
}

type History = { chain: ChainFact[]; reach: ReachFact[] };

/** @param to the last place in the chain */
async function historiesOf({ db }: Context, ids: number[], to: number): Promise<Map<number, History>> {
  const histories = new Map(ids.map((id): [number, History] => [id, { chain: [], reach: [] }]));
  const steps = await db
    .selectFrom("consent_events")
    .innerJoin("consent_ways", "consent_ways.id", "consent_events.way_id")
    .select(["subscriber_id as id", "seq", "at", "kind", "list_id as listId", "source", "detail"])
    .where(isAmong(db, "subscriber_id", ids))
    .where("seq", "<=", to)
    .execute();
  for (const { id, ...step } of steps) histories.get(id)!.chain.push(step as ChainFact);
  const reach = await db
    .selectFrom("reader_reach")
    .select(["subscriber_id as id", "at", "seq", "reach", "reason"])
    .where(isAmong(db, "subscriber_id", ids))
    .execute();
  for (const { id, ...fact } of reach) histories.get(id)!.reach.push(fact);
  return histories;
}

/** The subject of a receipt about many people who are gone; its detail has their numbers (decision 10). */
const nobodyInParticular = 0;

/** @returns the steps of the people who are gone since an import was undone */
async function goneReaders({ db }: Context, events: DomainEvent<ConsentKind>[]): Promise<Map<number, ChainFact[]>> {
  const gone = new Map<number, ChainFact[]>();
  const seqs = events.filter(({ subject }) => subject === nobodyInParticular).map(({ seq }) => seq);
  if (seqs.length === 0) return gone;
  const rows = await db
    .selectFrom("consent_events")
    .innerJoin("consent_ways", "consent_ways.id", "consent_events.way_id")
    .select(["seq", "at", "kind", "list_id as listId", "source", "detail"])
    .where("seq", "in", seqs)
    .execute();
  for (const row of rows)
    for (const id of idsIn(row.detail ?? "")) gone.set(id, [...(gone.get(id) ?? []), row as ChainFact]);
  return gone;
}

/** The numbers of `subscribers 1-500, 502`. */
function* idsIn(detail: string): Generator<number> {
  for (const [, from, to] of detail.matchAll(/(\d+)(?:-(\d+))?/g))
    for (let id = Number(from); id <= Number(to ?? from); id += 1) yield id;
}

/** A million receipts of an import are quick work together; one about thousands of people is not. */
export function weightOfStep({ subject }: DomainEvent<string>): number {
  return subject === nobodyInParticular ? 10 : 0.1;
}

type Sum = { list_id: number; day: string; figure: string; source: string; count: number };

/** Sums by list, day, figure and source. */
function newSums(timeZone: string) {
  const dayOf = daysIn(timeZone);
  const sums = new Map<string, Sum>();
  return {
    add(counted: Counted[], sign: 1 | -1) {
      for (const { listId, at, figure, source, count } of counted) {
        const day = dayOf(at);
        const key = `${listId} ${day} ${figure} ${source}`;
        const sum = sums.get(key) ?? { list_id: listId, day, figure, source, count: 0 };
        sum.count += sign * count;
        sums.set(key, sum);
      }
    },
    /** Those that are not nothing, in one order, so that two processes cannot deadlock. */
    rows(): Sum[] {
      const changed = [...sums].filter(([, { count }]) => count !== 0);
      return changed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    },
  };
}

async function keepSums({ db }: Context, sums: ReturnType<typeof newSums>): Promise<void> {
  const then = "on conflict (list_id, day, figure, source) do update set count = list_days.count + excluded.count";
  await insertRows(db, "list_days", sums.rows(), then);
}
