import type { Selectable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { minute, hour, day } from "#app/models/durations.ts";
import { forUpdate } from "#db/client.server.ts";
import type { PacesTable } from "#db/schema/deliveries.ts";
import { statement, type AtOnce, type Value } from "#db/statements.server.ts";

/** The limits that an operator set for a destination, and its state. Rates count messages. */
export type RateLimit = Selectable<PacesTable>;

/** The destination of all mail together. */
export const everywhere = "*";

/**
 * The messages that may leave at once after a rest. Connections ask every 0.3 s, and permits of that time must not be
 * lost.
 */
const burst = 500;
/** P-02: a destination that replied "too fast" gets nothing for ten minutes. All mail together (`*`) waits less. */
const holdDestination = 10 * minute;
const holdEverywhere = 30_000;
const longestHold = hour;
/** Afterwards each minute adds one connection and a tenth of the rate, up to the full limit. */
const stepEvery = minute;
const stepsBack = 10;

/** True when no limit applies: it need not be asked before every message. */
export function isUnlimited(pace: RateLimit): boolean {
  return (
    perSecond(pace) === null &&
    pace.per_hour === null &&
    pace.per_day === null &&
    pace.warm_up_at === null &&
    pace.held_until === null
  );
}

/**
 * Returns the messages a second allowed now: the limit, or less while the destination is slowed; null without a limit.
 */
export function perSecond(pace: RateLimit): number | null {
  return lower(pace.per_second, pace.slow_per_second);
}

function lower(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

/** Returns the connections allowed now, over all processes; null when there is no limit. */
export function connectionsOf(pace: RateLimit): number | null {
  return lower(pace.connections, pace.slow_connections);
}

/** Returns the most messages of the day that `now` is in, warm-up included; null when there is no cap. */
export function dayCap(pace: RateLimit, now: number): number | null {
  return lower(pace.per_day, warmUpCap(pace, now));
}

/** P-03: `first` messages on the first day, then a fixed percentage more each day. */
export function warmUpCap(pace: RateLimit, now: number): number | null {
  if (pace.warm_up_at === null || pace.warm_up_first === null) return null;
  const days = Math.max(0, Math.floor((now - pace.warm_up_at) / day));
  return Math.floor(Math.min(pace.warm_up_first * (1 + (pace.warm_up_growth ?? 0) / 100) ** days, 1e9));
}

/** A permit taken, or the time in milliseconds when the next one is available. */
export type Permit = { pace: RateLimit } | { waitUntil: number };

/**
 * Takes the permit of one message.
 * @returns the limit after it, or the time when the next permit is available
 */
export function takePermits(given: RateLimit, now: number): Permit {
  const waitUntil = permitAt(given, now);
  if (waitUntil !== null) return { waitUntil };
  const pace = inThisWindow(given, now);
  const rate = perSecond(pace);
  const next_at = rate === null ? pace.next_at : Math.max(pace.next_at, now) + 1000 / rate;
  return { pace: { ...pace, next_at, hour_count: pace.hour_count + 1, day_count: pace.day_count + 1 } };
}

/** Returns the time in milliseconds when the next permit is available; null when there is one now. */
export function permitAt(given: RateLimit, now: number): number | null {
  const pace = inThisWindow(given, now);
  if (pace.held_until !== null && pace.held_until > now) return pace.held_until;
  if (pace.per_hour !== null && pace.hour_count >= pace.per_hour) return pace.hour_at + hour;
  const cap = dayCap(pace, now);
  if (cap !== null && pace.day_count >= cap) return pace.day_at + day;
  const isAhead = perSecond(pace) !== null && pace.next_at - now > burst;
  return isAhead ? pace.next_at - burst : null;
}

/** Returns the state before a permit from `takePermits`, for a message that does not leave. */
export function returnPermits(pace: RateLimit): RateLimit {
  const rate = perSecond(pace);
  return {
    ...pace,
    next_at: rate === null ? pace.next_at : pace.next_at - 1000 / rate,
    hour_count: Math.max(0, pace.hour_count - 1),
    day_count: Math.max(0, pace.day_count - 1),
  };
}

/** Hour and day windows begin with their first message. */
export function inThisWindow(pace: RateLimit, now: number): RateLimit {
  const hourIsOver = now >= pace.hour_at + hour || now < pace.hour_at;
  const dayIsOver = now >= pace.day_at + day || now < pace.day_at;
  if (!hourIsOver && !dayIsOver) return pace;
  return {
    ...pace,
    ...(hourIsOver && { hour_at: now, hour_count: 0 }),
    ...(dayIsOver && { day_at: dayStart(pace, now), day_count: 0 }),
  };
}

/** During a warm-up the days are those of its plan. */
function dayStart(pace: RateLimit, now: number): number {
  return pace.warm_up_at === null || pace.warm_up_at > now ? now : now - ((now - pace.warm_up_at) % day);
}

/**
 * Returns the change after a "too fast" reply (T-08, P-02): a wait, longer each time, then one connection and half of
 * the former rate.
 * @param rate messages a second that left for it before
 */
export function slowed(pace: RateLimit, now: number, rate: number, reply: string): Partial<RateLimit> {
  // Replies on other connections during the wait are the same request.
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

/** The columns of a destination that is not slowed. */
export const notSlowed = {
  held_until: null,
  slow_per_second: null,
  slow_connections: null,
  slow_since: null,
  slow_step_at: null,
  slow_times: 0,
  slow_reply: null,
};

/** Returns what a minute without complaint gives back; null before the minute is over. */
export function recovered(pace: RateLimit, now: number): Partial<RateLimit> | null {
  if (pace.slow_step_at === null) return null;
  if (now < Math.max(pace.slow_step_at, pace.held_until ?? 0) + stepEvery) return null;
  const steps = pace.slow_connections ?? 1;
  if (steps >= stepsBack) return notSlowed;
  // Begins at half of the rate; each step adds a tenth of the whole.
  const more = (5 + steps) / (4 + steps);
  return {
    held_until: null,
    slow_per_second: pace.slow_per_second === null ? null : pace.slow_per_second * more,
    slow_connections: steps + 1,
    slow_step_at: now,
  };
}

/** Lists every rate limit with its state. */
export function listRateLimits(context: Context): Promise<RateLimit[]> {
  return context.db.selectFrom("paces").selectAll().orderBy("destination").execute();
}

/** Reads and locks rate limits until the transaction ends, so that processes share one budget. */
export function lockRateLimits(context: Context, destinations: string[]): Promise<RateLimit[]> {
  return forUpdate(
    context.db,
    context.db.selectFrom("paces").selectAll().where("destination", "in", destinations).orderBy("destination"),
  ).execute();
}

/** Stores the permits taken. */
export async function keepPermits(context: Context, pace: RateLimit): Promise<void> {
  const { next_at, hour_at, hour_count, day_at, day_count } = pace;
  await context.db
    .updateTable("paces")
    .set({ next_at, hour_at, hour_count, day_at, day_count })
    .where("destination", "=", pace.destination)
    .execute();
}

/** Reads a rate limit as a step of a transaction; on a file nobody else writes until its end. */
export function readRateLimit(atOnce: AtOnce, destination: string): RateLimit | undefined {
  return limitNow.now(atOnce, { destination })[0];
}

const limitNow = statement((db, value: Value<{ destination: string }>) =>
  db.selectFrom("paces").selectAll().where("destination", "=", value("destination")),
);

/** Like `keepPermits`, as a step of a transaction. */
export function keepPermitsNow(atOnce: AtOnce, pace: RateLimit): void {
  permitsNow.now(atOnce, pace);
}

const permitsNow = statement((db, value: Value<RateLimit>) =>
  db
    .updateTable("paces")
    .set({
      next_at: value("next_at"),
      hour_at: value("hour_at"),
      hour_count: value("hour_count"),
      day_at: value("day_at"),
      day_count: value("day_count"),
    })
    .where("destination", "=", value("destination")),
);

/** Records that a destination replied "too fast"; see `slowed`. */
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

/** Gives back the steps that are due. Every sender calls it each second; each step is given once. */
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

/** Maps each grouped domain to its group; a domain that is not in the map is its own destination. */
export async function destinationsOf(context: Context): Promise<Map<string, string>> {
  const rows = await context.db.selectFrom("destinations").selectAll().execute();
  return new Map(rows.map((row) => [row.domain, row.destination]));
}
