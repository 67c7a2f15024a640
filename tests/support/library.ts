import { randomBytes } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { storeImage, type Image } from "#app/models/images/images.server.ts";
import { describePicture } from "#app/models/library/pictures.server.ts";
import { aPicture } from "./pictures.ts";

/** A picture of the library; only what a test is about need be given. */
export async function aStoredPicture(
  context: Context,
  given: { fileName?: string; alt?: string; credit?: string; width?: number; height?: number } = {},
): Promise<Image> {
  const { fileName = "", alt = "", credit = "", ...size } = given;
  // Another file each time: the same one would be the same picture.
  const file = Buffer.concat([await aPicture(size), randomBytes(8)]);
  const stored = await storeImage(context, file);
  if ("error" in stored) throw new Error(stored.error);
  if (fileName || alt || credit) await describePicture(context, stored.image.id, { fileName, alt, credit });
  return stored.image;
}

/** A body with pictures between two paragraphs. */
export function bodyWith(...images: (Image & { alt?: string; credit?: string })[]): string {
  const text = (words: string) => ({ type: "paragraph", content: [{ type: "text", text: words }] });
  const blocks = images.map(({ path, width, height, alt = "An arm", credit = "" }) => ({
    type: "image",
    attrs: { src: path, width, height, alt, credit },
  }));
  return JSON.stringify({ type: "doc", content: [text("Before."), ...blocks, text("After.")] });
}
