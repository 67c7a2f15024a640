import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { soughtWords } from "#app/models/imageUses.server.ts";
import type { ImageType } from "#db/schema/articles.ts";
import { keepBytes, readBytes } from "./bytes.server.ts";
import { prepareImage, sha256Of, standsStill, type ImageFault, type PreparedImage } from "./prepare.server.ts";

/** A stored image; `path` is its path on the site. Sizes in pixels. */
export type Image = { id: number; path: string; width: number; height: number };

/** The name of a file where it came from, or a title, the editor who brought it, and a key that no other image has. */
type Origin = { fileName?: string; title?: string; editorId?: number; key?: string };
type KeptImage = Pick<PreparedImage, "bytes" | "contentType" | "width" | "height"> & Partial<PreparedImage>;

/** A stored image, and what its editor is told of it; `bytes`: its weight in a mail. */
export type StoredImage = { image: Image; bytes: number; frames: number; stoodStill: boolean };

/**
 * Processes and stores an upload. Uploads run one after the other, so that memory is limited to one. A file that is
 * stored already is not stored again; one that was removed from the library is back in it.
 */
export async function storeImage(
  context: Context,
  file: Uint8Array,
  origin: Origin = {},
): Promise<StoredImage | ImageFault> {
  const before = context.underWay.get("uploads") ?? Promise.resolve();
  const storing = before.then(
    async () => (await storedBefore(context, file)) ?? (await storeNew(context, file, origin)),
  );
  context.underWay.set(
    "uploads",
    storing.catch(() => {}),
  );
  return storing;
}

async function storeNew(context: Context, file: Uint8Array, origin: Origin): Promise<StoredImage | ImageFault> {
  const prepared = await prepareImage(file);
  if ("error" in prepared) return prepared;
  const { bytes, frames, stoodStill } = prepared;
  return { image: await keepImage(context, prepared, origin), bytes: bytes.length, frames, stoodStill };
}

/** @returns the image that was made of the same file, as its upload was told of it; null for a new file */
async function storedBefore(context: Context, file: Uint8Array): Promise<StoredImage | null> {
  const row = await context.db
    .updateTable("images")
    .set({ removed_at: null })
    .where("sha256", "=", sha256Of(file))
    .where("original_id", "is", null)
    .returning(["id", "key", "content_type", "width", "height", "byte_size", "frames"])
    .executeTakeFirst();
  if (!row) return null;
  const { id, key, content_type, width, height, byte_size: bytes, frames } = row;
  return {
    image: { id, path: imagePath(key, content_type), width, height },
    bytes,
    frames,
    stoodStill: standsStill(file),
  };
}

/** Stores a processed image; separate from processing, because a transaction awaits only the database. */
export async function keepImage(
  context: Context,
  { bytes, contentType, width, height, frames = 1, hasAlpha = false, sha256 }: KeptImage,
  { fileName = "", title = "", editorId, key = randomBytes(16).toString("hex") }: Origin = {},
): Promise<Image> {
  const name = title.trim() ? lineOf(title) : lastOf(fileName);
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
  return lineOf(fileName.replace(/^.*[/\\]/s, ""));
}

function lineOf(words: string): string {
  const seen = words.replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  return seen.slice(0, longestName).toWellFormed();
}

/** Gives an image a name in the library if it has none. */
export async function nameImage({ db }: Context, id: number, title: string): Promise<void> {
  const name = lineOf(title);
  if (name === "") return;
  await db
    .updateTable("images")
    .set({ file_name: name, words: soughtWords(name) })
    .where("id", "=", id)
    .where("file_name", "=", "")
    .where("words", "=", "")
    .execute();
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
