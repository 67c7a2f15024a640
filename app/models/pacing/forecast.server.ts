import { day, hour } from "#app/models/durations.ts";
import { dayCap, inThisWindow, perSecond, type RateLimit } from "./limits.server.ts";

/** A forecast ends after this many hours and days. */
const mostWindows = 2000;

/**
 * Estimates when the last of `left` messages leaves, at the current rate and under the limits for all mail.
 * @param rate messages a second, now
 * @param rules of `*`, if there are any
 * @returns milliseconds since the epoch; null when it cannot be estimated
 */
export function expectedFinish(left: number, rate: number, rules: RateLimit | undefined, now: number): number | null {
  if (left <= 0) return null;
  if (!rules) return rate > 0 ? now + (left / rate) * 1000 : null;
  let [at, rest, pace] = [Math.max(now, rules.held_until ?? 0), left, rules];
  const perMs = speedUnder(rules, rate, at) / 1000;
  if (perMs === 0) return null;
  for (let windows = 0; windows < mostWindows; windows += 1) {
    pace = inThisWindow(pace, at);
    const { room, ends } = windowOf(pace, at);
    const count = Math.min(rest, room, (ends - at) * perMs);
    rest -= count;
    if (rest <= 0) return at + count / perMs;
    pace = { ...pace, hour_count: pace.hour_count + count, day_count: pace.day_count + count };
    at = ends;
  }
  return null;
}

/**
 * Estimates the seconds that a send takes if it begins now: at the speed of the last send, within the limits.
 * @param measured messages a second of a former send
 * @returns null when the speed is unknown
 */
export function expectedSeconds(
  readers: number,
  rules: RateLimit | undefined,
  measured: number | null,
  now: number,
): number | null {
  const rate = measured ?? (rules && perSecond(rules)) ?? Infinity;
  const at = expectedFinish(readers, rate, rules, now);
  // Without a measured rate and without a cap there is no forecast.
  return at === null || (rate === Infinity && at === now) ? null : (at - now) / 1000;
}

/** While a cap holds everything back the measured rate is 0; then the caps alone decide. */
function speedUnder(rules: RateLimit, rate: number, at: number): number {
  const most = perSecond(rules) ?? Infinity;
  if (rate > 0) return Math.min(rate, most);
  return windowOf(inThisWindow(rules, at), at).room <= 0 ? most : 0;
}

/** Returns the messages left in this hour or day, and when the next window begins. */
function windowOf(pace: RateLimit, at: number): { room: number; ends: number } {
  const cap = dayCap(pace, at);
  const hourly = pace.per_hour === null ? null : { room: pace.per_hour - pace.hour_count, ends: pace.hour_at + hour };
  const daily = cap === null ? null : { room: cap - pace.day_count, ends: pace.day_at + day };
  const windows = [hourly, daily].filter((one) => one !== null);
  // A full window blocks until its own end, whichever window ends first.
  const closed = windows.filter(({ room }) => room < 1);
  if (closed.length > 0) return { room: 0, ends: Math.max(...closed.map(({ ends }) => ends)) };
  return {
    room: Math.min(...windows.map(({ room }) => room)),
    ends: Math.min(...windows.map(({ ends }) => ends)),
  };
}
