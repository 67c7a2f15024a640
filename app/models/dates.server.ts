import { DateTime } from "luxon";

/** @returns like `Monday 30 November 2026, 07:00` */
export function formatMoment(at: number, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone, locale: "en-GB" }).toFormat("cccc d LLLL yyyy, HH:mm");
}

/** @returns the value of a browser's date and time field, like `2026-11-30T07:00` */
export function fieldMoment(at: number, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

/** `skipped`: the clocks go forward over that time. */
export type MomentFault =
  { error: "hour-24" } | { error: "unreadable" } | { error: "skipped"; time: string; timeZone: string };

/**
 * Parses a typed date and time, like `2026-11-30 07:00`, with a T or a space between.
 * @returns milliseconds, the first one when the clock shows that time twice; or its fault
 */
export function readMoment(text: string, timeZone: string): { at: number } | MomentFault {
  const typed = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:00(\.0+)?)?$/.exec(text.trim());
  if (typed?.[2] === "24:00") return { error: "hour-24" };
  const moment = typed && DateTime.fromISO(`${typed[1]}T${typed[2]}`, { zone: timeZone });
  if (!moment?.isValid) return { error: "unreadable" };
  if (moment.toFormat("HH:mm") !== typed![2]) return { error: "skipped", time: typed![2]!, timeZone };
  return { at: firstOf(moment).toMillis() };
}

/** When the clocks go back a time comes twice, and the first one counts (RFC 5545 3.3.5). luxon alone takes either. */
export function firstOf(moment: DateTime): DateTime {
  return moment.getPossibleOffsets()[0]!;
}

/** @returns a time near `now`, with its day when that is another, like `09:42`, `Tuesday 24 November, 09:42` */
export function formatTime(at: number, now: number, timeZone: string): string {
  const [moment, today] = [at, now].map((ms) => DateTime.fromMillis(ms, { zone: timeZone, locale: "en-GB" }));
  return moment!.toFormat(moment!.hasSame(today!, "day") ? "HH:mm" : "cccc d LLLL, HH:mm");
}
const [hour, day] = [3600, 24 * 3600];
/** @returns like `under a minute`, `about 12 minutes`, `about 3 hours`, `about 2 days` */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return "under a minute";
  const [minutes, hours, days] = [60, hour, day].map((unit) => Math.round(seconds / unit)) as [number, number, number];
  if (minutes < 90) return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
  return hours < 48 ? `about ${hours} hours` : `about ${days} days`;
}

/** `2026-11-23 07:30:12 UTC`: for logs, the same in every time zone. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
