/** The languages of a briefing, by their own names. */
export const languages = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  ar: "العربية",
} as const;
export type LanguageCode = keyof typeof languages;

/** Returns our language for a BCP 47 tag. */
export function languageCode(tag: string): LanguageCode {
  const [code = ""] = tag.toLowerCase().split("-");
  return Object.hasOwn(languages, code) ? (code as LanguageCode) : "en";
}

/** Writing direction. */
export type Direction = "ltr" | "rtl";

const rightToLeft = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"]);

/** @param tag a BCP 47 tag */
export function directionOf(tag: string): Direction {
  return rightToLeft.has(tag.split("-")[0]!.toLowerCase()) ? "rtl" : "ltr";
}

/**
 * Returns the locale for Intl. Arabic gets the digits 0 to 9: all its readers know them, many countries use no others,
 * and they match URLs, hashes and what editors type.
 */
export function localeOf(tag: string): string {
  return /^ar\b/i.test(tag) && !/-u-/i.test(tag) ? `${tag}-u-nu-latn` : tag;
}
