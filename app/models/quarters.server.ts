import { DateTime } from "luxon";
import { minute } from "#app/models/durations.ts";

/** Every zone's day begins at a quarter of an hour: within one, all times are of the same day. */
const quarter = 15 * minute;

/** Returns what names the day of a time in a zone, like `2026-11-28`; it remembers, because a million times have few days. */
export function daysIn(timeZone: string): (at: number) => string {
  const known = new Map<number, string>();
  return (at) => {
    const of = Math.floor(at / quarter);
    const day = known.get(of) ?? DateTime.fromMillis(of * quarter, { zone: timeZone }).toISODate()!;
    known.set(of, day);
    return day;
  };
}
