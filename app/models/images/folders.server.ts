import { randomBytes } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { StoreFault, type PictureStore } from "#app/pictureStore/store.server.ts";

/** So many of the pictures that lie outside of the database are looked for in a folder without a mark, newest first. */
const lookedFor = 50;

/**
 * Has a folder of pictures show its mark from now on, without which it is away: an empty folder in the place of a disk is
 * none. A folder that is new, or has pictures of this site from before there were marks, gets one.
 * @param mayMark false where nothing is to be written
 * @returns the store
 * @throws StoreFault when it is away, or has none of the pictures that only it can have
 */
export async function marked(context: Context, store: PictureStore, mayMark = true): Promise<PictureStore> {
  const { folder } = store;
  if (!folder || folder.isMarked()) return store;
  const rows = await context.db.selectFrom("picture_folders").select(["name", "mark"]).execute();
  const known = rows.find(({ name }) => name === store.name)?.mark;
  if (known !== undefined) folder.expect(known);
  else if (mayMark) await mark(context, store, folder, [...new Set(rows.map(({ mark }) => mark))]);
  return store;
}

/** True for a folder in which another database has its pictures, too. @throws StoreFault */
export async function isShared({ db }: Context, { folder }: PictureStore): Promise<boolean> {
  if (!folder) return false;
  const own = await db.selectFrom("picture_folders").select("mark").execute();
  return (await folder.marks()).some((mark) => !own.some((row) => row.mark === mark));
}

type Folder = NonNullable<PictureStore["folder"]>;

/** @param marks of the folders that are known: one that was moved brings its mark along */
async function mark(context: Context, store: PictureStore, folder: Folder, marks: string[]): Promise<void> {
  const there = await folder.marks();
  const own = marks.find((mark) => there.includes(mark));
  if (own !== undefined) return remember(context, store, folder, own);
  const found = await whatItHas(context, store);
  const isCurrent = store === context.pictureStores.current;
  if (found === "none" && isCurrent && context.pictureStores.former.length === 0)
    throw new StoreFault("without", store.name, "an empty folder in the place of a disk?");
  // A former one without a picture has been emptied, or is not there.
  if (found === "none" && !isCurrent) return;
  const mark = marks[0] ?? randomBytes(8).toString("hex");
  await folder.write(mark);
  await remember(context, store, folder, mark);
}

/** @returns `nothing`: no picture lies outside of the database */
async function whatItHas({ db }: Context, store: PictureStore): Promise<"some" | "none" | "nothing"> {
  const outside = await db
    .selectFrom("images")
    .leftJoin("image_files", "image_files.image_id", "images.id")
    .select("images.key")
    .where("image_files.image_id", "is", null)
    .orderBy("images.id", "desc")
    .limit(lookedFor)
    .execute();
  for (const { key } of outside) if (await store.get(key)) return "some";
  return outside.length > 0 ? "none" : "nothing";
}

async function remember(context: Context, { name }: PictureStore, folder: Folder, mark: string): Promise<void> {
  await context.db
    .insertInto("picture_folders")
    .values({ name, mark, marked_at: context.clock() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Another process may have been first, with another mark.
  const { mark: kept } = await context.db
    .selectFrom("picture_folders")
    .select("mark")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  if (kept !== mark) await folder.write(kept);
  folder.expect(kept);
}
