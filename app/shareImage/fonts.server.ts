import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Direction } from "#app/i18n/languages.ts";
import { charactersOf } from "./cmap.server.ts";

/** The style of a text: the headline's serif, or the sans of the text around it. */
export type Voice = "serif" | "sans";

/**
 * The fonts of the product, in one weight each (docs/decisions/0028). `family`: Pango's name. `sample`: the width of
 * "Hamburgefonts" at 96 pixels, by which a font that Pango substituted is detected.
 */
const faces = {
  newsreader: { file: "newsreader-600.ttf", family: "Newsreader SemiBold", sample: 670 },
  inter: { file: "inter-600.ttf", family: "Inter SemiBold", sample: 713 },
  arabic: { file: "noto-sans-arabic-600.ttf", family: "Noto Sans Arabic SemiBold", sample: 733 },
};
type Face = keyof typeof faces;

/** The fonts that are searched for a character, in order. Digits and brackets in Arabic text are from its own font. */
const chains: Record<Voice, Record<Direction, Face[]>> = {
  serif: { ltr: ["newsreader", "inter", "arabic"], rtl: ["arabic", "newsreader", "inter"] },
  sans: { ltr: ["inter", "arabic"], rtl: ["arabic", "inter"] },
};

/** The characters of each usable font, and the faults of the others. */
export type Fonts = { characters: Record<Face, Set<number>>; faults: string[] };

/**
 * Registers the fonts with Pango, for the whole process, and tests each: Pango would replace a missing one silently.
 * @param root the project's folder, because bundling moves this module
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
  // Hinting differs by a pixel or two between machines.
  if (Math.abs(info.width - sample) > sample * 0.015) throw new Error("another font is drawn in its place.");
}

/** True when one font of a voice has every character of `text`, a single grapheme. */
export function hasSign({ characters }: Fonts, voice: Voice, text: string): boolean {
  const signs = Array.from(text, (sign) => sign.codePointAt(0)!).filter((sign) => !isJoiner(sign));
  return chains[voice].ltr.some((face) => signs.every((sign) => characters[face].has(sign)));
}

/** Invisible characters for joining or direction. */
function isJoiner(sign: number): boolean {
  return sign === 0x200c || sign === 0x200d || (sign >= 0xfe00 && sign <= 0xfe0f) || (sign >= 0x2066 && sign <= 0x2069);
}

/** Returns the font families of a voice, as Pango parses them. */
export function familiesOf(voice: Voice, direction: Direction): string {
  return chains[voice][direction].map((face) => faces[face].family).join(", ");
}
