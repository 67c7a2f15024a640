import { everywhere } from "#app/models/pacing/limits.server.ts";

/** Measures how fast messages leave, by destination and in all, with more weight on recent seconds. */
export type RateMeter = {
  count(destination: string, now: number): void;
  /** Messages a second, now. */
  perSecond(destination: string, now: number): number;
  /** The busiest destinations first. */
  busiest(now: number, limit: number): { destination: string; perSecond: number }[];
};

/** Milliseconds after which a message counts half. */
const halfLife = 5_000;
const decay = Math.LN2 / halfLife;
/** Milliseconds without a message, after which a rate is measured from nothing. */
const quiet = 10 * halfLife;
/** The weight of the first second: a rate is not told from less. */
const leastSeen = 1 - Math.exp(-decay * 1000);

export function openRateMeter(): RateMeter {
  /** `seen`: the share of all weight that the time since the first message has; before it there were no messages. */
  type Rate = { rate: number; seen: number; at: number };
  const rates = new Map<string, Rate>();
  const faded = ({ rate, seen, at }: Rate, now: number): Rate => {
    const kept = Math.exp(-decay * Math.max(0, now - at));
    return { rate: rate * kept, seen: 1 - (1 - seen) * kept, at: now };
  };
  const rateAt = (destination: string, now: number) => {
    const known = rates.get(destination);
    if (!known) return 0;
    const { rate, seen } = faded(known, now);
    return rate / Math.max(seen, leastSeen);
  };
  const add = (destination: string, now: number) => {
    const known = rates.get(destination);
    if (!known || now - known.at >= quiet) return void rates.set(destination, { rate: decay * 1000, seen: 0, at: now });
    // In place, and without the exponential for messages of the same millisecond: it runs twice a message.
    const kept = now > known.at ? Math.exp(-decay * (now - known.at)) : 1;
    known.rate = known.rate * kept + decay * 1000;
    known.seen = 1 - (1 - known.seen) * kept;
    known.at = now;
  };
  return {
    count(destination, now) {
      add(destination, now);
      add(everywhere, now);
      // Drops the many domains with only a reader or two.
      if (rates.size > 5_000) for (const [name, { at }] of rates) if (now - at > quiet) rates.delete(name);
    },
    perSecond: rateAt,
    busiest: (now, limit) =>
      [...rates.keys()]
        .filter((destination) => destination !== everywhere)
        .map((destination) => ({ destination, perSecond: rateAt(destination, now) }))
        .filter(({ perSecond }) => perSecond >= 0.01)
        .sort((a, b) => b.perSecond - a.perSecond)
        .slice(0, limit),
  };
}
