import type { LanguageCode } from "#app/i18n/languages.ts";
import { typographic } from "./quotes.ts";
import type { TypingRule } from "./typing.ts";

/** Typographic quotation marks, dashes and ellipses of a language. */
export function typographyRule(language: LanguageCode): TypingRule {
  return (before) => {
    const found = typographic(before, language);
    return found && { back: found.back, change: ({ tr }, from, to) => tr.insertText(found.insert, from, to) };
  };
}
