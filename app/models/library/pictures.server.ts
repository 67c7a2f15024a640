import { sql, type SqlBool } from "kysely";
import type { Context } from "#app/context.server.ts";
import { imagePath, type Image } from "#app/models/images/images.server.ts";
import type { ImageType } from "#db/schema/articles.ts";
import { soughtWords } from "#app/models/imageUses.server.ts";
import { pageRows, paginate, type ListPage } from "#app/models/pagination.server.ts";
import type { PictureState } from "./pictureStates.ts";
import { countPlaces } from "./places.server.ts";

/** A picture of the library. `alt` and `credit`: its own, or else those of its newest use. `places`: how many now have it. */
export type LibraryPicture = Image & {
  fileName: string;
  alt: string;
  credit: string;
  createdAt: number;
  removedAt: number | null;
  places: number;
};

/** Which pictures are looked for; `search`: words of alt, credit, file name and headlines, in any order. */
type PictureFilter = { search: string; state: PictureState; page: number };

const perPage = 48;

/** Returns a page of the library, newest first; null beyond the last. Pictures cut out of others are not listed. */
export async function listPictures(context: Context, filter: PictureFilter): Promise<ListPage<LibraryPicture> | null> {
  const { total } = await found(context, filter)
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const { limit, offset } = pageRows(filter.page, perPage);
  const rows = await found(context, filter)
    .select(columns)
    .orderBy("images.id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  return paginate(await withUses(context, rows), total, filter.page, perPage);
}

const columns = [
  "images.id",
  "images.key",
  "images.content_type",
  "images.width",
  "images.height",
  "images.file_name",
  "images.alt",
  "images.credit",
  "images.created_at",
  "images.removed_at",
] as const;

function found({ db }: Context, { search, state }: PictureFilter) {
  const words = soughtWords(search).split(/\s+/).filter(Boolean).slice(0, 8);
  return db
    .selectFrom("images")
    .where("images.original_id", "is", null)
    .where("images.removed_at", state === "removed" ? "is not" : "is", null)
    .$if(state === "used" || state === "unused", (query) =>
      query.where(({ exists, not, selectFrom }) => {
        const isUsed = exists(
          selectFrom("image_uses")
            .select("image_id")
            .whereRef("picture_id", "=", "images.id")
            .where("revision_id", "is", null),
        );
        return state === "used" ? isUsed : not(isUsed);
      }),
    )
    .where(({ and, or, exists, selectFrom }) =>
      and(
        words.map((word) =>
          or([
            contains("images.words", word),
            exists(
              selectFrom("image_uses")
                .select("image_id")
                .whereRef("picture_id", "=", "images.id")
                .where("revision_id", "is", null)
                .where(contains("image_uses.words", word)),
            ),
          ]),
        ),
      ),
    );
}

function contains(column: string, word: string) {
  const pattern = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
  return sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '\\'`;
}

type Row = {
  id: number;
  key: string;
  content_type: ImageType;
  width: number;
  height: number;
  file_name: string;
  alt: string;
  credit: string;
  created_at: number;
  removed_at: number | null;
};

async function withUses(context: Context, rows: Row[]): Promise<LibraryPicture[]> {
  const ids = rows.map(({ id }) => id);
  const places = await countPlaces(context, ids);
  const words = await newestWords(context, ids);
  return rows.map((row) => ({
    id: row.id,
    path: imagePath(row.key, row.content_type),
    width: row.width,
    height: row.height,
    fileName: row.file_name,
    alt: row.alt || (words.get(row.id)?.alt ?? ""),
    credit: row.credit || (words.get(row.id)?.credit ?? ""),
    createdAt: row.created_at,
    removedAt: row.removed_at,
    places: places.get(row.id) ?? 0,
  }));
}

/** Returns the words beside each picture in its last use, of the newest article or issue. */
async function newestWords({ db }: Context, ids: number[]): Promise<Map<number, { alt: string; credit: string }>> {
  const words = new Map<number, { alt: string; credit: string }>();
  if (ids.length === 0) return words;
  const rows = await db
    .selectFrom("image_uses")
    .select(["picture_id", "alt", "credit"])
    .where("picture_id", "in", ids)
    .where("revision_id", "is", null)
    .where("edition_id", "is", null)
    .orderBy("article_id")
    .orderBy("issue_id")
    .execute();
  for (const { picture_id, alt, credit } of rows) {
    const before = words.get(picture_id);
    words.set(picture_id, { alt: alt || (before?.alt ?? ""), credit: credit || (before?.credit ?? "") });
  }
  return words;
}

/** Returns a picture, removed or not; for one that was cut out, the picture that it is a part of. */
export async function pictureById(context: Context, id: number): Promise<LibraryPicture | undefined> {
  const row = await context.db
    .selectFrom("images")
    .select(columns)
    .where("images.id", "=", (eb) =>
      eb
        .selectFrom("images as asked")
        .select(({ fn }) => fn.coalesce("asked.original_id", "asked.id").as("id"))
        .where("asked.id", "=", id),
    )
    .executeTakeFirst();
  return row && (await withUses(context, [row]))[0];
}

/** Sets the name and the words of a picture, which its next use begins with; where it is used already nothing changes. */
export async function describePicture(
  context: Context,
  id: number,
  { fileName, alt, credit }: Pick<LibraryPicture, "fileName" | "alt" | "credit">,
): Promise<boolean> {
  const saved = await context.db
    .updateTable("images")
    .set({ file_name: fileName, alt, credit, words: soughtWords([fileName, alt, credit].join(" ")) })
    .where("id", "=", id)
    .where("original_id", "is", null)
    .returning("id")
    .executeTakeFirst();
  return saved !== undefined;
}
