import type { Phrase, Term } from "#db/search.server.ts";
import { markedWord, rowOf, tokensOf, type Stems, type Token } from "./tokens.server.ts";

/** What a reader typed, part by part; `typed` is the part, without quotes and minus, at `start` in the question. */
export type SearchTerm = Term & { typed: string; start: number; isWord: boolean; not: boolean };

const longestQuery = 200;
const mostTerms = 10;

/**
 * What must occur, and (`not`) what must not. Each word finds its other forms and spellings, too, and from three letters
 * on, or with a `*` behind it, longer ones that begin with it; what stands in quotes is found as it stands there.
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

/** @param whole whether longer words that begin with it are left alone */
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

/** Of a sign that stands alone it is not known which one follows in a text. */
function endsAlone(tokens: Token[]): boolean {
  const last = tokens.at(-1);
  return !!last?.sign && last.pairEnd === undefined && rowOf(tokens).length === tokens.length;
}
