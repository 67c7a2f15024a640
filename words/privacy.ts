import { codeOf, type LanguageCode } from "./languages.ts";
import { ar } from "./privacy/ar.ts";
import { de } from "./privacy/de.ts";
import { en } from "./privacy/en.ts";
import { es } from "./privacy/es.ts";
import { fr } from "./privacy/fr.ts";

/** What the policy says of this briefing, each piece as Markdown. */
export type Facts = {
  name: string;
  /** The name and the postal address, a line each. */
  responsible: string;
  /** The contact's address, as a link. */
  contact: string;
  /** How long a confirmation's link works: "for 7 days". */
  linkWorks: string;
  /** When an address that nobody confirmed is deleted: "after 30 days". */
  forgotten: string;
};

const policies: Record<LanguageCode, (facts: Facts) => string> = { en, de, fr, es, ar };

/** The privacy policy in Markdown, in the language of a BCP 47 tag. */
export function privacyIn(tag: string): (facts: Facts) => string {
  return policies[codeOf(tag)];
}
