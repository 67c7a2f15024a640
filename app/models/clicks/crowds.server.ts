import type { Context } from "#app/context.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import { crowd, isPublicDomain } from "./rules.server.ts";

/** A hit that waits for its judgement. */
export type Waiting = { id: number; edition_id: number; subscriber_id: number | null; n: number | null; at: number };

/** Hits are written in the order of their time, nearly: those of the same second stand near by their ids. */
const neighbours = 2000;
const within = 1000;

type Neighbour = { edition_id: number; subscriber_id: number; at: number; domain: string };

/**
 * Writes down the seconds in which several readers of one domain clicked, as far as they concern hits that wait. The rows stay, so that
 * the hits can be judged once more without a look at all others.
 */
export async function noteCrowds(context: Context, waiting: readonly Waiting[]): Promise<void> {
  const found = new Map<string, { edition_id: number; domain: string; second: number; others: number }>();
  const near = await neighboursOf(context, waiting);
  const ofDomain = Map.groupBy(near, ({ edition_id, domain }) => `${edition_id} ${domain}`);
  for (const hits of ofDomain.values()) {
    if (hits.length <= crowd || isPublicDomain(hits[0]!.domain)) continue;
    for (const { edition_id, domain, second, others } of crowdsIn(hits.sort((a, b) => a.at - b.at)))
      found.set(`${edition_id} ${domain} ${second}`, { edition_id, domain, second, others });
  }
  const rows = [...found.values()];
  const then =
    "on conflict (edition_id, domain, second) do update set others = " +
    "case when excluded.others > click_crowds.others then excluded.others else click_crowds.others end";
  await insertRows(context.db, "click_crowds", rows, then);
}

function neighboursOf({ db }: Context, waiting: readonly Waiting[]): Promise<Neighbour[]> {
  const times = waiting.map(({ at }) => at);
  const ids = waiting.map(({ id }) => id);
  const [least, most] = [(all: number[]) => Math.min(...all), (all: number[]) => Math.max(...all)];
  return db
    .selectFrom("edition_hits")
    .innerJoin("subscribers", "subscribers.id", "edition_hits.subscriber_id")
    .select(["edition_id", "subscribers.id as subscriber_id", "at", "domain"])
    .where("edition_hits.id", ">=", least(ids) - neighbours)
    .where("edition_hits.id", "<=", most(ids) + neighbours)
    .where("at", ">=", least(times) - within)
    .where("at", "<=", most(times) + within)
    .where("n", "is not", null)
    .execute();
}

/** Goes through hits in the order of their time, with those within a second of each. */
function* crowdsIn(hits: Neighbour[]) {
  for (const [i, hit] of hits.entries()) {
    const others = new Set<number>();
    for (let j = i - 1; j >= 0 && hit.at - hits[j]!.at <= within; j -= 1) others.add(hits[j]!.subscriber_id);
    for (let j = i + 1; j < hits.length && hits[j]!.at - hit.at <= within; j += 1) others.add(hits[j]!.subscriber_id);
    others.delete(hit.subscriber_id);
    if (others.size >= crowd) yield { ...hit, second: Math.floor(hit.at / within), others: others.size };
  }
}

/** Returns the crowds of an edition by domain and second, as far as these domains go. */
export async function crowdsOf({ db }: Context, editionId: number, domains: string[]): Promise<Map<string, number>> {
  if (domains.length === 0) return new Map();
  const rows = await db
    .selectFrom("click_crowds")
    .select(["domain", "second", "others"])
    .where("edition_id", "=", editionId)
    .where("domain", "in", domains)
    .execute();
  return new Map(rows.map(({ domain, second, others }) => [`${domain} ${second}`, others]));
}

/** Returns how many others of the domain clicked in the second of a time, of those that `crowdsOf` knows. */
export function othersAt(crowds: ReadonlyMap<string, number>, domain: string, at: number): number {
  return crowds.get(`${domain} ${Math.floor(at / within)}`) ?? 0;
}
