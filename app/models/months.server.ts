import { DateTime } from "luxon";
import { firstOf } from "./dates.server.ts";

/** Of the day, in the briefing's time zone. */
const hour = 9;

/** A month, like `2026-11`: what a digest of it covers, and when that goes out. Milliseconds. */
export type Month = { month: string; from: number; to: number; dueAt: number };

/** The newest month whose digest is due: the one before the first of a month at 09:00 that has come. */
export function latestMonth(at: number, timeZone: string): Month {
  const thisMonth = DateTime.fromMillis(at, { zone: timeZone }).startOf("month");
  const [newest, before] = [1, 2].map((ago) => monthOf(thisMonth.minus({ months: ago })));
  return newest!.dueAt <= at ? newest! : before!;
}

/** The month whose digest goes out next. */
export function nextMonth(at: number, timeZone: string): Month {
  return monthOf(DateTime.fromISO(latestMonth(at, timeZone).month, { zone: timeZone }).plus({ months: 1 }));
}

/** @param first a moment within its first day */
function monthOf(first: DateTime): Month {
  const [start, end] = [first.startOf("month"), first.plus({ months: 1 }).startOf("month")];
  return {
    month: start.toFormat("yyyy-MM"),
    from: firstOf(start).toMillis(),
    to: firstOf(end).toMillis(),
    dueAt: firstOf(end.set({ hour })).toMillis(),
  };
}

/** @returns a month in words for the desk, like `November 2026` */
export function formatMonth(month: string): string {
  return DateTime.fromISO(month, { zone: "UTC", locale: "en-GB" }).toFormat("LLLL yyyy");
}
