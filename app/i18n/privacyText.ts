import { languageCode, type LanguageCode } from "./languages.ts";
import type { PrivacyFacts } from "./privacyFacts.ts";
import { ar } from "./privacyText/ar.ts";
import { de } from "./privacyText/de.ts";
import { en } from "./privacyText/en.ts";
import { es } from "./privacyText/es.ts";
import { fr } from "./privacyText/fr.ts";

const policies: Record<LanguageCode, (facts: PrivacyFacts) => string> = { en, de, fr, es, ar };

/** Returns the privacy policy in Markdown, in the language of a BCP 47 tag. */
export function privacyTextIn(tag: string): (facts: PrivacyFacts) => string {
  return policies[languageCode(tag)];
}
