import { createHash } from "node:crypto";
import { design, drawPixels, type Card } from "./card.server.ts";
import { loadFonts, type Fonts } from "./fonts.server.ts";

/** The share images of one process: what has been drawn last is kept, up to a bound. */
export type ShareImages = {
  fonts: Promise<Fonts> | null;
  drawn: Map<string, Promise<Buffer>>;
  drawing: Promise<unknown>;
};

/** About 8 MB; what is shared is shared again within minutes, and the rest is in caches by its address. */
const most = 200;

export function openShareImages(): ShareImages {
  return { fonts: null, drawn: new Map(), drawing: Promise.resolve() };
}

/** What is in a card's address: another one when anything that it shows is another. */
export function cardHash(card: Card): string {
  return createHash("sha256")
    .update(JSON.stringify([design, card.briefing, card.kicker, card.headline, card.foot, card.direction]))
    .digest("hex")
    .slice(0, 16);
}

/** @returns a card as PNG; asked for twice at once, it is drawn once, and one card is drawn after the other */
export function drawCard(images: ShareImages, card: Card): Promise<Buffer> {
  const key = cardHash(card);
  const there = images.drawn.get(key);
  images.drawn.delete(key);
  const png = there ?? inTurn(images, card);
  // What was asked for last stands last, and the first is the one to go.
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

/** The fonts, read when the first image is drawn or asked about. `faults`: a sentence for each that cannot be used. */
export function fontsOf(images: ShareImages): Promise<Fonts> {
  return (images.fonts ??= loadFonts());
}
