import type { Context } from "#app/context.server.ts";
import { day, hour } from "#app/models/durations.ts";
import type { UndoKind } from "#db/schema/desk.ts";

/** How long somebody can undo what they did, in milliseconds. */
const undoableFor = hour;

/** An act. `name`: of what it was done to, as the desk calls it; `kept`: all that undoing needs. */
type NewUndo = { kind: UndoKind; name: string; kept: unknown };

/** Keeps, in the transaction of an act, how it is undone. @returns its id */
export async function keepUndo(context: Context, editorId: number, { kind, name, kept }: NewUndo): Promise<number> {
  const { id } = await context.db
    .insertInto("undos")
    .values({
      ...{ editor_id: editorId, kind, name: name.slice(0, 200), kept: JSON.stringify(kept) },
      ...{ at: context.clock(), undone_at: null, led_to: null },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/**
 * Returns what one editor did, while it can be undone or has been; nobody undoes what others did. The kept rows may be
 * large, so they stay unread here.
 */
export function undoOf(context: Context, editorId: number, id: number) {
  return context.db
    .selectFrom("undos")
    .select(["id", "kind", "name", "undone_at", "led_to"])
    .where("id", "=", id)
    .where("editor_id", "=", editorId)
    .where("at", ">", context.clock() - undoableFor)
    .executeTakeFirst();
}

/** How long a row is kept, in milliseconds. */
export const undosKept = day;

/** Forgets how acts from before a time are undone. */
export async function forgetUndos(context: Context, before: number): Promise<void> {
  await context.db.deleteFrom("undos").where("at", "<", before).execute();
}
