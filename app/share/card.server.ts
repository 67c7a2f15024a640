import { textDirection } from "#words/direction.ts";
import type { Direction } from "#words/languages.ts";
import { fit, type Box, type Fitted } from "./fit.server.ts";
import type { Fonts, Voice } from "./fonts.server.ts";
import { clustersOf, type Line } from "./line.server.ts";

/** What stands on a share image. `direction`: of the briefing's language; `foot` may hold isolates (UAX 9). */
export type Card = { briefing: string; kicker: string; headline: string; foot: string; direction: Direction };

/** The size that every place that shows links takes (W-05). */
export const cardSize = { width: 1200, height: 630 };

/** The site's paper, ink and accent, in light: a picture cannot know what it will stand on. */
const colours = { paper: "#fbfaf7", ink: "#17202b", muted: "#5a6370", rule: "#dfdad0", accent: "#a83a12" };

const margin = 76;
const measure = cardSize.width - 2 * margin;

/** The design's number: another one makes other addresses, so that no former picture is shown for a new one. */
export const design = 2;

type Place = { voice: Voice; colour: string; box: Box };

const oneLine = (size: number, smallest: number, width: number): Box => ({
  width,
  height: size * 1.45,
  leading: 1.2,
  sizes: sizesFrom(size, smallest),
});

const places = {
  briefing: { voice: "serif", colour: colours.ink, box: oneLine(44, 16, measure) },
  kicker: { voice: "sans", colour: colours.accent, box: oneLine(30, 14, measure) },
  headline: {
    voice: "serif",
    colour: colours.ink,
    box: { width: measure, height: 296, leading: 1.1, sizes: sizesFrom(96, 16) },
  },
  foot: { voice: "sans", colour: colours.muted, box: oneLine(27, 14, measure) },
  nameplate: {
    voice: "serif",
    colour: colours.ink,
    box: { width: measure, height: 240, leading: 1.08, sizes: sizesFrom(96, 24) },
  },
  pitch: {
    voice: "sans",
    colour: colours.muted,
    box: { width: 860, height: 150, leading: 1.4, sizes: sizesFrom(34, 16) },
  },
} satisfies Record<string, Place>;

function sizesFrom(largest: number, smallest: number): number[] {
  return Array.from({ length: Math.floor((largest - smallest) / 2) + 1 }, (_, i) => largest - 2 * i);
}

/** Draws a card as SVG, every word in outlines: whoever turns it into pixels needs no font. */
export async function cardSvg(fonts: Fonts, card: Card): Promise<string> {
  const { width, height } = cardSize;
  const headline = await set(fonts, places.headline, card.headline, card.direction);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="${width}" height="${height}" fill="${colours.paper}"/>
<rect y="${height - 14}" width="${width}" height="14" fill="${colours.accent}"/>
${headline ? await article(fonts, card, headline) : await nameplate(fonts, card)}
</svg>`;
}

type Set = Fitted & { direction: Direction; colour: string; box: Box };

/** @param whole the direction of the line, whatever its text's */
async function set(
  fonts: Fonts,
  place: Place,
  text: string,
  fallback: Direction,
  whole = textDirection(text, fallback),
): Promise<Set | null> {
  const clusters = await clustersOf(fonts, place.voice, text);
  if (!clusters || clusters.length === 0) return null;
  const direction = whole;
  // Arabic reaches further down, and its marks further up.
  const leading = place.box.leading * (direction === "rtl" ? 1.18 : 1);
  const box = { ...place.box, leading };
  return { ...fit(clusters, direction, box), direction, colour: place.colour, box };
}

async function article(fonts: Fonts, card: Card, headline: Set): Promise<string> {
  const briefing = await set(fonts, places.briefing, card.briefing, card.direction);
  // They stand where the headline does, and run as they do.
  const kicker = await set(fonts, places.kicker, `\u2068${card.kicker}\u2069`, headline.direction, headline.direction);
  const foot = await set(fonts, places.foot, card.foot, headline.direction, headline.direction);
  const { size, box } = headline;
  const rest = box.height - headline.lines.length * size * box.leading;
  // A little above the middle looks like the middle.
  const firstLine = (kicker ? 224 : 190) + rest * 0.42 + size * (box.leading - 0.26);
  return [
    briefing && lines(briefing, 100),
    doubleRule(128),
    kicker && lines(kicker, 190),
    lines(headline, firstLine),
    foot && lines(foot, 574),
  ]
    .filter(Boolean)
    .join("\n");
}

/** The masthead's, as on the site. */
function doubleRule(y: number): string {
  return `<rect x="${margin}" y="${y}" width="${measure}" height="3" fill="${colours.ink}"/>
<rect x="${margin}" y="${y + 6}" width="${measure}" height="1" fill="${colours.ink}"/>`;
}

/** The briefing alone: its own card, and where there is no headline that could be drawn. */
async function nameplate(fonts: Fonts, card: Card): Promise<string> {
  const name = await set(fonts, places.nameplate, card.briefing, card.direction);
  const pitch = card.headline ? null : await set(fonts, places.pitch, card.foot, card.direction);
  const [nameHeight, pitchHeight] = [heightOf(name), heightOf(pitch)];
  const top = (cardSize.height - 14 - nameHeight - (pitch ? pitchHeight + 76 : 0)) / 2;
  return [
    name && lines(name, top + name.size * 0.86, "middle"),
    pitch && doubleRule(top + nameHeight + 28),
    pitch && lines(pitch, top + nameHeight + 76 + pitch.size * 0.9, "middle"),
  ]
    .filter(Boolean)
    .join("\n");
}

function heightOf(set: Set | null): number {
  return set ? set.lines.length * set.size * set.box.leading : 0;
}

function lines(set: Set, firstLine: number, align: "start" | "middle" = "start"): string {
  return set.lines
    .map((line, i) => lineSvg(line, set, startOf(line, set, align), firstLine + i * set.size * set.box.leading))
    .join("\n");
}

function startOf(line: Line, { size, direction }: Set, align: "start" | "middle"): number {
  const free = measure - line.width * size;
  return margin + (align === "middle" ? free / 2 : direction === "rtl" ? free : 0);
}

function lineSvg(line: Line, { size, colour }: Set, x: number, y: number): string {
  const outlines = line.outlines.map(
    (one) => `<path transform="translate(${one.x} 0) scale(${one.scale} ${-one.scale})" d="${one.path}"/>`,
  );
  return `<g fill="${colour}" transform="translate(${round(x)} ${round(y)}) scale(${size})">${outlines.join("")}</g>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
