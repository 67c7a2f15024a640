import type { Direction } from "#words/languages.ts";
import { setLine, type Cluster, type Line } from "./line.server.ts";

/** Lines that fill a box, with the size they are set in. */
export type Fitted = { size: number; lines: Line[] };
/** `sizes`: largest first; `leading`: from line to line, in sizes. */
export type Box = { width: number; height: number; leading: number; sizes: number[] };

/** A word that would make the rest smaller than this is broken instead. */
const smallestUnbroken = 60;

/**
 * Sets a text as large as its box allows, in lines of about the same length. A word wider than the box is broken; the
 * smallest size takes whatever comes.
 */
export function fit(clusters: Cluster[], direction: Direction, box: Box): Fitted {
  const words = wordsOf(clusters);
  const unbroken = box.sizes.filter((size) => size >= smallestUnbroken);
  const found =
    first(unbroken, (size) => attempt(words, direction, box, size)) ??
    first(box.sizes, (size) => attempt(broken(words, box.width / size), direction, box, size));
  return found ?? { size: box.sizes.at(-1)!, lines: [] };
}

function first<T>(sizes: number[], tried: (size: number) => T | null): T | null {
  for (const size of sizes) {
    const found = tried(size);
    if (found) return found;
  }
  return null;
}

type Word = { clusters: Cluster[]; width: number };

function wordsOf(clusters: Cluster[]): Word[] {
  const words: Cluster[][] = [[]];
  for (const cluster of clusters) {
    if (cluster.text === " ") words.push([]);
    else words.at(-1)!.push(cluster);
  }
  return words.filter((word) => word.length > 0).map(measured);
}

function measured(clusters: Cluster[]): Word {
  return { clusters, width: setLine(clusters, "ltr").width };
}

function attempt(words: Word[], direction: Direction, box: Box, size: number): Fitted | null {
  const [width, most] = [box.width / size, Math.floor(box.height / (size * box.leading))];
  if (words.some((word) => word.width > width)) return null;
  const count = wrap(words, width).length;
  if (count > most) return null;
  const lines = balanced(words, width, count).map((line) => setLine(spaced(line), direction));
  return lines.every((line) => line.width <= width * 1.01) ? { size, lines } : null;
}

function wrap(words: Word[], width: number): Word[][] {
  const lines: Word[][] = [];
  let taken = Infinity;
  for (const word of words) {
    if (taken + space + word.width > width) {
      lines.push([]);
      taken = -space;
    }
    lines.at(-1)!.push(word);
    taken += space + word.width;
  }
  return lines;
}

/** Of a font's size; a little more than any of ours has. */
const space = 0.27;

/** The narrowest column that takes no line more. */
function balanced(words: Word[], width: number, count: number): Word[][] {
  let [low, high] = [width / 2, width];
  for (let i = 0; i < 12; i += 1) {
    const middle = (low + high) / 2;
    const fits = words.every((word) => word.width <= middle) && wrap(words, middle).length <= count;
    if (fits) high = middle;
    else low = middle;
  }
  return wrap(words, high);
}

function spaced(words: Word[]): Cluster[] {
  return words.flatMap(({ clusters }, i) => {
    const before = words[i - 1]?.clusters.at(-1);
    if (!before) return clusters;
    const isWithin = before.apart !== undefined && before.apart === clusters[0]!.apart;
    return [{ text: " ", font: before.font, ...(isWithin ? { apart: before.apart! } : {}) }, ...clusters];
  });
}

/** Words wider than `width` in pieces of about the same length, with hyphens where a font has one. */
function broken(words: Word[], width: number): Word[] {
  return words.flatMap((word) => {
    if (word.width <= width) return [word];
    const count = Math.ceil((word.width * 1.08) / width);
    const length = Math.ceil(word.clusters.length / count);
    const parts = Array.from({ length: count }, (_, i) => word.clusters.slice(i * length, (i + 1) * length));
    return parts
      .filter((part) => part.length > 0)
      .map((part, i, all) => measured(i < all.length - 1 ? [...part, ...hyphen(part)] : part));
  });
}

function hyphen(part: Cluster[]): Cluster[] {
  const last = part.at(-1)!;
  const isWithout = /\p{Script=Arabic}|[-\u2010]/u.test(last.text) || !last.font.hasGlyphForCodePoint(45);
  return isWithout ? [] : [{ ...last, text: "-" }];
}
