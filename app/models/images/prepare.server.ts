import { createHash } from "node:crypto";
import type { Metadata, ResizeOptions } from "sharp";
import type { ImageType } from "#db/schema/articles.ts";
import { endsTooEarly, fileKind, losesMovement, type OtherKind, type TakenKind } from "./fileKinds.server.ts";
import { withRim, type Pixels } from "./rim.server.ts";

/** In bytes: a phone's photo of 108 megapixels has 15 to 40 MB (S-12). */
export const largestFile = 50_000_000;
const mostFrames = 200;
const most = 210;
/** Megapixels of all frames together. Measured with noise in 200 frames: WebP 291 MB, GIF that shines through 302 MB. */
const mostInMotion = 60;
/** The same for frames that something shines through, which are worked on together: more are made smaller. */
const mostSeeThrough = 20;

/**
 * Megapixels, checked before decoding (S-12), so that one image takes less than about 450 MB. Measured with noise: a
 * JPEG shrinks while it is read (108: 14 to 33 MB), but not a progressive one (50: 303 MB). A PNG is read by rows (108
 * with 16 bits: 157 MB), but not an interlaced one (108: 365 MB). WebP 50: 198 MB; AVIF 24: 435 MB; GIF 40: 209 MB.
 */
function mostMegapixels({ format, isProgressive = false }: Metadata): number {
  switch (format) {
    case "jpeg":
      return isProgressive ? 50 : most;
    case "png":
      return isProgressive ? 40 : 110;
    case "webp":
      return 50;
    case "gif":
      return 40;
    default:
      return 25;
  }
}
/** Twice the width of a mail's column, so that it is sharp on a phone (E-18); in pixels. */
const widest = 1280;
/** A picture that moves is as wide as the column: at twice its width it would be too heavy for a mail. */
const widestInMotion = 640;
/** In bytes: noise in 200 frames made a GIF of 77 MB, which each reader's mail program would fetch. */
const heaviestInMotion = 10_000_000;
/** In bytes: a PNG above is written with 256 colours where that is less. */
const heavyPng = 600_000;

/** A processed image; nothing is stored yet. */
export type PreparedImage = {
  bytes: Buffer;
  contentType: ImageType;
  width: number;
  height: number;
  /** 1 for a picture that stands still. */
  frames: number;
  hasAlpha: boolean;
  /** True where the file moved and the picture does not. */
  stoodStill: boolean;
  /** Of the file as it came, in hexadecimal digits. */
  sha256: string;
};

/** Why a file is no picture; `bytes`: of the GIF that it became; `megapixels`: the most that this format may have, in all `frames` together. */
export type ImageFault =
  | { error: "empty" | "too-large" | "damaged" | "cut-off" | "heic" }
  | { error: "other-kind"; kind: OtherKind }
  | { error: "too-heavy-in-motion"; bytes: number; most: number }
  | { error: "too-many-frames"; frames: number; most: number }
  | { error: "too-many-pixels"; format: string; isProgressive: boolean; frames: number; megapixels: number };

type Made = Pick<PreparedImage, "bytes" | "contentType" | "width" | "height" | "frames" | "hasAlpha">;

/**
 * Processes an image: checks its bytes, applies its orientation, strips metadata, shrinks it, and writes what mail
 * programs show: JPEG, PNG for one that something shines through, GIF for one that moves (E-18, S-12).
 * @param file the upload's bytes; its name and declared type are not trusted
 */
export async function prepareImage(file: Uint8Array): Promise<PreparedImage | ImageFault> {
  if (file.length === 0) return { error: "empty" };
  if (file.length > largestFile) return { error: "too-large" };
  const kind = fileKind(file);
  if (!isTaken(kind)) return { error: "other-kind", kind };
  try {
    const made = await remade(file);
    if ("error" in made) return made;
    return { ...made, stoodStill: losesMovement(file, kind), sha256: sha256Of(file) };
  } catch {
    if (endsTooEarly(file, kind)) return { error: "cut-off" };
    return { error: kind === "heic" ? "heic" : "damaged" };
  }
}

/** Returns the SHA-256 of a file as it came, in hexadecimal digits. */
export function sha256Of(file: Uint8Array): string {
  return createHash("sha256").update(file).digest("hex");
}

/** True for a file that moves, and whose picture does not. */
export function standsStill(file: Uint8Array): boolean {
  const kind = fileKind(file);
  return isTaken(kind) && losesMovement(file, kind);
}

function isTaken(kind: TakenKind | OtherKind): kind is TakenKind {
  return ["jpeg", "png", "gif", "webp", "avif", "heic"].includes(kind);
}

async function remade(file: Uint8Array): Promise<Made | ImageFault> {
  const { default: sharp } = await import("sharp");
  const source = sharp(file, { limitInputPixels: most * 1e6, failOn: "error", animated: false });
  const metadata = await source.metadata();
  const { format, width, height, hasAlpha, isProgressive = false } = metadata;
  const frames = format === "gif" || format === "webp" ? (metadata.pages ?? 1) : 1;
  if (frames > mostFrames) return { error: "too-many-frames", frames, most: mostFrames };
  const megapixels = Math.min(mostMegapixels(metadata), frames > 1 ? mostInMotion / frames : Infinity);
  if (width * height > megapixels * 1e6)
    return { error: "too-many-pixels", format, isProgressive, frames, megapixels: Math.floor(megapixels * frames) };
  if (frames > 1) return inMotion(file, { width, height, frames });
  const upright = source.autoOrient().toColourspace("srgb").resize(within(widest));
  if (hasAlpha) {
    const { data, info } = await upright.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const pixels = { data, width: info.width, height: info.height, pageHeight: info.height };
    if (!(await isOpaque(pixels))) return seeThrough(pixels);
    return jpegOf(await pictureOf(pixels));
  }
  return jpegOf(upright);
}

function within(width: number): ResizeOptions {
  return { width, height: width * 2, fit: "inside", withoutEnlargement: true };
}

async function jpegOf(picture: Awaited<ReturnType<typeof pictureOf>>): Promise<Made> {
  const { data, info } = await picture
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: 80, progressive: true })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { bytes: data, contentType: "image/jpeg", width, height, frames: 1, hasAlpha: false };
}

async function pictureOf({ data, width, height, pageHeight }: Pixels) {
  const { default: sharp } = await import("sharp");
  const raw = { width, height, channels: 4 as const, ...(pageHeight < height ? { pageHeight } : {}) };
  return sharp(data, { limitInputPixels: false, raw });
}

async function isOpaque(pixels: Pixels): Promise<boolean> {
  return (await (await pictureOf(pixels)).stats()).isOpaque;
}

async function seeThrough(pixels: Pixels): Promise<Made> {
  const { width, height } = pixels;
  const picture = await pictureOf(await withRim(pixels));
  const whole = await picture.clone().png({ compressionLevel: 9 }).toBuffer();
  const few = whole.length > heavyPng ? await picture.png({ palette: true, quality: 95, effort: 7 }).toBuffer() : whole;
  const bytes = few.length < whole.length ? few : whole;
  return { bytes, contentType: "image/png", width, height, frames: 1, hasAlpha: true };
}

type Motion = { width: number; height: number; frames: number };

/** Writes the frames of a picture as GIF: the one format in motion that mail programs show. */
async function inMotion(file: Uint8Array, { width, height, frames }: Motion): Promise<Made | ImageFault> {
  const { default: sharp } = await import("sharp");
  const open = () => sharp(file, { limitInputPixels: false, failOn: "error", animated: true });
  const { loop, delay } = await open().metadata();
  const times = { ...(loop === undefined ? {} : { loop }), ...(delay ? { delay } : {}) };
  if ((await open().stats()).isOpaque) {
    const moving = open().toColourspace("srgb").removeAlpha().resize(within(widestInMotion));
    return gifOf(await moving.gif({ ...lightGif, ...times }).toBuffer(), false);
  }
  const smaller = Math.sqrt((mostSeeThrough * 1e6) / (width * height * frames));
  const { data, info } = await open()
    .toColourspace("srgb")
    .resize(within(Math.max(1, Math.min(widestInMotion, Math.floor(width * smaller)))))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pageHeight = Math.round(info.height / frames);
  const rimmed = await withRim({ data, width: info.width, height: info.height, pageHeight });
  return gifOf(await (await pictureOf(rimmed)).gif({ ...lightGif, ...times }).toBuffer(), true);
}

const lightGif = { effort: 4, interFrameMaxError: 4 };

async function gifOf(bytes: Buffer, hasAlpha: boolean): Promise<Made | ImageFault> {
  if (bytes.length > heaviestInMotion)
    return { error: "too-heavy-in-motion", bytes: bytes.length, most: heaviestInMotion };
  const { default: sharp } = await import("sharp");
  const { width, height, pages = 1 } = await sharp(bytes).metadata();
  return { bytes, contentType: "image/gif", width, height, frames: pages, hasAlpha };
}
