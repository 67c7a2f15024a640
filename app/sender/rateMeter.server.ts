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

export function openRateMeter(): RateMeter {
  const rates = new Map<string, { rate: number; at: number }>();
  const rateAt = (destination: string, now: number) => {
    const known = rates.get(destination);
    return known ? known.rate * Math.exp(-decay * Math.max(0, now - known.at)) : 0;
  };
  const add = (destination: string, now: number) =>
    rates.set(destination, { rate: rateAt(destination, now) + decay * 1000, at: now });
  return {
    count(destination, now) {
      add(destination, now);
      add(everywhere, now);
      // Drops the many domains with only a reader or two.
      if (rates.size > 5_000) for (const [name, { at }] of rates) if (now - at > 10 * halfLife) rates.delete(name);
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
