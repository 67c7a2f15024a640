import sharp from "sharp";
import type { Card } from "#app/shareImage/card.server.ts";
import { drawCard, openShareImages, type ShareImages } from "#app/shareImage/images.server.ts";

/** A card in each of our languages, with what is hard in it. */
export const cards: Record<string, Card> = {
  en: {
    briefing: "The Robotics Briefing",
    kicker: "Logistics",
    headline: "Three ports hand the night shift to machines, and the insurers follow",
    foot: "\u2068Ines Halloran\u2069 · \u2068November 23, 2026\u2069",
    direction: "ltr",
  },
  de: {
    briefing: "Der Robotik-Brief",
    kicker: "Normen",
    headline: "Maschinenverordnung: Übergangsfristen für Zäune ≥ 2 m",
    foot: "\u2068Jürgen Groß\u2069 · \u206823. November 2026\u2069",
    direction: "ltr",
  },
  es: {
    briefing: "El informe de robótica",
    kicker: "Inversión",
    headline: "¿Quién paga la noche? Tres puertos españoles entregan el turno a las máquinas",
    foot: "\u2068Lucía Ferrer\u2069 · \u206823 de noviembre de 2026\u2069",
    direction: "ltr",
  },
  fr: {
    briefing: "La lettre de la robotique",
    kicker: "Réglementation",
    headline: "Où va l’argent des robots : « l’été d’après » à Bruxelles, çà et là",
    foot: "\u2068Zoë Œuvrard\u2069 · \u206823 novembre 2026\u2069",
    direction: "ltr",
  },
  ar: {
    briefing: "نشرة الروبوتات",
    kicker: "أتمتة",
    headline: "ارتفعت الاستثمارات 12% في الربع الثالث (2026) بقيادة ABB",
    foot: "\u2068ليلى حداد\u2069 · \u206823 نوفمبر 2026\u2069",
    direction: "rtl",
  },
};

const small = { width: 300, height: 158 };

/** A card in small and grey, by which pictures are compared: hinting differs from machine to machine, shapes do not. */
export async function thumbnail(card: Card, images: ShareImages = openShareImages()): Promise<Buffer> {
  return sharp(await drawCard(images, card))
    .resize(small)
    .greyscale()
    .png({ palette: true, colours: 16 })
    .toBuffer();
}

/** How different two thumbnails look, after a blur of about a letter's stem: 0 is the same, 255 black for white. */
export async function difference(one: Buffer | string, other: Buffer | string): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((png) => sharp(png).greyscale().blur(1.5).raw().toBuffer()));
  let most = 0;
  for (let y = 0; y + 10 <= small.height; y += 5)
    for (let x = 0; x + 10 <= small.width; x += 5) most = Math.max(most, differenceAt(a!, b!, x, y));
  return most;
}

/** The mean of ten pixels by ten: a sign that is missing is seen there, though it is nothing in the whole. */
function differenceAt(a: Buffer, b: Buffer, left: number, top: number): number {
  let sum = 0;
  for (let y = top; y < top + 10; y += 1)
    for (let x = left; x < left + 10; x += 1) {
      const at = y * small.width + x;
      sum += Math.abs(a[at]! - b[at]!);
    }
  return sum / 100;
}
