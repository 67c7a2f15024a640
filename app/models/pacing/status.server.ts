import { formatTime } from "#app/models/dates.server.ts";
import { day, hour } from "#app/models/durations.ts";
import { connectionsOf, dayCap, perSecond, type RateLimit } from "./limits.server.ts";

/** The status of a destination. `until`: milliseconds, when the next message may leave. */
export type RateLimitStatus =
  | { state: "free" }
  /** It replied "too fast": nothing leaves for a while, then slowly. */
  | { state: "held"; since: number; until: number; reply: string }
  | { state: "slowed"; since: number; perSecond: number | null; connections: number | null; reply: string }
  /** The cap of this hour or day is used up. */
  | { state: "capped"; until: number; by: "hour" | "day" };

export function statusOf(pace: RateLimit, now: number): RateLimitStatus {
  const slowDown = { since: pace.slow_since ?? now, reply: pace.slow_reply ?? "" };
  if (pace.held_until !== null && pace.held_until > now) return { state: "held", until: pace.held_until, ...slowDown };
  const { hour: inHour, day: inDay } = useOf(pace, now);
  if (inDay && inDay.used >= inDay.cap) return { state: "capped", until: inDay.until, by: "day" };
  if (inHour && inHour.used >= inHour.cap) return { state: "capped", until: inHour.until, by: "hour" };
  if (pace.slow_step_at === null) return { state: "free" };
  return { state: "slowed", perSecond: perSecond(pace), connections: connectionsOf(pace), ...slowDown };
}

/** The use of a cap; `until`: milliseconds, when its window begins again. */
type Use = { used: number; cap: number; until: number };

/** Returns the use of the current hour and day, where they have a cap. */
export function useOf(pace: RateLimit, now: number): { hour: Use | null; day: Use | null } {
  const use = (cap: number | null, at: number, span: number, count: number): Use | null => {
    if (cap === null) return null;
    const runs = now >= at && now < at + span;
    return { cap, used: runs ? count : 0, until: runs ? at + span : now + span };
  };
  return {
    hour: use(pace.per_hour, pace.hour_at, hour, pace.hour_count),
    day: use(dayCap(pace, now), pace.day_at, day, pace.day_count),
  };
}

/** @returns a formatted status, like `paused until 09:42`; empty for a free destination */
export function describeStatus(standing: RateLimitStatus, now: number, timeZone: string): string {
  const time = (at: number) => formatTime(at, now, timeZone);
  switch (standing.state) {
    case "free":
      return "";
    case "held":
      return `asked for patience at ${time(standing.since)}: nothing until ${time(standing.until)}`;
    case "slowed":
      return `asked for patience at ${time(standing.since)}: slower for now${wordSlow(standing)}`;
    case "capped":
      return `what may leave in ${standing.by === "day" ? "a day" : "an hour"} has left: goes on at ${time(standing.until)}`;
  }
}

function wordSlow({ perSecond, connections }: Extract<RateLimitStatus, { state: "slowed" }>): string {
  const rate = perSecond === null ? [] : [formatRate(perSecond)];
  const lines = connections === null ? [] : [connections === 1 ? "one connection" : `${connections} connections`];
  const limits = [...rate, ...lines];
  return limits.length > 0 ? `, at most ${limits.join(" on ")}` : "";
}

/** @returns like `230 a second`, `1.5 a second`, `12 a minute`, `4 an hour`, `nothing` */
export function formatRate(perSecond: number): string {
  if (perSecond < still) return "nothing";
  if (perSecond >= 10) return `${Math.round(perSecond).toLocaleString("en")} a second`;
  if (perSecond >= 1) return `${Math.round(perSecond * 10) / 10} a second`;
  if (perSecond * 60 >= 2) return `${Math.round(perSecond * 60)} a minute`;
  return `${Math.round(perSecond * 3600)} an hour`;
}

/** Messages a second: a smaller rate is the trace of one message, a while ago. */
export const still = 0.001;
