import type { Counts } from "../../../models/deliveries.server.ts";

/** How many of an issue's deliveries have come to an end. */
export function settledOf(counts: Counts): number {
  return counts.total - counts.queued - counts.sending;
}

/** @returns a speed, like `230 a second`, `12 a minute`, `–` for none */
export function speedWords(perSecond: number): string {
  if (perSecond < 0.01) return "–";
  return perSecond >= 2
    ? `${Math.round(perSecond).toLocaleString("en")} a second`
    : `${Math.max(1, Math.round(perSecond * 60))} a minute`;
}

/** @returns like `under a minute`, `12 minutes`, `3 hours` */
export function timeWords(seconds: number): string {
  if (seconds < 60) return "under a minute";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}
