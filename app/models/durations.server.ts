/** How many messages may leave; null: as many as do. */
export type Limits = { perSecond: number | null; perHour: number | null; perDay: number | null };

const [hour, day] = [3600, 24 * 3600];

/**
 * How long a send takes, in seconds: as fast as the last one went, no faster than the limits let it.
 * @param measured messages a second of a former send
 * @returns null when nothing says how fast it goes
 */
export function expectedSeconds(readers: number, limits: Limits, measured: number | null): number | null {
  const { perSecond, perHour, perDay } = limits;
  const rates = [perSecond, measured].filter((rate) => rate !== null && rate > 0) as number[];
  if (rates.length === 0 && readers <= Math.min(perHour ?? Infinity, perDay ?? Infinity)) return null;
  const atOnce = (count: number) => count / Math.min(...rates);
  const inHours = (count: number) => (perHour ? windows(count, perHour, hour, atOnce) : atOnce(count));
  return perDay ? windows(readers, perDay, day, inHours) : inHours(readers);
}

/** Windows of `cap` messages, each no shorter than `length`; the last one ends with the last message. */
function windows(count: number, cap: number, length: number, within: (count: number) => number): number {
  const full = Math.max(0, Math.ceil(count / cap) - 1);
  return full * Math.max(length, within(cap)) + within(count - full * cap);
}

/** @returns like `under a minute`, `about 12 minutes`, `about 3 hours`, `about 2 days` */
export function wordDuration(seconds: number): string {
  if (seconds < 60) return "under a minute";
  const [minutes, hours, days] = [60, hour, day].map((unit) => Math.round(seconds / unit)) as [number, number, number];
  if (minutes < 90) return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
  return hours < 48 ? `about ${hours} hours` : `about ${days} days`;
}
