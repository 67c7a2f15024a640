import { day, hour, minute } from "#app/models/durations.ts";

/** Says how long it is until a time, like `in 2 days 4 hours`, `in 12 minutes`. @param ms until then */
export function untilWords(ms: number): string {
  if (ms <= 0) return "now";
  if (ms < minute) return "in less than a minute";
  const parts: [number, string][] = [
    [Math.floor(ms / day), "day"],
    [Math.floor((ms % day) / hour), "hour"],
    [Math.floor((ms % hour) / minute), "minute"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const told = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return `in ${told.map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" ")}`;
}
