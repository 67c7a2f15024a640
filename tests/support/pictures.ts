import sharp from "sharp";

/** A JPEG of one colour, as a camera would have made it. */
export function aPicture({ width = 64, height = 36 } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#a83a12" } })
    .jpeg()
    .toBuffer();
}
