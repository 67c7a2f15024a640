import type { Context } from "#app/context.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { crowdsOf, othersAt } from "./crowds.server.ts";
import { linksOfReaders } from "./linksOfReaders.server.ts";
import type { Hit, HitSurroundings, Verdict } from "./scene.server.ts";
import type { Signal } from "./signals.server.ts";

/** The hits of one reader on an edition, with what is known around them. */
export type ReaderHits = HitSurroundings & { editionId: number; subscriberId: number };

/** Of the hits that are read; milliseconds. */
export type Span = { from: number; to: number };

/** A machine that asks for ever is not read whole. */
const mostHits = 50_000;

/**
 * Reads the hits of some readers on one edition.
 * @param span null: all of them
 * @param links how many links of the edition are counted; readers of a digest may have got fewer
 * @param always hits that are read however many others there are
 */
export async function groupsOf(
  context: Context,
  editionId: number,
  readers: number[],
  links: number,
  span: Span | null,
  always: number[] = [],
): Promise<ReaderHits[]> {
  if (readers.length === 0) return [];
  const { db } = context;
  const ids = [...new Set(readers)];
  let query = rowsOf(context)
    .where("edition_id", "=", editionId)
    .where(isAmong(db, "subscriber_id", ids));
  if (span) query = query.where("at", ">=", span.from).where("at", "<=", span.to);
  const rows = await query.limit(mostHits).execute();
  if (rows.length === mostHits) {
    const read = new Set(rows.map(({ id }) => id));
    const left = always.filter((id) => !read.has(id));
    rows.push(
      ...(await rowsOf(context)
        .where(isAmong(db, "edition_hits.id", left))
        .execute()),
    );
  }
  const known = await readersOf(context, editionId, ids);
  const own = await linksOfReaders(context, editionId, ids);
  const crowds = await crowdsOf(context, editionId, [...new Set([...known.values()].map(({ domain }) => domain))]);
  return [...Map.groupBy(rows, ({ subscriber_id }) => subscriber_id!)].map(([subscriberId, rows]) => {
    const { domain, acceptedAt } = known.get(subscriberId) ?? { domain: "", acceptedAt: null };
    const hits = rows.map(hitOf);
    const sameSecond = new Map(
      crowds.size === 0 ? [] : hits.map(({ id, at }): [number, number] => [id, othersAt(crowds, domain, at)]),
    );
    return {
      ...{ editionId, subscriberId, acceptedAt, domain, hits, sameSecond },
      links: own.get(subscriberId) ?? links,
    };
  });
}

/** Hits with the names of their programs, for `hitOf`. */
export function rowsOf({ db }: Context) {
  return db
    .selectFrom("edition_hits")
    .leftJoin("agents", "agents.id", "edition_hits.agent_id")
    .select(["edition_hits.id", "subscriber_id", "n", "at", "method", "signals", "text as agent", "network"])
    .select(["verdict", "rule", "confidence"]);
}

type Row = Pick<Hit, "id" | "n" | "at" | "method" | "network"> & { signals: string; agent: string | null } & {
  verdict: Verdict | null;
  rule: string | null;
  confidence: string | null;
};

/** Reads a row as rules look at it. */
export function hitOf({ id, n, at, method, network, signals, agent, verdict, rule, confidence }: Row): Hit {
  const kept = verdict && rule && confidence ? { verdict, rule, confidence } : null;
  const marks = signals.split(" ").filter(Boolean) as Signal[];
  return { id, n, at, method, network, signals: marks, agent: agent ?? "", kept };
}

/**
 * Reads where readers have their mail, and when our server took it. Where people settled that it did, nobody knows when: such a row
 * has no code of a reply.
 */
async function readersOf({ db }: Context, editionId: number, ids: number[]) {
  const rows = await db
    .selectFrom("subscribers")
    .leftJoin("deliveries", (join) =>
      join.onRef("deliveries.subscriber_id", "=", "subscribers.id").on("deliveries.edition_id", "=", editionId),
    )
    .select(["subscribers.id", "domain", "status", "reply_code", "finished_at"])
    .where(isAmong(db, "subscribers.id", ids))
    .execute();
  return new Map(
    rows.map(({ id, domain, status, reply_code, finished_at }) => {
      const acceptedAt = status === "accepted" && reply_code !== null ? finished_at : null;
      return [id, { domain, acceptedAt }];
    }),
  );
}
