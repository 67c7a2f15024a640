import type { Term } from "#db/search.server.ts";

/** A word where it stands in a text; `word` is what is compared. */
export type Token = { word: string; start: number; end: number };

/** Not more of a text is looked through: a book, and what an index of PostgreSQL can hold. */
const mostWords = 16_000;
const mostBytes = 400_000;
const longestWord = 60;

/** Stands between what no phrase may reach over; nobody can ask for it. */
export const gap = "¶";

/** The words of a text, alike for what looks alike: accents, case and forms of a letter make no difference. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let bytes = 0;
  for (const { 0: written, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const word = fold(written);
    bytes += Buffer.byteLength(word);
    if (tokens.length === mostWords || bytes > mostBytes) break;
    if (word) tokens.push({ word, start: index, end: index + written.length });
  }
  return tokens;
}

export function wordsOf(text: string): string[] {
  return tokensOf(text).map(({ word }) => word);
}

/** Letters that no rule of Unicode takes apart, as people without them on their keyboard write them. */
const spelled: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

function fold(written: string): string {
  const word = written
    .normalize("NFKD")
    .toLowerCase()
    // The tatweel only stretches an Arabic word.
    .replace(/[^\p{L}\p{N}]|ـ/gu, "")
    .replace(/[ßæœøłđðþı]/g, (letter) => spelled[letter]!);
  return word.length > longestWord ? Array.from(word).slice(0, longestWord).join("") : word;
}

const longestQuery = 200;
const mostTerms = 10;

/**
 * What a reader typed, as what must occur: each word, or what stands in quotes as it stands there. A word of three
 * letters and more also finds longer ones that begin with it, and so does a shorter one with a `*` behind it.
 */
export function termsOf(query: string): Term[] {
  const typed = query
    .toWellFormed()
    .slice(0, longestQuery)
    .replace(/[“”„«»]/g, '"');
  return typed
    .split('"')
    .flatMap((part, i): Term[] => (i % 2 === 1 ? [exact(part)] : part.split(/\s+/).map(beginning)))
    .filter(({ words }) => words.length > 0)
    .slice(0, mostTerms);
}

function exact(part: string): Term {
  return { words: wordsOf(part), prefix: false };
}

function beginning(part: string): Term {
  const words = wordsOf(part);
  return { words, prefix: part.endsWith("*") || (words.at(-1)?.length ?? 0) >= 3 };
}
