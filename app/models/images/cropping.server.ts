import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import type { Crop } from "#app/models/crops.ts";
import type { ImageType } from "#db/schema/articles.ts";
import { keepBytes, readBytes } from "./bytes.server.ts";
import { imagePath, type Image } from "./images.server.ts";

/** A picture with what it is cut out of; `crop` is null for a whole one. */
export type Cropped = { image: Image; original: Image; crop: Crop | null };

/** Returns a picture by the key of its path, with its original. */
export async function croppedByKey(context: Context, key: string): Promise<Cropped | null> {
  const found = await withOriginal(context, key);
  if (!found) return null;
  const { row, original } = found;
  const [left = 0, top = 0, width = 100, height = 100] = (row.crop ?? "0,0,100,100").split(",").map(Number);
  return { image: imageOf(row), original: imageOf(original), crop: row.crop ? { left, top, width, height } : null };
}

type Row = { id: number; key: string; content_type: ImageType; width: number; height: number };

async function withOriginal({ db }: Context, key: string) {
  const images = () =>
    db.selectFrom("images").select(["id", "key", "content_type", "width", "height", "original_id", "crop"]);
  const row = await images().where("key", "=", key).where("removed_at", "is", null).executeTakeFirst();
  if (!row) return null;
  const original = row.original_id === null ? row : await images().where("id", "=", row.original_id).executeTakeFirst();
  return original ? { row, original } : null;
}

function imageOf({ id, key, content_type, width, height }: Row): Image {
  return { id, path: imagePath(key, content_type), width, height };
}

/** Why a part is not cut out; `moves`: one frame of many would be no part of it. */
export type CropRefusal = "gone" | "moves" | "too-small";

/** The least width and height of a part, in pixels. */
const leastSeen = 16;

/**
 * Cuts a part out of a picture: a picture of its own, so that mails and feeds show it too; the original stays. The same
 * part of the same picture is made once. A PNG stays a PNG, so that it shines through (E-18).
 * @param key of the original, or of a part of it
 * @throws StoreFault
 */
export async function cropImage(
  context: Context,
  key: string,
  crop: Crop,
): Promise<{ image: Image } | { error: CropRefusal }> {
  const found = await withOriginal(context, key);
  if (!found) return { error: "gone" };
  const { original } = found;
  if (original.content_type === "image/gif") return { error: "moves" };
  if (crop.width === 100 && crop.height === 100) return { image: imageOf(original) };
  const place = { original: original.id, crop: [crop.left, crop.top, crop.width, crop.height].join(",") };
  const there = await madeBefore(context, place);
  if (there) return { image: there };
  const part = {
    left: Math.floor((original.width * crop.left) / 100),
    top: Math.floor((original.height * crop.top) / 100),
    width: Math.floor((original.width * crop.width) / 100),
    height: Math.floor((original.height * crop.height) / 100),
  };
  if (part.width < leastSeen || part.height < leastSeen) return { error: "too-small" };
  const bytes = await readBytes(context, original);
  if (!bytes) return { error: "gone" };
  return { image: await keepCrop(context, place, await cutOut(bytes, original.content_type, part)) };
}

type Part = { left: number; top: number; width: number; height: number };
type Cut = { bytes: Buffer; contentType: ImageType; width: number; height: number; hasAlpha: boolean };

/** Only what we wrote ourselves is read here. */
async function cutOut(source: Buffer, contentType: ImageType, part: Part): Promise<Cut> {
  const { default: sharp } = await import("sharp");
  const cut = sharp(source).extract(part);
  const made =
    contentType === "image/png" ? cut.png({ compressionLevel: 9 }) : cut.jpeg({ quality: 84, progressive: true });
  const bytes = await made.toBuffer();
  const hasAlpha = contentType === "image/png" && !(await sharp(bytes).stats()).isOpaque;
  return { bytes, contentType, width: part.width, height: part.height, hasAlpha };
}

type Place = { original: number; crop: string };

async function madeBefore({ db }: Context, { original, crop }: Place): Promise<Image | null> {
  const row = await db
    .selectFrom("images")
    .select(["id", "key", "content_type", "width", "height"])
    .where("original_id", "=", original)
    .where("crop", "=", crop)
    .executeTakeFirst();
  return row ? imageOf(row) : null;
}

function keepCrop(context: Context, place: Place, { bytes, contentType, hasAlpha, ...size }: Cut): Promise<Image> {
  return inTransaction(context, async (context) => {
    const key = randomBytes(16).toString("hex");
    const made = await context.db
      .insertInto("images")
      .values({
        ...{ key, ...size, byte_size: bytes.length, content_type: contentType, has_alpha: hasAlpha ? 1 : 0 },
        ...{ original_id: place.original, crop: place.crop, created_at: context.clock() },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    // Somebody cut the same part at this moment.
    if (!made) return (await madeBefore(context, place))!;
    await keepBytes(context, made.id, bytes);
    return { id: made.id, path: imagePath(key, contentType), ...size };
  });
}
