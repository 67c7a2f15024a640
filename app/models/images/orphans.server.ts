import type { Context } from "#app/context.server.ts";
import type { PictureStore } from "#app/pictureStore/store.server.ts";
import { day } from "#app/models/durations.ts";
import { isShared, marked } from "./folders.server.ts";

/**
 * Files that nothing needs. `copies`: of pictures that lie in their place, left by a move that was killed; `unknown`: of
 * no picture of this database, such as deleted ones; `halves`: of files that were never whole.
 */
export type Orphans = { copies: number; unknown: number; halves: number };

/** Counts files in the places of pictures that nothing needs. @throws StoreFault */
export function countOrphans(context: Context): Promise<Orphans> {
  return eachOrphan(context, false, async () => {});
}

/**
 * Removes files from the places of pictures that nothing needs. Two databases must not share a place then: each takes the
 * other's pictures for unknown.
 * @returns the name of a folder that is shared, where nothing is removed
 * @throws StoreFault
 */
export async function removeOrphans(context: Context): Promise<Orphans | { error: "shared"; store: string }> {
  for (const place of placesOf(context)) {
    const store = await marked(context, place);
    if (await isShared(context, store)) return { error: "shared", store: store.name };
  }
  const found = await eachOrphan(context, true, (store, key) => store.remove(key));
  for (const { folder } of placesOf(context)) found.halves += (await folder?.removeHalves(context.clock() - day)) ?? 0;
  return found;
}

function placesOf({ pictureStores: { current, former } }: Context): PictureStore[] {
  const places = [...(current ? [current] : []), ...former];
  return places.filter(({ name }, i) => places.findIndex((other) => other.name === name) === i);
}

async function eachOrphan(
  context: Context,
  mayMark: boolean,
  act: (store: PictureStore, key: string) => Promise<void>,
): Promise<Orphans> {
  const found: Orphans = { copies: 0, unknown: 0, halves: 0 };
  for (const place of placesOf(context)) {
    const store = await marked(context, place, mayMark);
    for await (const keys of store.keys()) {
      const known = await knownOf(context, keys);
      for (const key of keys) {
        const kind = !known.has(key)
          ? "unknown"
          : (await isCopy(context, store, key, known.get(key)!))
            ? "copies"
            : null;
        if (!kind) continue;
        found[kind] += 1;
        await act(store, key);
      }
    }
  }
  return found;
}

/** @returns which of these pictures there are, and whether each lies in the database */
async function knownOf({ db }: Context, keys: string[]): Promise<Map<string, boolean>> {
  const known = new Map<string, boolean>();
  // No database takes any number of values at once.
  for (let from = 0; from < keys.length; from += 500) {
    const rows = await db
      .selectFrom("images")
      .leftJoin("image_files", "image_files.image_id", "images.id")
      .select(["images.key", "image_files.image_id as here"])
      .where("images.key", "in", keys.slice(from, from + 500))
      .execute();
    for (const { key, here } of rows) known.set(key, here !== null);
  }
  return known;
}

/** A file in the current place is no copy: one in the database, too, is about to leave that. */
async function isCopy(context: Context, store: PictureStore, key: string, isHere: boolean): Promise<boolean> {
  const { current } = context.pictureStores;
  if (store === current) return false;
  return current ? (await current.get(key)) !== null : isHere;
}
