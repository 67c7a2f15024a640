import { randomBytes } from "node:crypto";
import sharp from "sharp";
import type { Context } from "../context.server.ts";

/** An image of ours; `path` is its address on the site. Sizes in pixels. */
export type Image = { id: number; path: string; width: number; height: number };

/** 10 MB and 40 megapixels, checked before anything is decoded (S-12). */
const largestFile = 10_000_000;
const largestArea = 40_000_000;
/** Twice the width of a mail's column, so that it is sharp on a phone (E-18). */
const widest = 1280;

/** A picture made ready to be kept; nothing is written yet. */
export type PreparedImage = { bytes: Buffer; width: number; height: number };

/** Takes an upload in: made ready, then kept. */
export async function storeImage(context: Context, file: Uint8Array): Promise<{ image: Image } | { error: string }> {
  const prepared = await prepareImage(file);
  return "error" in prepared ? prepared : { image: await keepImage(context, prepared) };
}

/**
 * Makes a picture ready: checked by its bytes, turned upright, stripped of metadata, made smaller, as JPEG (E-18, S-12).
 * @param file as it came; name and declared type are not believed
 */
export async function prepareImage(file: Uint8Array): Promise<PreparedImage | { error: string }> {
  if (file.length === 0) return { error: "The file is empty." };
  if (file.length > largestFile) return { error: "The file is larger than 10 MB." };
  return toJpeg(file);
}

/** Keeps a prepared picture; apart from preparing, because a transaction waits for nothing but the database. */
export async function keepImage(context: Context, { bytes, width, height }: PreparedImage): Promise<Image> {
  const key = randomBytes(16).toString("hex");
  const { id } = await context.db
    .insertInto("images")
    .values({ key, width, height, content_type: "image/jpeg", bytes, created_at: context.clock() })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, path: imagePath(key), width, height };
}

async function toJpeg(file: Uint8Array): Promise<{ bytes: Buffer; width: number; height: number } | { error: string }> {
  try {
    const source = sharp(file, { limitInputPixels: largestArea, failOn: "error", animated: false });
    const { format, width = 0, height = 0 } = await source.metadata();
    if (!["jpeg", "png", "webp", "gif", "heif"].includes(format ?? ""))
      return { error: "Upload a photo or drawing as JPEG, PNG, WebP, AVIF or GIF." };
    if (width * height > largestArea) return { error: "The picture has more than 40 megapixels; make it smaller." };
    const { data, info } = await source
      .rotate()
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .resize({ width: widest, height: widest * 2, fit: "inside", withoutEnlargement: true })
      .jpeg({ quality: 80, progressive: true })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  } catch {
    return { error: "This file is not a picture that can be read; it may be damaged." };
  }
}

/** @returns the bytes behind `/images/KEY.jpg`, or undefined */
export async function imageByKey(context: Context, key: string) {
  return context.db.selectFrom("images").select(["bytes", "content_type"]).where("key", "=", key).executeTakeFirst();
}

/** @returns the bytes of an image of ours, as they are kept */
export async function imageBytes(context: Context, id: number): Promise<Buffer | undefined> {
  return (await context.db.selectFrom("images").select("bytes").where("id", "=", id).executeTakeFirst())?.bytes;
}

/** The address of an image on the site. */
export function imagePath(key: string): string {
  return `/images/${key}.jpg`;
}
