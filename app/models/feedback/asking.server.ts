import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";

/** The question of a list's issues to every reader: none, or whether each piece, or the whole issue, was useful. */
export type ListAsks = "nothing" | "pieces" | "issue";

/** Saves the setting of a list, and logs it. Issues that were sent keep what they ask. @param actor who sets it */
export async function setAsking(context: Context, listId: number, asks: ListAsks, actor: string): Promise<boolean> {
  const list = await context.db
    .updateTable("lists")
    .set({ asks })
    .where("id", "=", listId)
    .where("asks", "!=", asks)
    .returning("slug")
    .executeTakeFirst();
  if (list) await logAction(context, actor, "asking-set", `${list.slug}: ${asks}`);
  return list !== undefined;
}
