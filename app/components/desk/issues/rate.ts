import type { Counts } from "../../../models/deliveries.server.ts";

/** How many deliveries were settled at a moment, in milliseconds. */
export type Sample = { at: number; settled: number };

/** Over how long the speed of a send is taken. */
const span = 15_000;

/** How many of an issue's deliveries have come to an end. */
export function settledOf(counts: Counts): number {
  return counts.total - counts.queued - counts.sending;
}

/** @returns the samples that the speed is taken from, with the newest */
export function withSample(samples: Sample[], newest: Sample): Sample[] {
  return [...samples.filter(({ at }) => at < newest.at && at >= newest.at - span), newest];
}

/** @returns deliveries a second; over the whole send while there is only one sample of it */
export function rateOf(samples: Sample[], startedAt: number): number {
  const newest = samples.at(-1)!;
  const oldest = samples.length > 1 ? samples[0]! : { at: startedAt, settled: 0 };
  return newest.at > oldest.at ? ((newest.settled - oldest.settled) / (newest.at - oldest.at)) * 1000 : 0;
}

/** @returns the speed in words, and the time that `left` deliveries take at it */
export function rateWords(perSecond: number, left: number): string {
  if (perSecond <= 0) return "Nothing was settled in the last seconds.";
  const rounded = Math.round(perSecond >= 2 ? perSecond : perSecond * 60);
  const speed = `About ${Math.max(1, rounded).toLocaleString("en")} a ${perSecond >= 2 ? "second" : "minute"}`;
  return left > 0 ? `${speed}, ${timeWords(left / perSecond)} left.` : `${speed}.`;
}

/** @returns like `under a minute`, `12 minutes`, `3 hours` */
export function timeWords(seconds: number): string {
  if (seconds < 60) return "under a minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}
