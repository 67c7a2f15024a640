import type { ExpressionBuilder } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { day } from "#app/models/durations.ts";
import type { Schema } from "#db/schema.ts";
import { removeBytes } from "#app/models/images/bytes.server.ts";
import { countPlaces } from "./places.server.ts";

/** How long a removal can be taken back, in milliseconds. */
export const removedFor = 30 * day;

type Removed = { removed: true } | { error: "gone" } | { error: "in-use"; places: number };

/**
 * Removes a picture that no article, issue or sent edition has: from then on its address leads nowhere. It can be taken
 * back until `deletePictures` deletes it.
 * @param actor who removes it
 */
export async function removePicture(context: Context, actor: string, id: number): Promise<Removed> {
  return inTransaction(context, async (context) => {
    const row = await context.db
      .updateTable("images")
      .set({ removed_at: context.clock() })
      .where("id", "=", id)
      .where("original_id", "is", null)
      .where("removed_at", "is", null)
      .returning(["id", "file_name"])
      .executeTakeFirst();
    if (!row) return { error: "gone" };
    const places = (await countPlaces(context, [id])).get(id) ?? 0;
    if (places > 0) {
      await context.db.updateTable("images").set({ removed_at: null }).where("id", "=", id).execute();
      return { error: "in-use", places };
    }
    await logAction(context, actor, "picture-removed", named(row));
    return { removed: true };
  });
}

/** Takes a removal back. @returns false when it is not removed, or was deleted meanwhile */
export async function bringPictureBack(context: Context, actor: string, id: number): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const row = await context.db
      .updateTable("images")
      .set({ removed_at: null })
      .where("id", "=", id)
      .where("removed_at", "is not", null)
      .returning(["id", "file_name"])
      .executeTakeFirst();
    if (row) await logAction(context, actor, "picture-brought-back", named(row));
    return row !== undefined;
  });
}

/**
 * Deletes pictures that were removed before a time and that no revision has. One that is used all the same, by a save at
 * the moment of its removal, is back.
 * @returns their number, at most `limit`
 */
export async function deletePictures(context: Context, before: number, limit: number): Promise<number> {
  const keys = await inTransaction(context, async (context) => {
    const isUsed = (by: "now" | "ever") => (eb: ExpressionBuilder<Schema, "images">) =>
      eb.exists(
        eb
          .selectFrom("image_uses")
          .select("image_id")
          .whereRef("picture_id", "=", "images.id")
          .$if(by === "now", (query) => query.where("revision_id", "is", null)),
      );
    await context.db
      .updateTable("images")
      .set({ removed_at: null })
      .where("removed_at", "is not", null)
      .where(isUsed("now"))
      .execute();
    const rows = await context.db
      .selectFrom("images")
      .select("id")
      .where("removed_at", "<", before)
      .where((eb) => eb.not(isUsed("ever")(eb)))
      .orderBy("removed_at")
      .limit(limit)
      .execute();
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return [];
    return context.db
      .deleteFrom("images")
      .where((eb) => eb.or([eb("id", "in", ids), eb("original_id", "in", ids)]))
      .returning("key")
      .execute();
  });
  await removeBytes(
    context,
    keys.map(({ key }) => key),
  );
  return keys.length;
}

function named({ id, file_name }: { id: number; file_name: string }): string {
  return `picture ${id}${file_name && ` (${file_name})`}`;
}
