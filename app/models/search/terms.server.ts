import type { Phrase, Term } from "#db/search.server.ts";
import { markedWord, rowOf, tokensOf, type Stems, type Token } from "./tokens.server.ts";

/** One term of a query; `typed` is its text without quotes and minus, at `start` in the query. */
export type SearchTerm = Term & { typed: string; start: number; isWord: boolean; not: boolean };

const longestQuery = 200;
const mostTerms = 10;

/**
 * Parses a query into terms that must occur and (`not`) terms that must not. A word matches its other forms and
 * spellings. From three letters on, or with a final `*`, it also matches longer words that begin with it. Text in
 * quotes matches as it is.
 */
export function termsOf(query: string, stems: Stems): SearchTerm[] {
  const text = query
    .slice(0, longestQuery)
    .toWellFormed()
    .replace(/[“”„«»]/g, '"');
  const pieces = text.matchAll(/(?<minus>(?<=^|\s)[-–−]+)?(?:"(?<exact>[^"]*)"?|(?<word>[^\s"]+))/gu);
  return Array.from(pieces, ({ 0: all, index, groups = {} }) => {
    const not = groups.minus !== undefined;
    const typed = groups.exact ?? groups.word!;
    const isWord = groups.exact === undefined;
    const any = isWord ? formsOf(typed, stems, not) : exactly(typed, stems);
    return { any, not, typed, isWord, start: index + all.indexOf(typed) };
  })
    .filter(({ any }) => any.length > 0)
    .slice(0, mostTerms);
}

function exactly(typed: string, stems: Stems): Phrase[] {
  const tokens = tokensOf(typed, stems);
  return tokens.length === 0 ? [] : [{ words: rowOf(tokens), prefix: endsAlone(tokens) }];
}

/** @param whole true to exclude longer words that begin with it */
function formsOf(typed: string, stems: Stems, whole: boolean): Phrase[] {
  const tokens = tokensOf(typed, stems);
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (!first || !last) return [];
  const isBeginning = (word: string) => !whole && (typed.endsWith("*") || word.length >= 3);
  const prefix = last.sign ? endsAlone(tokens) : isBeginning(last.word);
  const forms: Phrase[] = [{ words: rowOf(tokens), prefix }];
  if (tokens.length === 1 && !first.sign) forms.push({ words: [markedWord(first.word)], prefix });
  for (const { word, end, whole } of first.also)
    if (end === last.end)
      for (const one of [word, markedWord(word)]) forms.push({ words: [one], prefix: whole && isBeginning(word) });
  return forms;
}

/** A single sign has no following sign to pair with. */
function endsAlone(tokens: Token[]): boolean {
  const last = tokens.at(-1);
  return !!last?.sign && last.pairEnd === undefined && rowOf(tokens).length === tokens.length;
}
