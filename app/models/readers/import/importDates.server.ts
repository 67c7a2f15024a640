import { day } from "#app/models/durations.ts";

const earliest = Date.UTC(1990, 0, 1);

/**
 * Parses a time as exports write it; without a zone it is UTC. Where `3/4/2021` may be March or April, the later day is
 * taken, so that no agreement is dated too early.
 * @param now milliseconds; a time after tomorrow or before 1990 is invalid
 * @returns milliseconds, or null for an invalid time
 */
export function readTime(text: string, now: number): number | null {
  const trimmed = text.trim();
  if (!/\d/.test(trimmed) || trimmed.length > 60) return null;
  const inTime = (at: number) => at >= earliest && at <= now + day;
  // The form of nearly every export comes first, because a million rows are parsed.
  const common = iso(trimmed);
  if (inTime(common)) return common;
  const good = [unixTime(trimmed), ...dayAndMonth(trimmed), inWords(trimmed)].filter(inTime);
  return good.length > 0 ? Math.max(...good) : null;
}

/** Formats a time for a receipt. */
export function timeText(at: number | null | undefined): string | null {
  return at ? new Date(at).toISOString() : null;
}

/** True for a value that databases write for no time. */
export function isNoTime(text: string): boolean {
  return /^(null|none|n\/?a|nan|-+|0000-00-00.*|never)?$/i.test(text.trim());
}

function iso(text: string): number {
  // V8 reads this form by itself, several times as fast.
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return Date.parse(`${text.replace(" ", "T")}Z`);
  const [, date, time = "00:00:00", zone = ""] =
    /^(\d{4}-\d\d?-\d\d?)(?:[T ]+(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?))?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d(?: (?:[A-Z]{2,5}|[+-]\d{2,4}))?)?$/i.exec(
      text,
    ) ?? [];
  if (!date) return NaN;
  const [year, month, dayOfMonth] = date.split("-") as [string, string, string];
  const clock = time.padStart(time.indexOf(":") === 1 ? time.length + 1 : 0, "0").replace(",", ".");
  // Go writes its zones twice: `+0200 CEST`.
  const offset = /^[+-]/.test(zone) ? zone.split(" ", 1)[0]!.replace(/(\d\d):?(\d\d)/, "$1:$2") : "Z";
  return Date.parse(`${year}-${month.padStart(2, "0")}-${dayOfMonth.padStart(2, "0")}T${clock}${offset}`);
}

function unixTime(text: string): number {
  if (/^\d{13}$/.test(text)) return Number(text);
  return /^\d{9,10}(\.\d+)?$/.test(text) ? Math.floor(Number(text) * 1000) : NaN;
}

function dayAndMonth(text: string): number[] {
  const [, one, sign, two, year, time = ""] =
    /^(\d\d?)([./-])(\d\d?)\2(\d{4}|\d\d)(?:,?\s+(\d\d?:\d\d.*))?$/.exec(text) ?? [];
  if (!one) return [];
  const [, hours = "0", minutes = "0", seconds = "0", half] =
    /^(\d\d?):(\d\d)(?::(\d\d))?\s*(am|pm)?/i.exec(time) ?? [];
  const hour = (Number(hours) % (half ? 12 : 24)) + (/pm/i.test(half ?? "") ? 12 : 0);
  const full = Number(year) < 100 ? 2000 + Number(year) : Number(year);
  const at = (month: number, dayOfMonth: number) =>
    month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= 31
      ? Date.UTC(full, month - 1, dayOfMonth, hour, Number(minutes), Number(seconds))
      : NaN;
  const dayFirst = at(Number(two), Number(one));
  return sign === "/" ? [dayFirst, at(Number(one), Number(two))] : [dayFirst];
}

/** `Aug 27, 2021`, `27 August 2021 15:06`: parsed by V8, as UTC. */
function inWords(text: string): number {
  if (!/\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(text)) return NaN;
  return Date.parse(/(Z|UTC|GMT|[+-]\d\d:?\d\d)\s*$/i.test(text) ? text : `${text} UTC`);
}
