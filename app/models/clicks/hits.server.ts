import { inQuickTransaction, type Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import { forChange } from "#db/client.server.ts";
import type { HitMethod, Signal } from "./signals.server.ts";

/** A request for a counted link, or with `n` null for the picture of an open; `at` in milliseconds. */
export type NewHit = {
  editionId: number;
  /** Null where the address names nobody. */
  subscriberId: number | null;
  n: number | null;
  at: number;
  method: HitMethod;
  signals: Signal[];
  agent: string;
  /** The address that it came from. */
  network: string;
};

/** Characters: programs tell their names at length, and nobody reads further. */
export const longestAgent = 300;

/**
 * Writes hits down, all or none; a power cut may take them until a `flush`. Readers who refused to be counted, or were erased, are left out of them, also for mail that went
 * out before (C-18).
 */
export async function keepHits(context: Context, hits: readonly NewHit[]): Promise<void> {
  if (hits.length === 0) return;
  await inQuickTransaction(context, async (context) => {
    const named = await countable(context, hits);
    // Not even the name of the program is kept of those who refused.
    const isTraced = ({ subscriberId }: NewHit) => subscriberId === null || named.has(subscriberId);
    const agents = await agentIds(context, hits.filter(isTraced));
    const rows = hits.map(({ editionId, subscriberId, n, at, method, signals, agent, network }) => {
      const isNamed = subscriberId !== null && named.has(subscriberId);
      const anybodys = { edition_id: editionId, subscriber_id: isNamed ? subscriberId : null, n, at, method };
      const traced = subscriberId === null || isNamed;
      return {
        ...anybodys,
        signals: traced ? signals.join(" ") : "",
        agent_id: traced ? (agents.get(shortened(agent)) ?? null) : null,
        network: traced ? network : null,
      };
    });
    await insertRows(context.db, "edition_hits", rows);
  });
}

/** Locked until the hits are written, so that a refusal comes before or after them. */
async function countable(context: Context, hits: readonly NewHit[]): Promise<Set<number>> {
  const ids = [...new Set(hits.flatMap(({ subscriberId }) => subscriberId ?? []))];
  if (ids.length === 0) return new Set();
  const query = context.db
    .selectFrom("subscribers")
    .select("id")
    .where(isAmong(context.db, "id", ids))
    .where("uncounted_at", "is", null)
    .where("erased_at", "is", null)
    .orderBy("id");
  const rows = await forChange(context.db, query).execute();
  return new Set(rows.map(({ id }) => id));
}

/** The rows are in one order, so that two processes that write the same do not wait for each other. */
async function agentIds(context: Context, hits: readonly NewHit[]): Promise<Map<string, number>> {
  const texts = [...new Set(hits.map(({ agent }) => shortened(agent)))].filter((text) => text !== "").sort();
  if (texts.length === 0) return new Map();
  const now = context.clock();
  const known = await context.db
    .selectFrom("agents")
    .select(["id", "text"])
    .where(isAmong(context.db, "text", texts))
    .where("seen_at", ">", now - day)
    .execute();
  const ids = new Map(known.map(({ id, text }) => [text, id]));
  const rows = texts.filter((text) => !ids.has(text)).map((text) => ({ text, seen_at: now }));
  const then = "on conflict (text) do update set seen_at = excluded.seen_at returning id, text";
  for (const { id, text } of await insertRows<"agents", { id: number; text: string }>(context.db, "agents", rows, then))
    ids.set(text, id);
  return ids;
}

function shortened(agent: string): string {
  return agent.slice(0, longestAgent).toWellFormed().replaceAll("\0", "");
}
