import type { LanguageCode } from "#app/i18n/languages.ts";

type Pair = [opening: string, closing: string];

type Signs = {
  /** Quotation marks, and those of a quotation inside another. */
  outer: Pair;
  inner: Pair;
  /** The dash for two hyphens. */
  dash: string;
  /** Words that begin with an apostrophe. */
  elided?: RegExp;
  /** Signs that a no-break space keeps on the line of their word. */
  spaced?: RegExp;
};

/**
 * The signs of each language. English and German quotation marks are those of Unicode's CLDR (`delimiters`). The French
 * are those of the Imprimerie nationale's Lexique, the Spanish those of the RAE's Ortografía (2010). The Arabic are those
 * of our own texts: CLDR has `”…“`, which few Arabic papers print.
 */
const signs: Record<LanguageCode, Signs> = {
  en: { outer: ["“", "”"], inner: ["‘", "’"], dash: "—", elided: /^(?:tis|twas|em|cause|til|n’?)$/i },
  de: { outer: ["„", "“"], inner: ["‚", "‘"], dash: "–", elided: /^(?:s|ne|nen|n)$/i },
  fr: { outer: ["«\u00a0", "\u00a0»"], inner: ["“", "”"], dash: "–", spaced: /[;:!?»]/ },
  es: { outer: ["«", "»"], inner: ["“", "”"], dash: "—" },
  ar: { outer: ["«", "»"], inner: ["“", "”"], dash: "–" },
};

/** The signs that take the place of the last ones before the caret. */
type Replacement = { back: number; insert: string };

/**
 * Returns the typographic form of what was typed last, or null when it stays as it is.
 * @param before the text of a block up to the caret, with the sign that was just typed
 */
export function typographic(before: string, language: LanguageCode): Replacement | null {
  const rules = signs[language];
  const quote = before.endsWith('"') ? doubleQuote(before, rules) : null;
  if (quote !== null || isInAddress(before)) return quote;
  return (
    (before.endsWith("'") ? singleQuote(before, rules) : null) ??
    apostropheAfterAll(before, rules) ??
    dash(before, rules) ??
    (/(?:^|[^.])\.\.\.$/.test(before) ? { back: 3, insert: "…" } : null) ??
    noBreak(before, rules)
  );
}

/** True while an address is typed, or words between backticks. */
export function isInAddress(before: string): boolean {
  return /(?:\w:\/\/|\bwww\.|@)\S*$/.test(before) || (before.match(/`/g)?.length ?? 0) % 2 === 1;
}

function doubleQuote(before: string, { outer, inner, dash: two }: Signs): Replacement | null {
  const typed = before.slice(0, -1);
  if ((typed.match(/`/g)?.length ?? 0) % 2 === 1) return null;
  const text = typed.replace(/(?<=[^\s-])--$/, two);
  const replaced = (quote: string) => (text === typed ? { back: 1, insert: quote } : { back: 3, insert: two + quote });
  const open = openQuotes(text, { outer, inner });
  if (opensAfter(text, open)) return replaced(open.at(-1) === outer ? inner[0] : outer[0]);
  // Inches have no opening sign.
  if (open.length === 0 && /\d$/.test(text)) return null;
  return replaced((open.at(-1) ?? outer)[1]);
}

function singleQuote(before: string, { outer, inner }: Signs): Replacement {
  const text = before.slice(0, -1);
  const open = openQuotes(text, { outer, inner });
  // Where quotations in quotations have double signs, a single sign is an apostrophe.
  const isQuote = /[‘‚]/.test(inner[0]);
  if (isQuote && opensAfter(text, open)) return { back: 1, insert: inner[0] };
  return { back: 1, insert: isQuote && open.at(-1) === inner ? inner[1] : "’" };
}

function opensAfter(text: string, open: Pair[]): boolean {
  if (text === "" || /[\s([{¿¡/\ufffc„“‚‘«]$/.test(text)) return !/[“‘]$/.test(text) || open.length > 0;
  return open.length === 0 && /[–—]$/.test(text);
}

/** Quotes that were opened and not closed, the innermost last. */
function openQuotes(text: string, { outer, inner }: Pick<Signs, "outer" | "inner">): Pair[] {
  const open: Pair[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i]!;
    if (sign === "’" && /\p{L}’\p{L}/u.test(text.slice(i - 1, i + 2))) continue;
    const last = open.at(-1);
    if (last && sign === last[1].trim()) open.pop();
    else if (sign === outer[0].trim()) open.push(outer);
    else if (sign === inner[0].trim()) open.push(inner);
  }
  return open;
}

/** A sign that was taken for a quotation mark is an apostrophe, as the next letters show: `’90s`, `geht’s`. */
function apostropheAfterAll(before: string, { inner, elided }: Signs): Replacement | null {
  const [opening, closing] = inner;
  if (!/[‘‚]/.test(opening)) return null;
  if (closing !== "’" && new RegExp(`\\p{L}${closing}\\p{L}$`, "u").test(before))
    return { back: 2, insert: `’${before.at(-1)!}` };
  const decade = new RegExp(`(?:^|[\\s([])${opening}(\\d\\d)(s|er|[^\\d\\p{L}%])$`, "u").exec(before);
  if (decade) return { back: decade[2]!.length + 3, insert: `’${decade[1]!}${decade[2]!}` };
  const word = new RegExp(`(?:^|[\\s(“„])${opening}(\\p{L}+’?)([^\\p{L}’'])$`, "u").exec(before);
  if (!word || !elided?.test(word[1]!)) return null;
  return { back: word[1]!.length + 2, insert: `’${word[1]!}${word[2]!}` };
}

/** Hyphens become a dash between words, not before the name of an option (`--help`). */
function dash(before: string, { dash: two }: Signs): Replacement | null {
  const found = /([^-])(--|---)([^-])$/.exec(before);
  if (!found || /\s/.test(found[1]!) !== /\s/.test(found[3]!)) return null;
  return { back: found[2]!.length + 1, insert: (found[2] === "--" ? two : "—") + found[3]! };
}

function noBreak(before: string, { spaced }: Signs): Replacement | null {
  if (!spaced) return null;
  // A space typed after an opening mark, which brought its own.
  if (before.endsWith("«\u00a0 ")) return { back: 2, insert: "\u00a0" };
  const sign = before.at(-1) ?? "";
  return spaced.test(sign) && /[^\s] .$/.test(before.slice(-3)) ? { back: 2, insert: `\u00a0${sign}` } : null;
}
