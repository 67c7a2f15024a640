import { setImmediate } from "node:timers/promises";

/** Pixels as red, green, blue and opacity, a byte each; `pageHeight` is less than `height` for a picture that moves. */
export type Pixels = { data: Buffer; width: number; height: number; pageHeight: number };

/** The paper of mails and pages: a rim of this colour cannot be seen on it. */
const paper = { r: 0xff, g: 0xfd, b: 0xf9 };
/** Lightness from 0 to 255 that stands out 3 : 1 from the dark sheet #1e1c1a (WCAG 1.4.11). */
const lightEnough = 105;
/** Opacity from 0 to 255 below which a pixel is a shadow rather than a line. */
const opaqueEnough = 128;
/** A rim's width in pixels of a mail's column of 544. */
const rimInColumn = 1.5;

/**
 * Returns the pixels of a picture that something shines through, with a rim in the colour of paper around its dark parts:
 * black lines stay to be seen in dark mails, whatever a mail program does to colours (decision 40).
 */
export async function withRim(pixels: Pixels): Promise<Pixels> {
  const { data, width, height } = pixels;
  const dark = await darkParts(data);
  if (!dark.includes(255)) return pixels;
  const { default: sharp } = await import("sharp");
  const radius = Math.round(rimInColumn * Math.max(1, width / 544));
  const mask = { raw: { width, height, channels: 1 as const } };
  // Full as far as the radius, and gone at twice of that.
  const soft = await sharp(dark, { ...unlimited, ...mask })
    .blur(radius)
    .linear(6, 0)
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  const rim = await sharp({ ...unlimited, create: { width, height, channels: 3, background: paper } })
    .joinChannel(soft, mask)
    .raw()
    .toBuffer();
  const raw = { width, height, channels: 4 as const };
  // The picture lies over its rim, which is seen where something shines through alone.
  const rimmed = await sharp(rim, { ...unlimited, raw })
    .composite([{ input: data, raw, ...unlimited }])
    .raw()
    .toBuffer();
  return { ...pixels, data: rimmed };
}

/** Checked already, by frame and in all. */
const unlimited = { limitInputPixels: false } as const;

/** Returns a byte a pixel: 255 where it is dark and no shadow, else 0. Requests get their turn in between. */
async function darkParts(data: Buffer): Promise<Buffer> {
  const dark = Buffer.alloc(data.length / 4);
  for (let i = 0, at = 0; i < dark.length; i += 1, at += 4) {
    if (i % 1_000_000 === 999_999) await setImmediate();
    // Weights of ITU-R BT.709, on values as they are stored.
    const lightness = 0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!;
    if (lightness < lightEnough && data[at + 3]! >= opaqueEnough) dark[i] = 255;
  }
  return dark;
}
