import { createHash } from "node:crypto";
import { design, drawPixels, type Card } from "./card.server.ts";
import { loadFonts, type Fonts } from "./fonts.server.ts";

/** The share images of one process: the most recently requested ones are kept, up to a limit. */
export type ShareImages = {
  fonts: Promise<Fonts> | null;
  drawn: Map<string, Promise<Buffer>>;
  drawing: Promise<unknown>;
};

/** About 8 MB: an image is requested again within minutes, and later from caches by its URL. */
const most = 200;

export function openShareImages(): ShareImages {
  return { fonts: null, drawn: new Map(), drawing: Promise.resolve() };
}

/** Returns the hash in a card's URL; it differs when anything shown differs. */
export function cardHash(card: Card): string {
  return createHash("sha256")
    .update(JSON.stringify([design, card.briefing, card.kicker, card.headline, card.foot, card.direction]))
    .digest("hex")
    .slice(0, 16);
}

/** @returns a card as PNG; simultaneous requests share one drawing, and cards are drawn one after the other */
export function drawCard(images: ShareImages, card: Card): Promise<Buffer> {
  const key = cardHash(card);
  const there = images.drawn.get(key);
  images.drawn.delete(key);
  const png = there ?? inTurn(images, card);
  // The most recently used is last, and the first is dropped.
  images.drawn.set(key, png);
  png.catch(() => images.drawn.delete(key));
  for (const oldest of images.drawn.keys()) if (images.drawn.size > most) images.drawn.delete(oldest);
  return png;
}

function inTurn(images: ShareImages, card: Card): Promise<Buffer> {
  const png = images.drawing.then(() => toPng(images, card));
  images.drawing = png.catch(() => {});
  return png;
}

async function toPng(images: ShareImages, card: Card): Promise<Buffer> {
  const pixels = await drawPixels(await fontsOf(images), card);
  return pixels.png({ palette: true, colours: 64, effort: 1 }).toBuffer();
}

/** Loads the fonts at their first use. `faults`: a sentence for each that cannot be used. */
export function fontsOf(images: ShareImages): Promise<Fonts> {
  return (images.fonts ??= loadFonts());
}
