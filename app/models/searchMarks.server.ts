import type { Term } from "#db/search.server.ts";
import { tokensOf, type Token } from "./searchWords.server.ts";

/** A piece of a text; `hit` when it is what was searched for. */
export type Marked = { words: string; hit: boolean };

type Hit = { start: number; end: number; term: number };

/** A text with what was searched for in it marked. */
export function mark(text: string, terms: Term[]): Marked[] {
  return cut(text, hitsIn(text, terms), 0, text.length);
}

/** How much of a text a result shows, in characters. */
const length = 220;
const before = 60;

/** The part of a text in which most of what was searched for stands, marked; null when none of it does. */
export function passage(text: string, terms: Term[]): Marked[] | null {
  const hits = hitsIn(text, terms);
  if (hits.length === 0) return null;
  const best = hits.reduce((one, other) => (variety(hits, other) > variety(hits, one) ? other : one));
  const from = wordStart(text, Math.max(0, best.start - before));
  const to = wordEnd(text, Math.min(text.length, Math.max(from + length, best.end)));
  const shown = cut(text, hits, from, to);
  if (from > 0) shown.unshift({ words: "… ", hit: false });
  if (to < text.length) shown.push({ words: " …", hit: false });
  return shown;
}

/** How many of the terms stand in the part that begins with a hit. */
function variety(hits: Hit[], from: Hit): number {
  const near = hits.filter(({ start }) => start >= from.start && start < from.start + length - before);
  return new Set(near.map(({ term }) => term)).size;
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

/** Not in the middle of a character. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

/** Where terms stand, in order, none over another. */
function hitsIn(text: string, terms: Term[]): Hit[] {
  const tokens = tokensOf(text);
  const hits: Hit[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const term = longestAt(tokens, i, terms);
    if (term < 0) continue;
    const last = i + terms[term]!.words.length - 1;
    hits.push({ start: tokens[i]!.start, end: tokens[last]!.end, term });
    i = last;
  }
  return hits;
}

function longestAt(tokens: Token[], at: number, terms: Term[]): number {
  let found = -1;
  for (const [i, term] of terms.entries())
    if (standsAt(tokens, at, term) && (found < 0 || term.words.length > terms[found]!.words.length)) found = i;
  return found;
}

function standsAt(tokens: Token[], at: number, { words, prefix }: Term): boolean {
  return words.every((word, i) => {
    const there = tokens[at + i]?.word;
    return there === word || (prefix && i === words.length - 1 && !!there?.startsWith(word));
  });
}

function cut(text: string, hits: Hit[], from: number, to: number): Marked[] {
  const pieces: Marked[] = [];
  let at = from;
  for (const { start, end } of hits.filter((hit) => hit.start >= from && hit.end <= to)) {
    pieces.push({ words: text.slice(at, start), hit: false }, { words: text.slice(start, end), hit: true });
    at = end;
  }
  pieces.push({ words: text.slice(at, to), hit: false });
  return pieces.filter(({ words }) => words !== "");
}
