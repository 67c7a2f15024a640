import type { Sharp } from "sharp";
import type { Context } from "#app/context.server.ts";
import { readBytes } from "./bytes.server.ts";
import { imageBytes } from "./images.server.ts";

/** The formats of a page. PNG and GIF are served as they are kept, in their own width alone. */
export type VariantFormat = "avif" | "webp" | "jpeg" | "png" | "gif";
type MadeFormat = Exclude<VariantFormat, "png" | "gif">;

/** One size and format of an image. */
type ImageVariant = { bytes: Buffer; contentType: string };

/**
 * Returns an image in another format or size. It is made at the first request and then stored; simultaneous requests
 * wait for the same work. A picture that moves does so as WebP; AVIF and JPEG are its first frame, and JPEG stands on white.
 * @param width null for the image's own
 * @returns undefined for a width that is not smaller than the image, and for PNG or GIF where it is kept as another
 */
export async function imageVariant(
  context: Context,
  key: string,
  width: number | null,
  format: VariantFormat,
): Promise<ImageVariant | undefined> {
  const image = await context.db
    .selectFrom("images")
    .select(["id", "width", "content_type"])
    .where("key", "=", key)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!image || (width !== null && width >= image.width)) return undefined;
  if (width === null && image.content_type === `image/${format}`) {
    const bytes = await readBytes(context, { id: image.id, key });
    return bytes && { bytes, contentType: image.content_type };
  }
  if (format === "png" || format === "gif") return undefined;
  const place = { image_id: image.id, width: width ?? image.width, format };
  const bytes = (await kept(context, place)) ?? (await onlyOnce(context, place));
  return bytes && { bytes, contentType: `image/${format}` };
}

type VariantPlace = { image_id: number; width: number; format: MadeFormat };

async function kept(context: Context, { image_id, width, format }: VariantPlace): Promise<Buffer | undefined> {
  const row = await context.db
    .selectFrom("image_variants")
    .select("bytes")
    .where("image_id", "=", image_id)
    .where("width", "=", width)
    .where("format", "=", format)
    .executeTakeFirst();
  return row?.bytes;
}

/** One at a time, so that a page of new images leaves processor time for requests. */
function onlyOnce(context: Context, place: VariantPlace): Promise<Buffer | undefined> {
  const name = `variant ${place.image_id} ${place.width} ${place.format}`;
  const under = context.underWay.get(name) as Promise<Buffer | undefined> | undefined;
  if (under) return under;
  const line = context.underWay.get("variants") ?? Promise.resolve();
  const made = line.then(() => make(context, place));
  context.underWay.set(name, made);
  context.underWay.set(
    "variants",
    made.catch(() => {}).finally(() => context.underWay.delete(name)),
  );
  return made;
}

async function make(context: Context, place: VariantPlace): Promise<Buffer | undefined> {
  // Another process, or an earlier request of the queue, may have made it.
  const there = await kept(context, place);
  if (there) return there;
  const source = await imageBytes(context, place.image_id);
  if (!source) return undefined;
  const { default: sharp } = await import("sharp");
  // Only what we wrote ourselves is read here, within the limits of an upload.
  const whole = sharp(source, { animated: place.format === "webp", limitInputPixels: false });
  const smaller = whole.resize({ width: place.width, withoutEnlargement: true });
  const bytes = await encoded(smaller, place.format).toBuffer();
  await context.db
    .insertInto("image_variants")
    .values({ ...place, bytes })
    .onConflict((conflict) => conflict.columns(["image_id", "width", "format"]).doNothing())
    .execute();
  return bytes;
}

function encoded(picture: Sharp, format: MadeFormat): Sharp {
  if (format === "avif") return picture.avif({ quality: 55, effort: 3 });
  if (format === "webp") return picture.webp({ quality: 78 });
  return picture.flatten({ background: "#ffffff" }).jpeg({ quality: 78, progressive: true });
}
