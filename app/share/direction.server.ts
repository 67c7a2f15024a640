import { textDirection } from "#words/direction.ts";
import type { Direction } from "#words/languages.ts";

type Kind = "left" | "right" | "digit" | "other";

function kindOf(cluster: string): Kind {
  if (/\p{N}/u.test(cluster)) return "digit";
  if (!/\p{L}/u.test(cluster)) return "other";
  return textDirection(cluster, "ltr") === "rtl" ? "right" : "left";
}

/**
 * How deep each cluster of a line is nested in turns of direction: even runs to the right, odd to the left. The part of
 * UAX 9 that a headline can need: letters, numbers with their signs, brackets, and what stands between.
 */
export function levelsOf(clusters: string[], direction: Direction): number[] {
  const line = direction === "rtl" ? "right" : "left";
  const kinds = withBrackets(clusters, withNumbers(clusters, line), line);
  return kinds.map((kind, i) => {
    const settled = kind === "other" ? between(kinds, i, line) : kind;
    if (settled === "right") return 1;
    return settled === "left" && line === "left" ? 0 : 2;
  });
}

/**
 * The same where some clusters are kept apart from what stands around them (UAX 9, isolates).
 * @param clusters `apart`: the same number for neighbours that belong together, none for all others
 */
export function levelsApart(clusters: { text: string; apart?: number }[], direction: Direction): number[] {
  const groups: { texts: string[]; isApart: boolean; key: number | undefined }[] = [];
  for (const { text, apart } of clusters) {
    const last = groups.at(-1);
    if (apart !== undefined && last?.key === apart) last.texts.push(text);
    else groups.push({ texts: [text], isApart: apart !== undefined, key: apart });
  }
  // To what stands around it, an isolate is one neutral sign.
  const around = levelsOf(
    groups.map(({ texts, isApart }) => (isApart ? "\ufffc" : texts[0]!)),
    direction,
  );
  return groups.flatMap(({ texts, isApart }, i) => {
    const outer = around[i]!;
    if (!isApart) return [outer];
    const own = textDirection(texts.join(""), direction);
    const base = own === "rtl" ? 1 : 0;
    const first = outer + 1 + ((outer + 1 + base) % 2);
    return levelsOf(texts, own).map((level) => level - base + first);
  });
}

/** `3.5` and `12%` hold together; a number behind a word that runs to the right goes on with it (W4, W5, W7). */
function withNumbers(clusters: string[], line: Kind): Kind[] {
  const kinds = clusters.map(kindOf);
  const held = kinds.map((kind, i) => {
    const [before, after] = [kinds[i - 1] === "digit", kinds[i + 1] === "digit"];
    if (/^[.,:/]$/.test(clusters[i]!) && before && after) return "digit";
    return /^[%‰€$£+\-−]$/.test(clusters[i]!) && (before || after) ? "digit" : kind;
  });
  return held.map((kind, i) => (kind === "digit" && letterBefore(kinds, i, line) === "left" ? "left" : kind));
}

function letterBefore(kinds: Kind[], at: number, line: Kind): Kind {
  return kinds.slice(0, at).findLast((kind) => kind === "left" || kind === "right") ?? line;
}

/** Both brackets of a pair turn the same way: the line's, unless all around and within them goes the other (N0). */
function withBrackets(clusters: string[], kinds: Kind[], line: Kind): Kind[] {
  const settled = [...kinds];
  const open: number[] = [];
  clusters.forEach((cluster, end) => {
    if (/^[([{]$/.test(cluster)) open.push(end);
    const start = /^[)\]}]$/.test(cluster) ? open.pop() : undefined;
    if (start === undefined) return;
    const within: Kind[] = kinds
      .slice(start + 1, end)
      .map(side)
      .filter((kind) => kind !== "other");
    if (within.length === 0) return;
    const kind = within.includes(line) ? line : letterBefore(kinds, start, line);
    settled[start] = settled[end] = kind;
  });
  return settled;
}

/** In questions of what stands between, numbers count as running to the left. */
function side(kind: Kind): Kind {
  return kind === "digit" ? "right" : kind;
}

/** What stands between two of one direction goes with them, all else with the line (N1, N2). */
function between(kinds: Kind[], at: number, line: Kind): Kind {
  const before = side(kinds.slice(0, at).findLast((kind) => kind !== "other") ?? line);
  const after = side(kinds.slice(at + 1).find((kind) => kind !== "other") ?? line);
  return before === after ? before : line;
}

/** Puts the pieces of a line in the order in which they stand from left to right (UAX 9, L2). */
export function inVisualOrder<T extends { level: number }>(pieces: T[]): T[] {
  const order = [...pieces];
  for (let level = Math.max(0, ...order.map((piece) => piece.level)); level > 0; level -= 1) {
    let start = 0;
    while (start < order.length) {
      let end = start;
      while (end < order.length && order[end]!.level >= level) end += 1;
      order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = end + 1;
    }
  }
  return order;
}

const pairs = "()[]{}<>«»‹›";

/** Brackets in a text that runs to the left open the other way. */
export function mirrored(text: string): string {
  return text.replace(/[()[\]{}<>«»‹›]/g, (sign) => pairs[pairs.indexOf(sign) ^ 1]!);
}
