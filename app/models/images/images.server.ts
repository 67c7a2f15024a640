import { randomBytes } from "node:crypto";
import type { Metadata } from "sharp";
import type { Context } from "#app/context.server.ts";

/** A stored image; `path` is its path on the site. Sizes in pixels. */
export type Image = { id: number; path: string; width: number; height: number };

/** In bytes: a phone's photo of 108 megapixels has 15 to 40 MB (S-12). */
export const largestFile = 50_000_000;
const most = 210;

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
/** Twice the width of a mail's column, so that it is sharp on a phone (E-18). */
const widest = 1280;

/** A processed image; nothing is stored yet. */
export type PreparedImage = { bytes: Buffer; width: number; height: number };

/** Why a file is no picture; `megapixels`: the most that this format may have. */
export type ImageFault =
  | { error: "empty" | "too-large" | "unknown-format" | "damaged" }
  | { error: "too-many-pixels"; format: string; isProgressive: boolean; megapixels: number };

/** Processes and stores an upload. Uploads run one after the other, so that memory is limited to one. */
export async function storeImage(context: Context, file: Uint8Array): Promise<{ image: Image } | ImageFault> {
  const before = context.underWay.get("uploads") ?? Promise.resolve();
  const preparing = before.then(() => prepareImage(file));
  context.underWay.set("uploads", preparing);
  const prepared = await preparing;
  return "error" in prepared ? prepared : { image: await keepImage(context, prepared) };
}

/**
 * Processes an image: checks its bytes, applies its orientation, strips metadata, shrinks it, and writes JPEG (E-18,
 * S-12).
 * @param file the upload's bytes; its name and declared type are not trusted
 */
export async function prepareImage(file: Uint8Array): Promise<PreparedImage | ImageFault> {
  if (file.length === 0) return { error: "empty" };
  if (file.length > largestFile) return { error: "too-large" };
  return toJpeg(file);
}

/** Stores a processed image, under a key of its own or a given one that no image has; separate from processing, because a transaction awaits only the database. */
export async function keepImage(
  context: Context,
  { bytes, width, height }: PreparedImage,
  key = randomBytes(16).toString("hex"),
): Promise<Image> {
  const { id } = await context.db
    .insertInto("images")
    .values({
      ...{ key, width, height, bytes, byte_size: bytes.length },
      ...{ content_type: "image/jpeg", created_at: context.clock() },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, path: imagePath(key), width, height };
}

async function toJpeg(file: Uint8Array): Promise<PreparedImage | ImageFault> {
  try {
    const { default: sharp } = await import("sharp");
    const source = sharp(file, { limitInputPixels: most * 1e6, failOn: "error", animated: false });
    const metadata = await source.metadata();
    const { format, width = 0, height = 0 } = metadata;
    if (!["jpeg", "png", "webp", "gif", "heif"].includes(format ?? "")) return { error: "unknown-format" };
    const megapixels = mostMegapixels(metadata);
    if (width * height > megapixels * 1e6)
      return { error: "too-many-pixels", format, isProgressive: metadata.isProgressive ?? false, megapixels };
    const { data, info } = await source
      .rotate()
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .resize({ width: widest, height: widest * 2, fit: "inside", withoutEnlargement: true })
      .jpeg({ quality: 80, progressive: true })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  } catch {
    return { error: "damaged" };
  }
}

/** @returns a stored image, or null */
export async function imageById(context: Context, id: number): Promise<Image | null> {
  const row = await context.db
    .selectFrom("images")
    .select(["id", "key", "width", "height"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row ? { id: row.id, path: imagePath(row.key), width: row.width, height: row.height } : null;
}

/** @returns the image that is stored under a key, or null */
export async function imageByKey(context: Context, key: string): Promise<Image | null> {
  const row = await context.db
    .selectFrom("images")
    .select(["id", "width", "height"])
    .where("key", "=", key)
    .executeTakeFirst();
  return row ? { ...row, path: imagePath(key) } : null;
}

/** @returns the stored bytes of an image, or undefined */
export async function imageBytes(context: Context, id: number): Promise<Buffer | undefined> {
  return (await context.db.selectFrom("images").select("bytes").where("id", "=", id).executeTakeFirst())?.bytes;
}

/** Returns the path of an image on the site. */
export function imagePath(key: string): string {
  return `/images/${key}.jpg`;
}
