import { isSafeLink } from "#app/models/marks.ts";

/** True of the address of an article that appeared elsewhere first, and of none. */
export function isCanonical(text: string): boolean {
  return text === "" || (/^https?:\/\//i.test(text) && text.length <= 2000 && URL.canParse(text) && isSafeLink(text));
}

/** True of a tag of a language, like `de` or `pt-BR` (BCP 47), and of none. */
export function isLanguage(text: string): boolean {
  return text === "" || (text.length <= 35 && /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(text));
}

/** The attribute that names an article's language to browsers and screen readers; none where it is the briefing's. */
export function langOf(language: string | undefined): string | undefined {
  return language && isLanguage(language) ? language : undefined;
}
