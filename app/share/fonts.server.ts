import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import type { Font } from "fontkit";
import { unpackWoff2 } from "./woff2.server.ts";

/** How words are set: the headline's serif, or the sans of what stands around it; each in one weight. */
export type Voice = "serif" | "sans";

/** The fonts that have been read so far, by voice and file. */
export type Fonts = { read: Map<string, Promise<Font>> };

const weights = { serif: { wght: 620, opsz: 36 }, sans: { wght: 560 } };

const scripts = ["cyrillic", "cyrillic-ext", "greek", "greek-ext"].map((part) => `inter/files/inter-${part}-wght`);
const arabic = "noto-sans-arabic/files/noto-sans-arabic-arabic-wght";
const latin = ["latin", "latin-ext", "vietnamese"];

/** Where a sign is looked for, in this order: the site's own fonts, which are installed with it. */
const chains: Record<Voice, string[]> = {
  serif: [...latin.map((part) => `newsreader/files/newsreader-${part}-opsz`), ...scripts, arabic],
  sans: [...latin.map((part) => `inter/files/inter-${part}-wght`), ...scripts, arabic],
};

/** @returns the first font of a voice that has every sign of `text`; undefined when none has */
export async function fontFor(fonts: Fonts, voice: Voice, text: string, preferred?: Font): Promise<Font | undefined> {
  const signs = Array.from(text, (sign) => sign.codePointAt(0)!).filter((sign) => !joins(sign));
  const has = (font: Font) => signs.every((sign) => font.hasGlyphForCodePoint(sign));
  if (preferred && has(preferred)) return preferred;
  for (const file of chains[voice]) {
    const font = await readFont(fonts, voice, file);
    if (has(font)) return font;
  }
  return undefined;
}

/** Signs that say how others are joined, and are not seen themselves. */
function joins(sign: number): boolean {
  return sign === 0x200c || sign === 0x200d || (sign >= 0xfe00 && sign <= 0xfe0f);
}

function readFont(fonts: Fonts, voice: Voice, file: string): Promise<Font> {
  const key = `${voice} ${file}`;
  const font = fonts.read.get(key) ?? load(voice, file);
  fonts.read.set(key, font);
  return font;
}

async function load(voice: Voice, file: string): Promise<Font> {
  // Found as any package is, so that the bundled server finds it too; both are read only where something is drawn.
  const path = createRequire(import.meta.url).resolve(`@fontsource-variable/${file}-normal.woff2`);
  const { create } = await import("fontkit");
  const font = create(unpackWoff2(await readFile(path))) as Font;
  return font.getVariation(weights[voice]);
}
