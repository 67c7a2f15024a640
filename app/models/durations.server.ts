const [hour, day] = [3600, 24 * 3600];

/** @returns like `under a minute`, `about 12 minutes`, `about 3 hours`, `about 2 days` */
export function wordDuration(seconds: number): string {
  if (seconds < 60) return "under a minute";
  const [minutes, hours, days] = [60, hour, day].map((unit) => Math.round(seconds / unit)) as [number, number, number];
  if (minutes < 90) return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
  return hours < 48 ? `about ${hours} hours` : `about ${days} days`;
}
