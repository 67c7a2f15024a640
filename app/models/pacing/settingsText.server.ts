import { day } from "#app/models/durations.ts";
import { everywhere, warmUpCap, type RateLimit } from "./limits.server.ts";

/** Returns the name of a destination inside a sentence. */
export function nameOf(destination: string): string {
  return destination === everywhere ? "All mail" : destination;
}

/** Returns one sentence for each limit; empty when there are none. */
export function describeRules(pace: RateLimit): string[] {
  const words = (count: number | null, unit: string) =>
    count === null ? [] : [`${count.toLocaleString("en")} ${unit}`];
  return [
    ...words(pace.per_second, "a second"),
    ...words(pace.per_hour, "an hour"),
    ...words(pace.per_day, "a day"),
    ...words(pace.connections, pace.connections === 1 ? "connection" : "connections"),
    ...words(pace.warm_up_first, `on the first day of the warm-up, ${pace.warm_up_growth ?? 0} % more each day`),
  ];
}

/** Lists the days of a warm-up from today: the start of each in milliseconds, and its cap. */
export function warmUpPlan(pace: RateLimit, now: number, days = 7): { at: number; cap: number }[] {
  if (pace.warm_up_at === null) return [];
  const gone = Math.max(0, Math.floor((now - pace.warm_up_at) / day));
  return Array.from({ length: days }, (_, i) => {
    const at = pace.warm_up_at! + (gone + i) * day;
    return { at, cap: Math.min(warmUpCap(pace, at)!, pace.per_day ?? Infinity) };
  });
}
