import type { Font } from "fontkit";
import type { Direction } from "#words/languages.ts";
import { inVisualOrder, levelsApart, mirrored } from "./direction.server.ts";
import { fontFor, type Fonts, type Voice } from "./fonts.server.ts";

/** A sign as people count them, with the font that draws it; `apart`: the isolate that it stands in, by its number. */
export type Cluster = { text: string; font: Font; apart?: number };

/** A line set in outlines, at one pixel a font size: scale it up. `width` is what it takes then. */
export type Line = { width: number; outlines: { x: number; scale: number; path: string }[] };

/**
 * Finds a font for every sign. Ornaments that no font has are left out, like emoji.
 * @returns null when letters are among what no font has: half a headline would be worse than none
 */
export async function clustersOf(fonts: Fonts, voice: Voice, text: string): Promise<Cluster[] | null> {
  const clusters: Cluster[] = [];
  let isolates = 0;
  let apart: { apart?: number } = {};
  for (const { segment } of new Intl.Segmenter("und").segment(plain(text))) {
    if (/^[\u2066-\u2068]$/.test(segment)) apart = { apart: (isolates += 1) };
    if (segment === "\u2069") apart = {};
    const font = await fontFor(
      fonts,
      voice,
      segment,
      clusters.at(-1)?.font === undefined ? undefined : neutralFont(segment, clusters),
    );
    if (font) clusters.push({ text: segment, font, ...apart });
    else if (/[\p{L}\p{N}]/u.test(segment)) return null;
  }
  return withoutDoubleSpaces(clusters);
}

/** Spaces and points are best drawn by the font of the word before them. */
function neutralFont(segment: string, clusters: Cluster[]): Font | undefined {
  return /[\p{L}\p{N}]/u.test(segment) ? undefined : clusters.at(-1)!.font;
}

/** One line in composed form, without what is not seen: hyphens that may be, marks of direction, broken signs. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffd\p{Cc}]/gu, (sign) => (/\s/.test(sign) ? " " : ""))
    .replace(/\s+/g, " ")
    .trim();
}

function withoutDoubleSpaces(clusters: Cluster[]): Cluster[] {
  const kept = clusters.filter(({ text }, i) => text !== " " || (i > 0 && clusters[i - 1]!.text !== " "));
  return kept.at(-1)?.text === " " ? kept.slice(0, -1) : kept;
}

/** Sets clusters in a line, each piece in its own font and direction. */
export function setLine(clusters: Cluster[], direction: Direction): Line {
  let x = 0;
  const outlines: Line["outlines"] = [];
  for (const { font, text, level } of inVisualOrder(piecesOf(clusters, direction))) {
    const leftward = level % 2 === 1;
    const run = font.layout(
      leftward ? mirrored(text) : text,
      undefined,
      undefined,
      undefined,
      leftward ? "rtl" : "ltr",
    );
    const scale = 1 / font.unitsPerEm;
    run.glyphs.forEach((glyph, i) => {
      const { xAdvance, xOffset, yOffset } = run.positions[i]!;
      const path = glyph.path.translate(xOffset, yOffset).toSVG();
      if (path) outlines.push({ x, scale, path });
      x += xAdvance * scale;
    });
  }
  return { width: x, outlines };
}

type Piece = Cluster & { level: number };

function piecesOf(clusters: Cluster[], direction: Direction): Piece[] {
  const levels = levelsApart(clusters, direction);
  const pieces: Piece[] = [];
  clusters.forEach(({ text, font }, i) => {
    const [last, level] = [pieces.at(-1), levels[i]!];
    if (last && last.font === font && last.level === level) last.text += text;
    else pieces.push({ text, font, level });
  });
  return pieces;
}
