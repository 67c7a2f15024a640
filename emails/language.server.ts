import { directionOf, localeOf, type Direction } from "#words/languages.ts";
import { wordsIn, type Words } from "#words/words.ts";

/** How a mail is written: a BCP 47 tag, our words in it, the reading direction, and the sides that follow from it (E-11). */
export type Language = { tag: string; words: Words; direction: Direction; start: "left" | "right" };

/**
 * Reads a language tag.
 * @param tag as in the settings; one that is not BCP 47, or `und`, counts as English (E-11: never `und`)
 */
export function languageOf(tag: string): Language {
  const known = canonicalTag(tag);
  const direction = directionOf(known);
  return { tag: known, words: wordsIn(known), direction, start: direction === "rtl" ? "right" : "left" };
}

function canonicalTag(tag: string): string {
  try {
    const [known = "en"] = Intl.getCanonicalLocales(tag);
    return known === "und" ? "en" : known;
  } catch {
    return "en";
  }
}

/**
 * A day in words, like "Monday 23 November 2026".
 * @throws RangeError on a time zone that does not exist
 */
export function longDate(at: number, language: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(dateLocale(language), { dateStyle: "full", timeZone });
  // Versions of Node disagree on a comma after the English weekday.
  return language.tag === "en" ? format.format(at).replace(",", "") : format.format(at);
}

/**
 * A moment in words, like "Monday 23 November 2026, 09:12 CET".
 * @throws RangeError on a time zone that does not exist
 */
export function longTime(at: number, language: Language, timeZone: string): string {
  const time = { hour: "2-digit", minute: "2-digit", timeZoneName: "short", timeZone } as const;
  if (language.tag !== "en") {
    const day = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
    return new Intl.DateTimeFormat(dateLocale(language), { ...day, ...time }).format(at);
  }
  const clock = new Intl.DateTimeFormat(dateLocale(language), time).format(at);
  return `${longDate(at, language, timeZone)}, ${clock}`;
}

/** Plain English has readers everywhere: day before month cannot be misread, and only en-US asks for the other order. */
function dateLocale(language: Language): string {
  return language.tag === "en" ? "en-GB" : localeOf(language.tag);
}
