import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { soughtWords } from "#app/models/imageUses.server.ts";
import type { ImageType } from "#db/schema/articles.ts";
import { keepBytes, readBytes } from "./bytes.server.ts";
import { prepareImage, type ImageFault, type PreparedImage } from "./prepare.server.ts";

/** A stored image; `path` is its path on the site. Sizes in pixels. */
export type Image = { id: number; path: string; width: number; height: number };

/** The name of a file where it came from, the editor who brought it, and a key that no other image has. */
type Origin = { fileName?: string; editorId?: number; key?: string };
type KeptImage = Pick<PreparedImage, "bytes" | "contentType" | "width" | "height"> & Partial<PreparedImage>;

/** A stored image, and what its editor is told of it; `bytes`: its weight in a mail. */
export type StoredImage = { image: Image; bytes: number; frames: number; stoodStill: boolean };

/** Processes and stores an upload. Uploads run one after the other, so that memory is limited to one. */
export async function storeImage(
  context: Context,
  file: Uint8Array,
  origin: Origin = {},
): Promise<StoredImage | ImageFault> {
  const before = context.underWay.get("uploads") ?? Promise.resolve();
  const preparing = before.then(() => prepareImage(file));
  context.underWay.set("uploads", preparing);
  const prepared = await preparing;
  if ("error" in prepared) return prepared;
  const { bytes, frames, stoodStill } = prepared;
  return { image: await keepImage(context, prepared, origin), bytes: bytes.length, frames, stoodStill };
}

/** Stores a processed image; separate from processing, because a transaction awaits only the database. */
export async function keepImage(
  context: Context,
  { bytes, contentType, width, height, frames = 1, hasAlpha = false, sha256 }: KeptImage,
  { fileName = "", editorId, key = randomBytes(16).toString("hex") }: Origin = {},
): Promise<Image> {
  const name = lastOf(fileName);
  return inTransaction(context, async (context) => {
    const { id } = await context.db
      .insertInto("images")
      .values({
        ...{ key, width, height, frames, sha256: sha256 ?? null },
        ...{ byte_size: bytes.length, content_type: contentType, has_alpha: hasAlpha ? 1 : 0 },
        ...{ file_name: name, words: soughtWords(name) },
        ...{ uploaded_by: editorId ?? null, created_at: context.clock() },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await keepBytes(context, id, bytes);
    return { id, path: imagePath(key, contentType), width, height };
  });
}

const longestName = 200;

/** Returns the name of a file without folders and without signs that nobody sees. */
function lastOf(fileName: string): string {
  const name = fileName.replace(/^.*[/\\]/s, "").replace(/[\p{Cc}\p{Cf}]/gu, "");
  return name.trim().slice(0, longestName).toWellFormed();
}

/** @returns a stored image, or null */
export async function imageById(context: Context, id: number): Promise<Image | null> {
  return (await imagesByIds(context, [id])).get(id) ?? null;
}

/** Returns stored images by their ids. */
export async function imagesByIds(context: Context, ids: number[]): Promise<Map<number, Image>> {
  if (ids.length === 0) return new Map();
  const rows = await context.db
    .selectFrom("images")
    .select(["id", "key", "content_type", "width", "height"])
    .where("id", "in", ids)
    .execute();
  return new Map(
    rows.map(({ id, key, content_type, width, height }) => [
      id,
      { id, path: imagePath(key, content_type), width, height },
    ]),
  );
}

/** @returns the image that is stored under a key, or null */
export async function imageByKey(context: Context, key: string): Promise<Image | null> {
  const row = await context.db
    .selectFrom("images")
    .select(["id", "content_type", "width", "height"])
    .where("key", "=", key)
    .executeTakeFirst();
  return row ? { id: row.id, path: imagePath(key, row.content_type), width: row.width, height: row.height } : null;
}

/** @returns the stored bytes of an image, or undefined */
export async function imageBytes(context: Context, id: number): Promise<Buffer | undefined> {
  const row = await context.db.selectFrom("images").select(["id", "key"]).where("id", "=", id).executeTakeFirst();
  return row && readBytes(context, row);
}

const endings: Record<ImageType, string> = { "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif" };

/** Returns the path of an image on the site; its ending says whether it shines through or moves. */
export function imagePath(key: string, type: ImageType): string {
  return `/images/${key}.${endings[type]}`;
}
