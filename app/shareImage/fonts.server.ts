import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Direction } from "#app/i18n/languages.ts";
import { charactersOf } from "./cmap.server.ts";

/** How words are set: the headline's serif, or the sans of what stands around it. */
export type Voice = "serif" | "sans";

/**
 * The fonts that come with the product, in one weight each (docs/decisions/0028). `family`: what Pango calls it. `sample`:
 * how wide its "Hamburgefonts" is at 96 pixels, by which a fallback that Pango took in its place is told.
 */
const faces = {
  newsreader: { file: "newsreader-600.ttf", family: "Newsreader SemiBold", sample: 670 },
  inter: { file: "inter-600.ttf", family: "Inter SemiBold", sample: 713 },
  arabic: { file: "noto-sans-arabic-600.ttf", family: "Noto Sans Arabic SemiBold", sample: 733 },
};
type Face = keyof typeof faces;

/** Where a character is looked for, in this order. Digits and brackets among Arabic are its own font's. */
const chains: Record<Voice, Record<Direction, Face[]>> = {
  serif: { ltr: ["newsreader", "inter", "arabic"], rtl: ["arabic", "newsreader", "inter"] },
  sans: { ltr: ["inter", "arabic"], rtl: ["arabic", "inter"] },
};

/** What can be drawn: the characters that a font of ours has; none of a font that cannot be used. */
export type Fonts = { characters: Record<Face, Set<number>>; faults: string[] };

/**
 * Makes the fonts known to Pango, for the whole process, and tries each: where one is missing, Pango would take whatever
 * the machine has and say nothing.
 * @param root the project's folder: a file beside the code is not found after bundling
 * @returns with a sentence for each font that cannot be used
 */
export async function loadFonts(root = process.cwd()): Promise<Fonts> {
  const fonts: Fonts = { characters: { newsreader: new Set(), inter: new Set(), arabic: new Set() }, faults: [] };
  for (const face of Object.keys(faces) as Face[]) {
    const fontfile = join(root, "app", "shareImage", "fonts", faces[face].file);
    try {
      const characters = charactersOf(await readFile(fontfile));
      await tryFace(face, fontfile);
      fonts.characters[face] = characters;
    } catch (error) {
      fonts.faults.push(`The font ${faces[face].family} (${fontfile}) cannot be used: ${(error as Error).message}`);
    }
  }
  return fonts;
}

async function tryFace(face: Face, fontfile: string): Promise<void> {
  const { default: sharp } = await import("sharp");
  const { family, sample } = faces[face];
  const text = { text: "Hamburgefonts", font: `${family} 96`, fontfile, dpi: 72 };
  const { info } = await sharp({ text }).raw().toBuffer({ resolveWithObject: true });
  // A pixel or two is what hinting differs by from machine to machine.
  if (Math.abs(info.width - sample) > sample * 0.015) throw new Error("another font is drawn in its place.");
}

/** Whether one font of a voice has every character of `text`, which is one sign as people count them. */
export function hasSign({ characters }: Fonts, voice: Voice, text: string): boolean {
  const signs = Array.from(text, (sign) => sign.codePointAt(0)!).filter((sign) => !isJoiner(sign));
  return chains[voice].ltr.some((face) => signs.every((sign) => characters[face].has(sign)));
}

/** Characters that say how others are joined or which way they run, and are not seen themselves. */
function isJoiner(sign: number): boolean {
  return sign === 0x200c || sign === 0x200d || (sign >= 0xfe00 && sign <= 0xfe0f) || (sign >= 0x2066 && sign <= 0x2069);
}

/** The families of a voice, as Pango reads them. */
export function familiesOf(voice: Voice, direction: Direction): string {
  return chains[voice][direction].map((face) => faces[face].family).join(", ");
}
