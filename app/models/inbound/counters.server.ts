import { hour } from "#app/models/durations.ts";

/** The most subjects that are counted at once; beyond that all begin again, so that nobody fills the memory. */
const most = 50_000;

/** Counts, in this process alone, how often something came within an hour. */
export function openCounters(clock: () => number) {
  let counts = new Map<string, { since: number; count: number }>();
  return {
    /** Counts one more. @returns how many there have been within the hour that the first began */
    count(scope: string, subject: string): number {
      const key = `${scope} ${subject}`;
      const now = clock();
      const known = counts.get(key);
      if (known && now < known.since + hour) return (known.count += 1);
      if (counts.size >= most) counts = new Map([...counts].filter(([, { since }]) => now < since + hour));
      if (counts.size >= most) counts.clear();
      counts.set(key, { since: now, count: 1 });
      return 1;
    },
  };
}
