import { directionOf, type Direction } from "#app/i18n/languages.ts";
import { messagesIn, type Messages } from "#app/i18n/messages.ts";

/** How a mail is written: a BCP 47 tag, our words in it, the reading direction, and the sides that follow from it (E-11). */
export type MailLanguage = { tag: string; words: Messages; direction: Direction; start: "left" | "right" };

/**
 * Reads a language tag.
 * @param tag as in the settings; one that is not BCP 47, or `und`, counts as English (E-11: never `und`)
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
