import type { Direction } from "#app/i18n/languages.ts";
import { familiesOf, hasSign, type Fonts, type Voice } from "./fonts.server.ts";

/**
 * The style of a text. `leading`: line height in units of the size, for any font; `align` is of its lines; `sizes`: the
 * possible sizes in pixels, largest first.
 */
export type Style = { voice: Voice; colour: string; leading: number; sizes: number[]; align?: "centre" };
/** The most space of a text; on `oneLine` it is never broken. */
export type Box = { width: number; height: number; oneLine?: boolean };
/** A drawn text, trimmed, in RGBA. */
export type Drawn = { data: Buffer; width: number; height: number; size: number };

/** A word that would force a smaller size than this is broken instead. */
const smallestUnbroken = 60;

/**
 * Prepares a text for drawing. Emoji without a font are left out, because they are images. Any other character without
 * a
 * font makes the text undrawable, because a headline with missing characters is worse than none.
 * @returns null when it cannot be drawn
 */
export function drawable(fonts: Fonts, voice: Voice, text: string): string | null {
  let kept = "";
  for (const { segment } of new Intl.Segmenter("und").segment(plain(text))) {
    if (hasSign(fonts, voice, segment)) kept += segment;
    else if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment)) return null;
  }
  kept = kept.replace(/ {2,}/g, " ").trim();
  return /[^\s\u2066-\u2069]/.test(kept) ? kept : null;
}

/** One line in composed form, without invisible characters: soft hyphens, direction marks, lone surrogates. */
function plain(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\ufffd\p{Cc}]/gu, (sign) =>
      /\s/.test(sign) ? " " : "",
    )
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Draws a text as large as its box allows, in lines of similar length. A word wider than the box is broken.
 * @param text from `drawable`
 * @param direction of the whole text, whatever it contains
 * @returns null when it is too long even in the smallest size
 */
export async function fitText(style: Style, text: string, direction: Direction, box: Box): Promise<Drawn | null> {
  const draw = (size: number, wrap: Wrap, width = box.width) => drawText(style, text, direction, { size, wrap, width });
  if (box.oneLine) return largest(style.sizes, box, (size) => draw(size, "none"));
  const unbroken = style.sizes.filter((size) => size >= smallestUnbroken);
  const found =
    (await largest(unbroken, box, (size) => draw(size, "word"))) ??
    (await largest(style.sizes, box, (size) => draw(size, "word-char")));
  return found && balanced(found, (width) => draw(found.size, "word", width));
}

/** Height grows with size, so each try excludes half of the remaining sizes. */
async function largest(sizes: number[], box: Box, draw: (size: number) => Promise<Drawn>): Promise<Drawn | null> {
  let found: Drawn | null = null;
  let [from, to] = [0, sizes.length];
  for (let at = 0; from < to; at = (from + to) >> 1) {
    const drawn = await draw(sizes[at]!);
    const fits = drawn.width <= box.width && drawn.height <= box.height;
    if (fits) [found, to] = [drawn, at];
    else from = at + 1;
  }
  return found;
}

/** Finds the narrowest column with the same number of lines. */
async function balanced(whole: Drawn, draw: (width: number) => Promise<Drawn>): Promise<Drawn> {
  if (whole.height < 1.8 * whole.size) return whole;
  let best = whole;
  let [low, high] = [whole.width / 2, whole.width];
  while (high - low > 12) {
    const width = Math.round((low + high) / 2);
    const drawn = await draw(width);
    // Marks above and below change the height of equal lines by less than half a line.
    const fits = drawn.height <= whole.height + whole.size / 2 && drawn.width <= width;
    if (fits) [best, high] = [drawn, width];
    else low = width;
  }
  return best;
}

type Wrap = "none" | "word" | "word-char";

/** An invisible character taller than any letter: line height and baseline then depend on the size alone. */
const strut = `<span font_family="${familiesOf("sans", "ltr")}" size="200%" fgalpha="1">|</span>`;

/** Distance of the baseline from the top of a line drawn with "none", in sizes: the strut's height. */
export const baseline = 1.932;

async function drawText(
  { voice, colour, leading, align }: Style,
  text: string,
  direction: Direction,
  { size, wrap, width }: { size: number; wrap: Wrap; width: number },
): Promise<Drawn> {
  const { default: sharp } = await import("sharp");
  // The first character with a direction sets the paragraph's.
  const mark = direction === "rtl" ? "\u200f" : "\u200e";
  // Arabic reaches further down, and its marks further up.
  const pitch = Math.round(size * leading * (direction === "rtl" ? 1.18 : 1) * 1024);
  const words =
    wrap === "none"
      ? `<span foreground="${colour}">${mark}${escaped(text)}${strut}</span>`
      : `<span foreground="${colour}" line_height="${pitch}">${mark}${escaped(text)}</span>`;
  const lines = wrap === "none" ? {} : { width, wrap, align };
  const font = `${familiesOf(voice, direction)} ${size}`;
  const { data, info } = await sharp({ text: { text: words, font, dpi: 72, rgba: true, ...lines } })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, size };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
