export type Direction = "ltr" | "rtl";
/** How an edition is written: a BCP 47 tag, the reading direction, and the sides that follow from it (E-11). */
export type Language = { tag: string; direction: Direction; start: "left" | "right" };

const rightToLeft = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"]);

/**
 * Reads a language tag.
 * @param tag as in the settings; one that is not BCP 47, or `und`, counts as English (E-11: never `und`)
 */
export function languageOf(tag: string): Language {
  const known = canonicalTag(tag);
  const direction = rightToLeft.has(known.split("-")[0]!.toLowerCase()) ? "rtl" : "ltr";
  return { tag: known, direction, start: direction === "rtl" ? "right" : "left" };
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
  const time = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;
  const clock = new Intl.DateTimeFormat(dateLocale(language), { ...time, timeZone }).format(at);
  return `${longDate(at, language, timeZone)}, ${clock}`;
}

/** Plain English has readers everywhere: day before month cannot be misread, and only en-US asks for the other order. */
function dateLocale(language: Language): string {
  return language.tag === "en" ? "en-GB" : language.tag;
}
