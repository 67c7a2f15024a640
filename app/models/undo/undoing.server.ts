import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { undoOf } from "#app/models/undos.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import type { Role } from "#db/schema/desk.ts";
import { undoKinds } from "./kinds.server.ts";

type Doer = { id: number; name: string; role: Role };

/** Undoes what somebody did within the hour, once. @returns where it is to be seen; null when it cannot be undone any more */
export async function undoAct(context: Context, who: Doer, id: number): Promise<string | null> {
  try {
    return await inTransaction(context, (context) => undoInside(context, who, id));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    // Something else has taken its place, and nothing of it stays.
    await context.db.updateTable("undos").set({ undone_at: context.clock() }).where("id", "=", id).execute();
    return null;
  }
}

async function undoInside(context: Context, who: Doer, id: number): Promise<string | null> {
  const done = await undoOf(context, who.id, id);
  if (!done || !mayActAs(who.role, undoKinds[done.kind].role)) return null;
  const claimed = await context.db
    .updateTable("undos")
    .set({ undone_at: context.clock() })
    .where("id", "=", id)
    .where("undone_at", "is", null)
    .returning("kept")
    .executeTakeFirst();
  // Pressed twice: it is where the first press led to.
  if (!claimed) return done.led_to;
  const path = await undoKinds[done.kind].undo(context, JSON.parse(claimed.kept) as { id: number }, who.name);
  await context.db.updateTable("undos").set({ led_to: path }).where("id", "=", id).execute();
  if (path !== null) await logAction(context, who.name, "undone", `${done.kind} ${done.name}`.trim());
  return path;
}

/** The words of the desk about an act: it was done, and can be undone; or it was undone. */
export type ToldUndo = { id: number; words: string; isUndone: boolean };

/** @param isRefused true on the page that a press of Undo without effect leads to */
export async function toldUndo(
  context: Context,
  editorId: number,
  id: number,
  isRefused: boolean,
): Promise<ToldUndo | null> {
  const done = await undoOf(context, editorId, id);
  if (isRefused) return { id, words: done ? notAnyMore : tooLate, isUndone: true };
  if (!done) return null;
  const { kind, name, led_to: ledTo, undone_at: undoneAt } = done;
  if (undoneAt === null) return { id, words: undoKinds[kind].done(name), isUndone: false };
  return { id, words: ledTo === null ? notAnyMore : undoKinds[kind].back(name), isUndone: true };
}

const notAnyMore = "It cannot be undone any more: something has changed since.";
const tooLate = "It cannot be undone: only what you did yourself can, within an hour.";
