import { localeOf } from "./languages.ts";

// Formats times for pages, mails, feeds and share images. Times are milliseconds, languages BCP 47 tags; each function
// throws a RangeError for an unknown time zone.

/** @returns like "23 November 2026" */
export function dayIn(tag: string, at: number, timeZone: string): string {
  return formatIn(dateLocale(tag), { dateStyle: "long", timeZone }).format(at);
}

/** @returns like "23 November 2026, 09:12 CET" */
export function momentIn(tag: string, at: number, timeZone: string): string {
  const clock = { hour: "2-digit", minute: "2-digit", timeZoneName: "short", timeZone } as const;
  // Versions of Node disagree on "at" or a comma between the two in English.
  if (dateLocale(tag) === "en-GB") return `${dayIn(tag, at, timeZone)}, ${formatIn("en-GB", clock).format(at)}`;
  const day = { day: "numeric", month: "long", year: "numeric" } as const;
  return formatIn(dateLocale(tag), { ...day, ...clock }).format(at);
}

/** @returns like "09:12" */
export function timeIn(tag: string, at: number, timeZone: string): string {
  return formatIn(dateLocale(tag), { timeStyle: "short", timeZone }).format(at);
}

/** @param month like `2026-11` @returns like "November 2026" */
export function monthIn(tag: string, month: string): string {
  const format = formatIn(dateLocale(tag), { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(Date.parse(`${month}-01T00:00:00Z`));
}

/** @returns like "Monday 07:00" @param weekday 1 is Monday, 7 is Sunday @param minute of the day */
export function weeklyTimeIn(tag: string, weekday: number, minute: number): string {
  // The week of 5 January 1970 began on a Monday.
  const at = Date.UTC(1970, 0, 4 + weekday, 0, minute);
  const format = { weekday: "long", hour: "2-digit", minute: "2-digit", timeZone: "UTC" } as const;
  const words = formatIn(dateLocale(tag), format).format(at);
  return dateLocale(tag) === "en-GB" ? words.replace(/,| at\b/, "") : words;
}

/** English without a country uses day before month, which cannot be misread; only en-US has the other order. */
function dateLocale(tag: string): string {
  return tag === "en" ? "en-GB" : localeOf(tag);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Each is made once: making one takes 100 µs, formatting a day with it takes two. */
function formatIn(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}
