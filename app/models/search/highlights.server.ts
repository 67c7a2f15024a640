import type { Phrase } from "#db/search.server.ts";
import type { SearchTerm } from "./terms.server.ts";
import { markedWord, tokensOf, type Stems, type Token } from "./tokens.server.ts";

/** A part of a text; `hit` when it matches the query. */
export type HighlightedText = { words: string; hit: boolean };

/** The terms of a query, and the stems that find their forms in a text. */
type SoughtWords = { terms: SearchTerm[]; stems: Stems };

type Hit = { start: number; end: number; term: number };

/** Marks the matches of a query in a text, in whatever form. */
export function highlight(text: string, sought: SoughtWords): HighlightedText[] {
  return cut(text, hitsIn(text, sought), 0, text.length);
}

/** The length of a result's passage, in characters. */
const length = 220;
const before = 60;

/** Returns the passage with most of the terms, marked; null when the text has none of them. */
export function highlightedPassage(text: string, sought: SoughtWords): HighlightedText[] | null {
  const hits = hitsIn(text, sought);
  if (hits.length === 0) return null;
  const best = richest(hits);
  const from = wordStart(text, Math.max(0, best.start - before));
  const to = wordEnd(text, Math.min(text.length, Math.max(from + length, best.end)));
  const shown = cut(text, hits, from, to);
  if (from > 0) shown.unshift({ words: "… ", hit: false });
  if (to < text.length) shown.push({ words: " …", hit: false });
  return shown;
}

/** Returns the lines that match the query, marked; null when none does. */
export function highlightedLines(text: string, sought: SoughtWords): HighlightedText[] | null {
  const found = text.split("\n").filter((line) => hitsIn(line, sought).length > 0);
  return found.length > 0 ? highlight(found.join(" · "), sought) : null;
}

/**
 * Returns the first hit that begins a passage with the most different terms. A long text has thousands of hits, so each of
 * them enters the passage once and leaves it once.
 */
function richest(hits: Hit[]): Hit {
  const inPassage = new Map<number, number>();
  let [best, most, next] = [hits[0]!, 0, 0];
  for (const from of hits) {
    for (; next < hits.length && hits[next]!.start < from.start + length - before; next += 1)
      inPassage.set(hits[next]!.term, (inPassage.get(hits[next]!.term) ?? 0) + 1);
    if (inPassage.size > most) [best, most] = [from, inPassage.size];
    const others = inPassage.get(from.term)! - 1;
    if (others > 0) inPassage.set(from.term, others);
    else inPassage.delete(from.term);
  }
  return best;
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const space = text.slice(at).search(/\s/);
  return space < 0 || space > 30 ? whole(text, at) : at + space + 1;
}

function wordEnd(text: string, at: number): number {
  if (at === text.length) return at;
  const space = text.slice(0, at).search(/\s\S*$/);
  return space < 0 || at - space > 30 ? whole(text, at) : space;
}

/** Never inside a character. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

/** Finds the matches in order, without overlaps. */
function hitsIn(text: string, { terms, stems }: SoughtWords): Hit[] {
  const tokens = tokensOf(text, stems);
  const phrases = terms.flatMap(({ any, not }, term) => (not ? [] : any.map((phrase) => ({ ...phrase, term }))));
  const hits: Hit[] = [];
  let end = 0;
  for (const [i, { start }] of tokens.entries()) {
    if (start < end) continue;
    let term = -1;
    for (const phrase of phrases) {
      const there = endOf(tokens, i, phrase);
      if (there > end) [end, term] = [there, phrase.term];
    }
    if (term >= 0) hits.push({ start, end, term });
  }
  return hits;
}

/** The prefix that `markedWord` adds. */
const sign = markedWord("");

/** Returns the end of a phrase that begins at a token; -1 when the text differs. */
function endOf(tokens: Token[], at: number, { words, prefix }: Phrase): number {
  const [word] = words as [string];
  if (word.startsWith(sign)) return endOfOther(tokens[at]!, word.slice(sign.length), prefix);
  for (const [i, word] of words.entries()) {
    const there = tokens[at + i]?.word;
    if (there !== word && !(prefix && i === words.length - 1 && there?.startsWith(word))) return -1;
  }
  const last = tokens[at + words.length - 1]!;
  // Of a pair of signs, the query had only the first one.
  return last.word === words.at(-1) ? (last.pairEnd ?? last.end) : last.end;
}

function endOfOther({ also }: Token, word: string, prefix: boolean): number {
  let end = -1;
  for (const other of also)
    if (other.end > end && (prefix ? other.word.startsWith(word) : other.word === word)) end = other.end;
  return end;
}

function cut(text: string, hits: Hit[], from: number, to: number): HighlightedText[] {
  const pieces: HighlightedText[] = [];
  let at = from;
  for (const { start, end } of hits.filter((hit) => hit.start >= from && hit.end <= to)) {
    pieces.push({ words: text.slice(at, start), hit: false }, { words: text.slice(start, end), hit: true });
    at = end;
  }
  pieces.push({ words: text.slice(at, to), hit: false });
  return pieces.filter(({ words }) => words !== "");
}
