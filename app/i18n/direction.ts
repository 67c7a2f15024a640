import type { Direction } from "./languages.ts";

const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** From this share of words on, a text is right-to-left: such texts contain many Latin names and abbreviations. */
const enough = 0.4;

/**
 * Returns the direction of most words of a text. The first letter, which UAX 9 and `dir="auto"` use, would reverse
 * every
 * headline that begins with an abbreviation of the other script.
 * @param fallback for a text without letters
 */
export function textDirection(text: string, fallback: Direction): Direction {
  return directionOfWords(wordsRunning(text), fallback);
}

/** A node of a body: a block, or text inside it. */
type Tree = { type: string; text?: string; content?: readonly Tree[] };

/** Returns the direction of all text in a block, at any depth. */
export function blockDirection(block: Tree, fallback: Direction): Direction {
  const words = { rtl: 0, ltr: 0 };
  const waiting: Tree[] = [block];
  for (let tree = waiting.pop(); tree; tree = waiting.pop()) {
    const { rtl, ltr } = wordsRunning(tree.text ?? "");
    words.rtl += rtl;
    words.ltr += ltr;
    for (const inner of tree.content ?? []) waiting.push(inner);
  }
  return directionOfWords(words, fallback);
}

/** Returns the value of a `dir` attribute: `auto` where a browser computes the same. */
export function dirOf(text: string, around: Direction): Direction | "auto" {
  const own = textDirection(text, around);
  const [first] = text.match(/\p{L}/u) ?? [];
  return first && directionOfLetter(first) !== own ? own : "auto";
}

/** True for a text with letters of the other direction, which would reorder numbers and punctuation beside it. */
export function runsAgainst(text: string, around: Direction): boolean {
  const { rtl, ltr } = wordsRunning(text);
  return (around === "rtl" ? ltr : rtl) > 0;
}

/** Wraps such a text in Unicode isolates (UAX 9), for places without elements; other texts are unchanged. */
export function isolated(text: string, around: Direction): string {
  if (!runsAgainst(text, around)) return text;
  return `${textDirection(text, around) === "rtl" ? "\u2067" : "\u2066"}${text}\u2069`;
}

/** Removes isolates around a text, for an element that isolates by itself. */
export function withoutIsolates(text: string): string {
  return text.replace(/^[\u2066-\u2068]([^\u2066-\u2069]*)\u2069$/, "$1");
}

/** Counts words by direction, each by its first letter. */
function wordsRunning(text: string): Record<Direction, number> {
  const words = { rtl: 0, ltr: 0 };
  for (const [letter] of text.matchAll(/(?<!\p{L}\p{M}*)\p{L}/gu)) words[directionOfLetter(letter)] += 1;
  return words;
}

function directionOfWords({ rtl, ltr }: Record<Direction, number>, fallback: Direction): Direction {
  if (rtl + ltr === 0) return fallback;
  return rtl / (rtl + ltr) > enough ? "rtl" : "ltr";
}

function directionOfLetter(letter: string): Direction {
  return rightToLeft.test(letter) ? "rtl" : "ltr";
}
