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

/**
 * Takes an upload in: checked by its bytes, turned upright, stripped of metadata, made smaller, kept as JPEG (E-18, S-12).
 * @param file what was uploaded; name and declared type are not believed
 */
export async function storeImage(context: Context, file: Uint8Array): Promise<{ image: Image } | { error: string }> {
  if (file.length === 0) return { error: "The file is empty." };
  if (file.length > largestFile) return { error: "The file is larger than 10 MB." };
  const made = await toJpeg(file);
  if ("error" in made) return made;
  const key = randomBytes(16).toString("hex");
  const { id } = await context.db
    .insertInto("images")
    .values({
      key,
      width: made.width,
      height: made.height,
      content_type: "image/jpeg",
      bytes: made.bytes,
      created_at: context.clock(),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { image: { id, path: imagePath(key), width: made.width, height: made.height } };
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

/** The address of an image on the site. */
export function imagePath(key: string): string {
  return `/images/${key}.jpg`;
}
