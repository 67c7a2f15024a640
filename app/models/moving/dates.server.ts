import { DateTime } from "luxon";

/** Days as sites write them. Names of months are English, as programs write them. */
const dayForms = [
  "yyyy-L-d",
  "yyyy/L/d",
  "yyyy.L.d",
  "yyyyLLdd",
  "d.L.yyyy",
  "d LLL yyyy",
  "d LLLL yyyy",
  "LLL d yyyy",
  "LLLL d yyyy",
  "yyyy LLL d",
];
const timeForms = ["", " H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a"];

/**
 * Reads a date as any program or person writes it. Without a zone it is one in `timeZone`, without a time the day's beginning.
 * @returns milliseconds; null for what is no date, or could be two, like `03/04/2024`
 */
export function readSiteDate(written: string, timeZone: string): number | null {
  const text = written
    .trim()
    .replace(/^(["'])(.*)\1(\s+#.*)?$/, "$2")
    .replace(/\s+#.*$/, "");
  if (/^\d{9,10}$/.test(text)) return inCalendar(Number(text) * 1000);
  if (/^\d{12,13}$/.test(text)) return inCalendar(Number(text));
  const iso = DateTime.fromISO(text.replace(/^(\d{4}-\d\d-\d\d) (?=\d\d:)/, "$1T").replace(/ (?=[+-]\d\d|Z$)/, ""), {
    zone: timeZone,
  });
  if (iso.isValid && /^\d{4}-?\d\d-?\d\d(T|$)/.test(text.replace(" ", "T"))) return momentIn(iso);
  const mail = DateTime.fromRFC2822(text);
  if (mail.isValid) return momentIn(mail);
  return inForms(text, timeZone);
}

function inForms(text: string, timeZone: string): number | null {
  const [, zoned, offset] = /^(.*?)\s*(UTC|GMT|Z|[+-]\d\d:?\d\d)$/.exec(text) ?? [];
  const zone = !offset ? timeZone : /^[UGZ]/.test(offset) ? "utc" : `utc${offset.replace(/(\d\d):?(\d\d)$/, "$1:$2")}`;
  const words = dayFirst(zoned ?? text)
    .replace(/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+/i, "")
    .replace(/(\d)(st|nd|rd|th)\b/gi, "$1")
    .replace(/\bSept\b/i, "Sep")
    .replace(/(?<=:\d\d)\.\d+$/, "")
    .replace(/,|\bat\b/g, " ")
    .replace(/([a-z]{3,})\./gi, "$1")
    .replace(/(\d)T(?=\d)/, "$1 ")
    .replace(/\s+/g, " ")
    .trim();
  for (const day of dayForms)
    for (const time of timeForms) {
      const moment = DateTime.fromFormat(words, day + time, { zone, locale: "en-US" });
      if (moment.isValid) return momentIn(moment);
    }
  return null;
}

/** Of two numbers with slashes, the one above 12 is the day; where none is, nobody knows. */
function dayFirst(text: string): string {
  return text.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})/, (all, one: string, two: string, year: string) => {
    if (Number(one) > 12) return `${one}.${two}.${year}`;
    return Number(two) > 12 || one === two ? `${two}.${one}.${year}` : all;
  });
}

function momentIn(moment: DateTime): number | null {
  return inCalendar(moment.toMillis());
}

const [earliest, latest] = [Date.UTC(1400, 0, 1), Date.UTC(9998, 11, 31)];

/** Returns whole milliseconds; null for a time that is none, or that no calendar and no database here has. */
export function inCalendar(at: number): number | null {
  const whole = Math.floor(at);
  return whole >= earliest && whole <= latest ? whole : null;
}
