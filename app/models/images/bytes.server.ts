import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction, type Context } from "#app/context.server.ts";
import { StoreFault } from "#app/pictureStore/store.server.ts";
import { marked } from "./folders.server.ts";

/** A picture whose bytes are asked for. */
type Kept = { id: number; key: string };

/** Keeps the bytes of a new picture in the database, in its transaction; `moveOut` takes them to their place. */
export async function keepBytes(context: Context, imageId: number, bytes: Buffer): Promise<void> {
  await context.db.insertInto("image_files").values({ image_id: imageId, bytes }).execute();
}

/**
 * Reads a picture from wherever it lies: the database, the store, or a former one.
 * @returns undefined where there is no such picture any more
 * @throws StoreFault when a place that may have it does not say, or none has it that the settings name
 */
export async function readBytes(context: Context, { id, key }: Kept): Promise<Buffer | undefined> {
  const here = await fromDatabase(context, id);
  if (here) return here;
  const { current, former } = context.pictureStores;
  for (const store of [...(current ? [current] : []), ...former]) {
    const bytes = await (await marked(context, store)).get(key);
    if (bytes) return bytes;
  }
  // It may have moved meanwhile.
  return (await fromDatabase(context, id)) ?? expectGone(context, id);
}

/** A picture that the database knows and no place has is no missing page: another process may find it. */
async function expectGone({ db, pictureStores: { current } }: Context, id: number): Promise<undefined> {
  const row = await db.selectFrom("images").select("id").where("id", "=", id).executeTakeFirst();
  if (row) throw new StoreFault("without", current?.name ?? "PICTURES", `picture ${id}`);
}

async function fromDatabase({ db }: Context, id: number): Promise<Buffer | undefined> {
  const row = await db.selectFrom("image_files").select("bytes").where("image_id", "=", id).executeTakeFirst();
  return row?.bytes;
}

/**
 * Moves pictures that lie elsewhere to their place, a few at a time: written and read there first, removed here then. It can be
 * interrupted at any moment, and goes on where it was.
 * @param after ids up to this one were looked at
 * @returns the last id that it looked at, null at the end; `copies`: those that a former move had left, and are removed
 * @throws StoreFault
 */
export async function moveSome(
  context: Context,
  after: number,
  limit: number,
): Promise<{ moved: number; copies: number; missing: number[]; last: number | null }> {
  const { current } = context.pictureStores;
  const rows = await context.db
    .selectFrom("images")
    .leftJoin("image_files", "image_files.image_id", "images.id")
    .select(["images.id", "key", "content_type", "image_files.image_id as here"])
    .where("images.id", ">", after)
    .orderBy("images.id")
    .limit(limit)
    .execute();
  let [moved, copies] = [0, 0];
  const missing: number[] = [];
  for (const row of rows) {
    const done = current ? await moveOut(context, row) : row.here === null ? await moveIn(context, row) : "there";
    if (done === "moved") moved += 1;
    if (done === "missing") missing.push(row.id);
    if (done === "there") copies += await removeCopies(context, row.key);
  }
  return { moved, copies, missing, last: rows.length < limit ? null : rows.at(-1)!.id };
}

type Step = "moved" | "there" | "missing";

/** Takes a picture from the database, or from a former store, to the current store. */
async function moveOut(context: Context, { id, key, content_type }: Kept & { content_type: string }): Promise<Step> {
  const current = await marked(context, context.pictureStores.current!);
  const here = await fromDatabase(context, id);
  if (!here && (await current.get(key))) return "there";
  const found = here ? { bytes: here, store: null } : await inFormer(context, key);
  if (!found) return "missing";
  await current.put(key, found.bytes, content_type);
  if (!(await current.get(key))?.equals(found.bytes))
    throw new Error(`picture ${id} came back otherwise from ${current.name}`);
  await context.db.deleteFrom("image_files").where("image_id", "=", id).execute();
  await removeCopies(context, key);
  return "moved";
}

/** Removes a picture that lies in its place from the former ones. @returns how many had it */
async function removeCopies(context: Context, key: string): Promise<number> {
  const { current, former } = context.pictureStores;
  let removed = 0;
  for (const store of former) {
    if (store.name === current?.name || !(await (await marked(context, store)).get(key))) continue;
    await store.remove(key);
    removed += 1;
  }
  return removed;
}

/** Takes a picture from a store into the database. */
async function moveIn(context: Context, { id, key }: Kept): Promise<Step> {
  const found = await inFormer(context, key);
  if (!found) return "missing";
  await inTransaction(context, async ({ db }) => {
    await db
      .insertInto("image_files")
      .values({ image_id: id, bytes: found.bytes })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
  await found.store.remove(key);
  return "moved";
}

async function inFormer(context: Context, key: string) {
  for (const store of context.pictureStores.former) {
    const bytes = await (await marked(context, store)).get(key);
    if (bytes) return { bytes, store };
  }
  return null;
}

/** How many pictures lie in the database. */
export async function picturesHere({ db }: Context): Promise<{ here: number; all: number }> {
  const count = (table: "image_files" | "images") =>
    db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
  return { here: (await count("image_files")).count, all: (await count("images")).count };
}

/** Moves new pictures from the database to the store. @returns how many, at most `limit`. @throws StoreFault */
export async function moveNew(context: Context, limit: number): Promise<number> {
  if (!context.pictureStores.current) return 0;
  const rows = await context.db
    .selectFrom("image_files")
    .innerJoin("images", "images.id", "image_files.image_id")
    .select(["images.id", "key", "content_type"])
    .orderBy("images.id")
    .limit(limit)
    .execute();
  for (const row of rows) await moveOut(context, row);
  return rows.length;
}

/** Removes pictures that were deleted from the stores. @returns those that a store did not remove */
export async function removeBytes(context: Context, keys: string[]): Promise<string[]> {
  const { current, former } = context.pictureStores;
  const left: string[] = [];
  for (const key of keys)
    for (const store of [...(current ? [current] : []), ...former])
      try {
        await (await marked(context, store)).remove(key);
      } catch (error) {
        context.log.warn({ error, key }, "a deleted picture is still in its store");
        left.push(key);
      }
  return left;
}

/** Milliseconds until a store is tried again that did not take a picture. */
const rest = 30_000;

/** Moves new pictures to the store in the background; while it takes none they stay in the database, and are shown. */
export function moveNewSoon(context: Context): void {
  if (!context.pictureStores.current || context.underWay.has("moving")) return;
  const moving = (async () => {
    try {
      while ((await moveNew(context, 10)) > 0);
    } catch (error) {
      context.log.warn({ error }, "new pictures stay in the database until their store takes them");
      await sleep(rest, undefined, { ref: false });
    }
  })().finally(() => context.underWay.delete("moving"));
  context.underWay.set("moving", moving);
}

/** Returns what is wrong with a store, of an error that reading or moving threw; null for any other error. */
export function storeTrouble(error: unknown): string | null {
  return error instanceof StoreFault ? error.message : null;
}
