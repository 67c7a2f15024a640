import { DateTime } from "luxon";
import { firstOf } from "./dates.server.ts";

/** Of the day, in the briefing's time zone. */
const hour = 9;

/** A month, like `2026-11`: the period of a digest, and the time when it goes out. Milliseconds. */
export type Month = { month: string; from: number; to: number; dueAt: number };

/** Returns the newest month whose digest is due, at 09:00 on the first day of the month after it. */
export function latestMonth(at: number, timeZone: string): Month {
  const thisMonth = DateTime.fromMillis(at, { zone: timeZone }).startOf("month");
  const [newest, before] = [1, 2].map((ago) => monthOf(thisMonth.minus({ months: ago })));
  return newest!.dueAt <= at ? newest! : before!;
}

/** Returns the month of the next digest. */
export function nextMonth(at: number, timeZone: string): Month {
  return monthOf(DateTime.fromISO(latestMonth(at, timeZone).month, { zone: timeZone }).plus({ months: 1 }));
}

/** @param first a time within its first day */
function monthOf(first: DateTime): Month {
  const [start, end] = [first.startOf("month"), first.plus({ months: 1 }).startOf("month")];
  return {
    month: start.toFormat("yyyy-MM"),
    from: firstOf(start).toMillis(),
    to: firstOf(end).toMillis(),
    dueAt: firstOf(end.set({ hour })).toMillis(),
  };
}

/** @returns a month for the desk, like `November 2026` */
export function formatMonth(month: string): string {
  return DateTime.fromISO(month, { zone: "UTC", locale: "en-GB" }).toFormat("LLLL yyyy");
}
