import { z } from "zod";
import type { Context } from "#app/context.server.ts";

/**
 * A tab in which a sheet is open. `tab`: random, made by the page; `step` grows with each of its saves, so that none is
 * overwritten by an older one that arrives late; `over`: it goes over what somebody else saved.
 */
export type SheetTab = { tab: string; step: number; over?: boolean };

export const sheetTabSchema = z.object({
  tab: z.string().regex(/^[\w-]{8,64}$/),
  step: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  over: z.boolean().default(false),
});

/** The last person who saved a row; `id` is null for a script. */
export type SavedBy = { name: string; id: number | null };

/** Returns who saved a row last; null before its first save. */
export function savedBy(row: { saved_by: string | null; saved_by_id: number | null }): SavedBy | null {
  return row.saved_by === null ? null : { name: row.saved_by, id: row.saved_by_id };
}

/** Returns the columns that keep who saved a row last. A script has no tab. */
export function lastSave(context: Context, actor: string, tab: SheetTab | null) {
  return {
    saved_by: actor,
    saved_by_id: context.editorId ?? null,
    saved_tab: tab?.tab ?? null,
    saved_step: tab?.step ?? null,
  };
}

type Held = { version: number; saved_tab: string | null; saved_step: number | null };

/**
 * Compares a save with the row that it would overwrite.
 * @param opened the version that the page opened
 * @returns `done` for a repeated or overtaken save of the same tab; `conflict` when somebody else saved meanwhile
 */
export function orderOfSave(row: Held, opened: number, tab: SheetTab): "next" | "done" | "conflict" {
  if (row.saved_tab === tab.tab) return (row.saved_step ?? 0) >= tab.step ? "done" : "next";
  return row.version === opened ? "next" : "conflict";
}
