import { DateTime } from "luxon";

/** Days that end today, in a zone: from the first to the last, like `2026-11-28`. */
export type DayPeriod = { from: string; to: string; days: number };

/** The lengths that people may choose, in days. */
export const periodLengths = [30, 90, 365] as const;

/** @param asked what an address says; without it the shortest @param now in milliseconds */
export function periodOf(asked: string | null, now: number, timeZone: string): DayPeriod {
  const days = periodLengths.find((one) => String(one) === asked) ?? periodLengths[0];
  const today = DateTime.fromMillis(now, { zone: timeZone });
  return { from: today.minus({ days: days - 1 }).toISODate()!, to: today.toISODate()!, days };
}

/** @returns every day of a period, the first one first */
export function daysOf({ from, to }: Pick<DayPeriod, "from" | "to">): string[] {
  const days: string[] = [];
  const end = DateTime.fromISO(to, { zone: "UTC" });
  for (let at = DateTime.fromISO(from, { zone: "UTC" }); at <= end; at = at.plus({ days: 1 }))
    days.push(at.toISODate()!);
  return days;
}

/** A day, or some days in a row, as a chart has them. `name`: like `3 Nov`, or `3 Nov to 9 Nov`. */
type DaySpan = { name: string; from: string; to: string };

/** Days of which more are drawn as weeks. */
const mostDays = 45;

/** Cuts a period into days, or into weeks that end with its last day where there would be too many. */
export function spansOf(period: Pick<DayPeriod, "from" | "to">): DaySpan[] {
  const days = daysOf(period);
  const size = days.length > mostDays ? 7 : 1;
  const spans: DaySpan[] = [];
  for (let end = days.length; end > 0; end -= size) {
    const [from, to] = [days[Math.max(0, end - size)]!, days[end - 1]!];
    spans.unshift({ from, to, name: from === to ? short(to) : `${short(from)} to ${short(to)}` });
  }
  return spans;
}

function short(day: string): string {
  return DateTime.fromISO(day, { zone: "UTC", locale: "en-GB" }).toFormat("d LLL");
}
