import { DateTime } from "luxon";
import { minute } from "#app/models/durations.ts";

/** Every zone's day begins at a quarter of an hour: within one, all times are of the same day. */
const quarter = 15 * minute;

/** Returns what names the day of a time in a zone, like `2026-11-28`; it remembers, because a million times have few days. */
export function daysIn(timeZone: string): (at: number) => string {
  const known = new Map<number, string>();
  let last = { of: NaN, day: "" };
  return (at) => {
    const of = Math.floor(at / quarter);
    if (of === last.of) return last.day;
    const day = known.get(of) ?? DateTime.fromMillis(of * quarter, { zone: timeZone }).toISODate()!;
    known.set(of, day);
    last = { of, day };
    return day;
  };
}
