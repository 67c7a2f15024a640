import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";

const askings = ["nothing", "pieces", "issue"] as const;
/** The question of a list's issues to every reader: none, or whether each piece, or the whole issue, was useful. */
export type ListAsks = (typeof askings)[number];
/** A list with its question. */
export type AskingList = { id: number; name: string; asks: ListAsks };

/** The form of the setting. */
export const askingSchema = z.object({ asks: z.enum(askings) });

/** Returns the question of each list, the oldest list first. */
export function askingOfLists({ db }: Context): Promise<AskingList[]> {
  return db.selectFrom("lists").select(["id", "name", "asks"]).orderBy("id").execute();
}

/** True while a list asks its readers something, a question is open, or an answer is still tied to its reader. */
export async function isAskedAnywhere({ db, clock }: Context): Promise<boolean> {
  const list = await db.selectFrom("lists").select("id").where("asks", "!=", "nothing").limit(1).executeTakeFirst();
  if (list) return true;
  const open = db.selectFrom("asked_questions").select("id").where("closes_at", ">", clock()).limit(1);
  const tied = db.selectFrom("given_answers").select("id").where("subscriber_id", "is not", null).limit(1);
  return ((await open.executeTakeFirst()) ?? (await tied.executeTakeFirst())) !== undefined;
}

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
