import type { Counts } from "#app/models/deliveries/deliveries.server.ts";

/** Counts an issue's finished deliveries. */
export function settledOf(counts: Counts): number {
  return counts.total - counts.queued - counts.sending;
}

/** @returns like `under a minute`, `12 minutes`, `3 hours` */
export function timeWords(seconds: number): string {
  if (seconds < 60) return "under a minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}
