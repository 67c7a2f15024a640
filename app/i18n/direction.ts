import type { Direction } from "./languages.ts";

const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** From this share of its words on, a text runs from the right: names and abbreviations in Latin letters are many. */
const enough = 0.4;

/**
 * Which way a text runs: that of most of its words. Its first letter alone, which UAX 9 and `dir="auto"` go by, would
 * turn around every headline that begins with an abbreviation of the other script.
 * @param fallback for a text without letters
 */
export function textDirection(text: string, fallback: Direction): Direction {
  return directionOfWords(wordsRunning(text), fallback);
}

/** What a text can be part of: a body's block, down to its words. */
type Tree = { type: string; text?: string; content?: readonly Tree[] };

/** The same of everything that stands in a block, however deep. */
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

/** The value of a `dir` attribute: `auto` wherever a browser finds the same by itself. */
export function dirOf(text: string, around: Direction): Direction | "auto" {
  const own = textDirection(text, around);
  const [first] = text.match(/\p{L}/u) ?? [];
  return first && directionOfLetter(first) !== own ? own : "auto";
}

/** True for a text with letters of the other direction in it: beside numbers and signs, it would turn them around. */
export function runsAgainst(text: string, around: Direction): boolean {
  const { rtl, ltr } = wordsRunning(text);
  return (around === "rtl" ? ltr : rtl) > 0;
}

/** Keeps such a text to itself by Unicode's isolates (UAX 9), where no element can; any other stays as it is. */
export function isolated(text: string, around: Direction): string {
  if (!runsAgainst(text, around)) return text;
  return `${textDirection(text, around) === "rtl" ? "\u2067" : "\u2066"}${text}\u2069`;
}

/** A text without the isolates around it: for an element that keeps it apart by itself. */
export function withoutIsolates(text: string): string {
  return text.replace(/^[\u2066-\u2068]([^\u2066-\u2069]*)\u2069$/, "$1");
}

/** How many of its words run which way, each by its first letter. */
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
