/** The languages that a briefing can be in, by their names in themselves. */
export const languages = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  ar: "العربية",
} as const;
export type LanguageCode = keyof typeof languages;

/** The language of ours that a BCP 47 tag means. */
export function languageCode(tag: string): LanguageCode {
  const [code = ""] = tag.toLowerCase().split("-");
  return Object.hasOwn(languages, code) ? (code as LanguageCode) : "en";
}

/** Which way a language is written. */
export type Direction = "ltr" | "rtl";

const rightToLeft = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"]);

/** @param tag a BCP 47 tag */
export function directionOf(tag: string): Direction {
  return rightToLeft.has(tag.split("-")[0]!.toLowerCase()) ? "rtl" : "ltr";
}

/**
 * The language with its conventions, for Intl. Arabic gets the digits 0 to 9: each of its readers knows them, from the
 * Gulf to Morocco many use no others, and they are what stands in addresses, in hashes and in what editors type.
 */
export function localeOf(tag: string): string {
  return /^ar\b/i.test(tag) && !/-u-/i.test(tag) ? `${tag}-u-nu-latn` : tag;
}
