import type { Context } from "#app/context.server.ts";
import { readBytes } from "#app/models/images/bytes.server.ts";
import type { ImageType } from "#db/schema/articles.ts";
import type { ExportFile } from "./zipWriting.server.ts";

const endings: Record<ImageType, string> = { "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif" };

/** Returns the name of a picture's file, the same as on the site. */
export function imageFileName({ key, contentType }: { key: string; contentType: ImageType }): string {
  return `${key}.${endings[contentType]}`;
}

/**
 * Yields the pictures of the library, one at a time, wherever they lie.
 * @param missing is told of those that no place has
 */
export async function* pictureFiles(context: Context, missing: (name: string) => void): AsyncGenerator<ExportFile> {
  for (let after = 0; ;) {
    const rows = await context.db
      .selectFrom("images")
      .select(["id", "key", "content_type as contentType"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(200)
      .execute();
    if (rows.length === 0) return;
    for (const row of rows) {
      const [name, bytes] = [`images/${imageFileName(row)}`, await readBytes(context, row)];
      if (bytes) yield { name, bytes, packed: true };
      else missing(name);
    }
    after = rows.at(-1)!.id;
  }
}
