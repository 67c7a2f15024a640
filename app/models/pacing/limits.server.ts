import type { Selectable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { minute, hour, day } from "#app/models/durations.ts";
import { forUpdate } from "#db/client.server.ts";
import type { PacesTable } from "#db/schema.ts";

/** How fast a destination may be written to: the operator's rules, and where it stands. Rates are messages. */
export type RateLimit = Selectable<PacesTable>;

/** All destinations together. */
export const everywhere = "*";

/** How much of the rate may leave at once after a rest: lanes look every 0.3 s, and those turns must not be lost. */
const burst = 500;
/** P-02: a destination that asked for patience is left alone for ten minutes; our own server, which has many, for less. */
const holdDestination = 10 * minute;
const holdEverywhere = 30_000;
const longestHold = hour;
/** Then a connection more and a tenth of the rate more each minute, until it is fully back. */
const stepEvery = minute;
const stepsBack = 10;

/** True when nothing holds this destination back: it need not be asked before every message. */
export function isUnlimited(pace: RateLimit): boolean {
  return (
    perSecond(pace) === null &&
    pace.per_hour === null &&
    pace.per_day === null &&
    pace.warm_up_at === null &&
    pace.held_until === null
  );
}

/** The messages a second that hold now: the rule, or less while the destination asks for patience. */
export function perSecond(pace: RateLimit): number | null {
  const rates = [pace.per_second, pace.slow_per_second].filter((rate) => rate !== null);
  return rates.length > 0 ? Math.min(...rates) : null;
}

/** The connections it may have now, of all processes together; null when nobody set any. */
export function connectionsOf(pace: RateLimit): number | null {
  const caps = [pace.connections, pace.slow_connections].filter((cap) => cap !== null);
  return caps.length > 0 ? Math.min(...caps) : null;
}

/** The most that may leave in the day that `now` is in, warm-up included; null when there is no cap. */
export function dayCap(pace: RateLimit, now: number): number | null {
  const caps = [pace.per_day, warmUpCap(pace, now)].filter((cap) => cap !== null);
  return caps.length > 0 ? Math.min(...caps) : null;
}

/** P-03: `first` messages on the first day, then so many per cent more each day. */
export function warmUpCap(pace: RateLimit, now: number): number | null {
  if (pace.warm_up_at === null || pace.warm_up_first === null) return null;
  const days = Math.max(0, Math.floor((now - pace.warm_up_at) / day));
  return Math.floor(Math.min(pace.warm_up_first * (1 + (pace.warm_up_growth ?? 0) / 100) ** days, 1e9));
}

/** What one more message means for a pace. */
type Permit = { pace: RateLimit } | { waitUntil: number };

/**
 * Takes one message's turn.
 * @returns the pace after it; or when the next one may come
 */
export function takePermits(given: RateLimit, now: number): Permit {
  const pace = inThisWindow(given, now);
  if (pace.held_until !== null && pace.held_until > now) return { waitUntil: pace.held_until };
  if (pace.per_hour !== null && pace.hour_count >= pace.per_hour) return { waitUntil: pace.hour_at + hour };
  const cap = dayCap(pace, now);
  if (cap !== null && pace.day_count >= cap) return { waitUntil: pace.day_at + day };
  const rate = perSecond(pace);
  if (rate !== null && pace.next_at - now > burst) return { waitUntil: pace.next_at - burst };
  const next_at = rate === null ? pace.next_at : Math.max(pace.next_at, now) + 1000 / rate;
  return { pace: { ...pace, next_at, hour_count: pace.hour_count + 1, day_count: pace.day_count + 1 } };
}

/** The pace before a turn that `takeTurn` gave, for a message that does not leave. */
export function returnPermits(pace: RateLimit): RateLimit {
  const rate = perSecond(pace);
  return {
    ...pace,
    next_at: rate === null ? pace.next_at : pace.next_at - 1000 / rate,
    hour_count: Math.max(0, pace.hour_count - 1),
    day_count: Math.max(0, pace.day_count - 1),
  };
}

/** An hour and a day begin with their first message. */
export function inThisWindow(pace: RateLimit, now: number): RateLimit {
  const hourIsOver = now >= pace.hour_at + hour || now < pace.hour_at;
  const dayIsOver = now >= pace.day_at + day || now < pace.day_at;
  return {
    ...pace,
    ...(hourIsOver && { hour_at: now, hour_count: 0 }),
    ...(dayIsOver && { day_at: dayStart(pace, now), day_count: 0 }),
  };
}

/** While a domain warms up, its days are the plan's. */
function dayStart(pace: RateLimit, now: number): number {
  return pace.warm_up_at === null || pace.warm_up_at > now ? now : now - ((now - pace.warm_up_at) % day);
}

/**
 * A destination asked us to slow down (T-08, P-02): nothing for a while, longer each time; then one connection and half
 * the rate that it had.
 * @param rate messages a second that left for it before
 */
export function slowed(pace: RateLimit, now: number, rate: number, reply: string): Partial<RateLimit> {
  // Answers of the same moment, on other connections, are the same request.
  if (pace.held_until !== null && pace.held_until > now) return { slow_reply: reply };
  const hold = pace.destination === everywhere ? holdEverywhere : holdDestination;
  const half = Math.max(Math.min(rate, perSecond(pace) ?? Infinity) / 2, 1 / 60);
  return {
    held_until: now + Math.min(hold * 2 ** pace.slow_times, longestHold),
    slow_per_second: half,
    slow_connections: 1,
    slow_since: pace.slow_since ?? now,
    slow_step_at: now,
    slow_times: pace.slow_times + 1,
    slow_reply: reply,
  };
}

/** A pace that nobody asked to be slower. */
export const notSlowed = {
  held_until: null,
  slow_per_second: null,
  slow_connections: null,
  slow_since: null,
  slow_step_at: null,
  slow_times: 0,
  slow_reply: null,
};

/** What a minute without complaint gives back; null when it is not time. */
export function recovered(pace: RateLimit, now: number): Partial<RateLimit> | null {
  if (pace.slow_step_at === null) return null;
  if (now < Math.max(pace.slow_step_at, pace.held_until ?? 0) + stepEvery) return null;
  const steps = pace.slow_connections ?? 1;
  if (steps >= stepsBack) return notSlowed;
  // Half the rate at first, a tenth of the whole more with each step.
  const more = (5 + steps) / (4 + steps);
  return {
    held_until: null,
    slow_per_second: pace.slow_per_second === null ? null : pace.slow_per_second * more,
    slow_connections: steps + 1,
    slow_step_at: now,
  };
}

/** Every pace there is, rules and state. */
export function listRateLimits(context: Context): Promise<RateLimit[]> {
  return context.db.selectFrom("paces").selectAll().orderBy("destination").execute();
}

/** The same, held until the transaction ends, so that processes share one budget. */
export function lockRateLimits(context: Context, destinations: string[]): Promise<RateLimit[]> {
  return forUpdate(
    context.db,
    context.db.selectFrom("paces").selectAll().where("destination", "in", destinations).orderBy("destination"),
  ).execute();
}

/** Keeps the turns taken. */
export async function keepPermits(context: Context, pace: RateLimit): Promise<void> {
  const { next_at, hour_at, hour_count, day_at, day_count } = pace;
  await context.db
    .updateTable("paces")
    .set({ next_at, hour_at, hour_count, day_at, day_count })
    .where("destination", "=", pace.destination)
    .execute();
}

/** Notes that a destination asked for patience; see `slowed`. */
export async function slowDown(context: Context, destination: string, rate: number, reply: string): Promise<void> {
  const now = context.clock();
  await context.db
    .insertInto("paces")
    .values({ destination })
    .onConflict((conflict) => conflict.column("destination").doNothing())
    .execute();
  const [pace] = await lockRateLimits(context, [destination]);
  await context.db
    .updateTable("paces")
    .set(slowed(pace!, now, rate, reply))
    .where("destination", "=", destination)
    .execute();
}

/** Gives back what is due; called each second by every sender, and done once. */
export async function recoverRateLimits(context: Context): Promise<void> {
  const now = context.clock();
  for (const pace of await listRateLimits(context)) {
    const change = recovered(pace, now);
    if (!change) continue;
    await context.db
      .updateTable("paces")
      .set(change)
      .where("destination", "=", pace.destination)
      .where("slow_step_at", "=", pace.slow_step_at)
      .where((eb) => (pace.held_until === null ? eb("held_until", "is", null) : eb("held_until", "=", pace.held_until)))
      .execute();
  }
}

/** Which destination a domain belongs to, for those that share their servers with others. */
export async function destinationsOf(context: Context): Promise<Map<string, string>> {
  const rows = await context.db.selectFrom("destinations").selectAll().execute();
  return new Map(rows.map((row) => [row.domain, row.destination]));
}
