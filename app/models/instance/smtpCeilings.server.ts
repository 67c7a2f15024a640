import type { Context } from "#app/context.server.ts";
import { day, hour } from "#app/models/durations.ts";
import { liveSenders } from "./senderProcesses.server.ts";

/** The most connections to a mail server that senders take without being told to, all of them together. */
export const mostUnasked = 20;

/** Milliseconds after which one connection more is tried than a mail server took last. */
const oneMoreAfter = hour;

/**
 * Returns this process's share of the connections to a mail server, at least one; `isRefused`: the server refused more
 * within the last day.
 */
export async function connectionShare(context: Context, processId: string, server: string) {
  const refused = await ceilingOf(context, server);
  const ids = (await liveSenders(context)).map(({ id }) => id).sort();
  const [rank, of] = [ids.indexOf(processId), Math.max(1, ids.length)];
  const all = Math.min(refused ?? mostUnasked, mostUnasked);
  const share = Math.floor(all / of) + (rank >= 0 && rank < all % of ? 1 : 0);
  return { most: Math.max(1, share), isRefused: refused !== null };
}

/**
 * Remembers for a day that a mail server refused more connections than this process has now, and the others beside it.
 * A bad hour of a server is not its rule: with each hour one more may be tried, and what is refused then counts from
 * then on.
 * @param reply the server's words
 */
export async function rememberCeiling(
  context: Context,
  processId: string,
  { server, connections, reply }: { server: string; connections: number; reply: string },
): Promise<void> {
  const others = (await liveSenders(context)).filter(({ id }) => id !== processId);
  const all = others.reduce((sum, { connections }) => sum + connections, connections);
  const known = await ceilingOf(context, server);
  const found = { connections: Math.min(all, known ?? all), found_at: context.clock(), reply };
  await context.db
    .insertInto("smtp_ceilings")
    .values({ server, ...found })
    .onConflict((conflict) => conflict.column("server").doUpdateSet(found))
    .execute();
}

async function ceilingOf(context: Context, server: string): Promise<number | null> {
  const row = await context.db
    .selectFrom("smtp_ceilings")
    .select(["connections", "found_at"])
    .where("server", "=", server)
    .where("found_at", ">", context.clock() - day)
    .executeTakeFirst();
  if (!row) return null;
  return row.connections + Math.max(0, Math.floor((context.clock() - row.found_at) / oneMoreAfter));
}
