import { directionOf, type Direction } from "#app/i18n/languages.ts";
import { messagesIn, type Messages } from "#app/i18n/messages.ts";

/**
 * The language of a mail: a BCP 47 tag, our texts in it, the reading direction, and the side where lines begin (E-11).
 */
export type MailLanguage = { tag: string; words: Messages; direction: Direction; start: "left" | "right" };

/**
 * Parses a language tag.
 * @param tag as in the settings; an invalid one, or `und`, counts as English (E-11: never `und`)
 */
export function mailLanguage(tag: string): MailLanguage {
  const known = canonicalTag(tag);
  const direction = directionOf(known);
  return { tag: known, words: messagesIn(known), direction, start: direction === "rtl" ? "right" : "left" };
}

function canonicalTag(tag: string): string {
  try {
    const [known = "en"] = Intl.getCanonicalLocales(tag);
    return known === "und" ? "en" : known;
  } catch {
    return "en";
  }
}
