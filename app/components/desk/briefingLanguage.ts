import { createContext } from "react";
import type { LanguageCode } from "#app/i18n/languages.ts";

/** The language that the briefing is written in, for everything at the desk that helps to write it. */
export const BriefingLanguage = createContext<LanguageCode>("en");

/** True where signs become typographic while they are typed. */
export const BriefingTypography = createContext(true);
