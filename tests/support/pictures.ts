import sharp from "sharp";

/** A JPEG of one colour, as a camera would have made it. */
export function aPicture({ width = 64, height = 36 } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#a83a12" } })
    .jpeg()
    .toBuffer();
}

type Drawing = { ink?: string; format?: "png" | "webp" | "avif" | "gif" };

/** A bar from 40 to 80 and from 30 to 50, on nothing, in a picture of 120 by 80. */
export async function aDrawing({ ink = "#a83a12", format = "png" }: Drawing): Promise<Buffer> {
  return sharp({ create: { width: 120, height: 80, channels: 4, background: "transparent" } })
    .composite([{ input: await block(40, 20, ink), left: 40, top: 30 }])
    .toFormat(format)
    .toBuffer();
}

type Moving = {
  frames: number;
  width?: number;
  height?: number;
  format?: "gif" | "webp";
  delay?: number;
  loop?: number;
  background?: string;
  ink?: string;
};

/** A bar that goes to the right, from the left at 12, a step a frame. */
export async function aMovingPicture(moving: Moving): Promise<Buffer> {
  const { frames, width = 64, height = 48, format = "gif", delay = 100, loop = 0 } = moving;
  const { background = "#f4e8d8", ink = "#a83a12" } = moving;
  const [paper, bar] = [await colour(background), await colour(ink)];
  const [barWidth, barHeight, top] = [
    Math.max(1, Math.round(width / 8)),
    Math.round(height / 2),
    Math.round(height / 4),
  ];
  const data = Buffer.alloc(width * height * frames * 4, paper);
  for (let frame = 0; frame < frames; frame += 1) {
    const left = Math.min(10 + frame, width - barWidth);
    for (let y = top; y < top + barHeight; y += 1) {
      const start = ((frame * height + y) * width + left) * 4;
      data.fill(bar, start, start + barWidth * 4);
    }
  }
  const raw = { width, height: height * frames, channels: 4 as const, pageHeight: height };
  const joined = sharp(data, { raw, limitInputPixels: false });
  const times = { delay: Array<number>(frames).fill(delay), loop };
  return format === "gif"
    ? joined.gif({ ...times, effort: 1 }).toBuffer()
    : joined.webp({ ...times, lossless: true }).toBuffer();
}

function block(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 4, background } })
    .png()
    .toBuffer();
}

/** Red, green, blue and opacity. */
function colour(background: string): Promise<Buffer> {
  return sharp({ create: { width: 1, height: 1, channels: 4, background } })
    .raw()
    .toBuffer();
}
