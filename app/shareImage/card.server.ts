import type { Sharp } from "sharp";
import { textDirection } from "#app/i18n/direction.ts";
import type { Direction } from "#app/i18n/languages.ts";
import type { Fonts } from "./fonts.server.ts";
import { baseline, drawable, fitText, type Box, type Drawn, type Style } from "./text.server.ts";

/** The content of a share image. `direction`: of the briefing's language; `foot` may contain isolates (UAX 9). */
export type Card = { briefing: string; kicker: string; headline: string; foot: string; direction: Direction };

/** In pixels, accepted by every service that shows links (W-05). */
const cardSize = { width: 1200, height: 630 };

/** The site's paper, ink and accent of the light scheme, because an image cannot adapt to its background. */
const colours = { paper: "#fbfaf7", ink: "#17202b", muted: "#5a6370", rule: "#dfdad0", accent: "#a83a12" };

const margin = 76;
const measure = cardSize.width - 2 * margin;

/** The version of the design: a new one changes the URLs, so that no former image is shown. */
export const design = 2;

type Place = { style: Style; box: Box };

const line = (voice: Style["voice"], colour: string, largest: number, smallest: number): Place => ({
  style: { voice, colour, leading: 0, sizes: sizesFrom(largest, smallest) },
  box: { width: measure, height: largest * 3, oneLine: true },
});

const places = {
  briefing: line("serif", colours.ink, 44, 16),
  kicker: line("sans", colours.accent, 30, 14),
  headline: {
    style: { voice: "serif", colour: colours.ink, leading: 1.1, sizes: sizesFrom(96, 16) },
    box: { width: measure, height: 272 },
  },
  foot: line("sans", colours.muted, 27, 14),
  nameplate: {
    style: { voice: "serif", colour: colours.ink, leading: 1.08, sizes: sizesFrom(96, 24), align: "centre" },
    box: { width: measure, height: 230 },
  },
  pitch: {
    style: { voice: "sans", colour: colours.muted, leading: 1.4, sizes: sizesFrom(34, 16), align: "centre" },
    box: { width: 860, height: 140 },
  },
} satisfies Record<string, Place>;

function sizesFrom(largest: number, smallest: number): number[] {
  return Array.from({ length: Math.floor((largest - smallest) / 2) + 1 }, (_, i) => largest - 2 * i);
}

/** A drawn text and the position of its upper left corner. */
type Placed = Drawn & { left: number; top: number };

/**
 * Draws a card, in pixels. Without a font for its headline it shows the briefing's name, and without any font it is
 * bare.
 */
export async function drawPixels(fonts: Fonts, card: Card): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  const headline = await set(fonts, places.headline, card.headline, textDirection(card.headline, card.direction));
  const { rules, texts } = headline ? await article(fonts, card, headline) : await nameplate(fonts, card);
  const { width, height } = cardSize;
  const bars = rules.map(({ y, height }) => bar(y, height, colours.ink, margin, measure));
  const paper = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="${width}" height="${height}" fill="${colours.paper}"/>${bars.join("")}${bar(height - 14, 14, colours.accent, 0, width)}</svg>`;
  return sharp(Buffer.from(paper)).composite(
    texts.map(({ data, left, top, ...size }) => ({
      input: data,
      raw: { width: size.width, height: size.height, channels: 4 as const },
      left: Math.round(left),
      top: Math.round(top),
    })),
  );
}

function bar(y: number, height: number, colour: string, x: number, width: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colour}"/>`;
}

/** @returns null when it is empty, too long, or has characters that no font has */
async function set(fonts: Fonts, place: Place, text: string, direction: Direction): Promise<Set | null> {
  const { style, box } = place;
  const words = drawable(fonts, style.voice, text);
  const drawn = words && (await fitText(style, words, direction, box));
  return drawn ? { ...drawn, direction } : null;
}

type Set = Drawn & { direction: Direction };
type Rule = { y: number; height: number };
type Layout = { rules: Rule[]; texts: Placed[] };

async function article(fonts: Fonts, card: Card, headline: Set): Promise<Layout> {
  const briefing = await set(fonts, places.briefing, card.briefing, textDirection(card.briefing, card.direction));
  // Aligned with the headline, in its direction.
  const kicker = await set(fonts, places.kicker, `\u2068${card.kicker}\u2069`, headline.direction);
  const foot = await set(fonts, places.foot, card.foot, headline.direction);
  const rest = places.headline.box.height - headline.height;
  // Optical centring: a little above the middle.
  const top = (kicker ? 233 : 199) + rest * 0.47;
  const texts = [onLine(briefing, 100), onLine(kicker, 190), { ...headline, left: startOf(headline), top }];
  return { rules: doubleRule(128), texts: [...texts, onLine(foot, 574)].filter((text) => text !== null) };
}

/** Puts a line's baseline on `y`. */
function onLine(set: Set | null, y: number): Placed | null {
  return set && { ...set, left: startOf(set), top: y - set.size * baseline };
}

function startOf({ width, direction }: Set): number {
  return margin + (direction === "rtl" ? measure - width : 0);
}

/** As in the site's masthead. */
function doubleRule(y: number): Rule[] {
  return [
    { y, height: 3 },
    { y: y + 6, height: 1 },
  ];
}

/** A card with the briefing's name only, also for a headline that cannot be drawn. */
async function nameplate(fonts: Fonts, card: Card): Promise<Layout> {
  const name = await set(fonts, places.nameplate, card.briefing, textDirection(card.briefing, card.direction));
  const pitch = card.headline
    ? null
    : await set(fonts, places.pitch, card.foot, textDirection(card.foot, card.direction));
  const gap = 44;
  const nameHeight = name?.height ?? 0;
  const top = (cardSize.height - 14 - nameHeight - (pitch ? pitch.height + 2 * gap : 0)) / 2;
  const middle = (set: Set | null, top: number): Placed | null =>
    set && { ...set, left: (cardSize.width - set.width) / 2, top };
  return {
    rules: pitch ? doubleRule(top + nameHeight + gap - 4) : [],
    texts: [middle(name, top), middle(pitch, top + nameHeight + 2 * gap)].filter((text) => text !== null),
  };
}
