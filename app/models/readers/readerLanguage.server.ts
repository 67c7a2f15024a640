import type { Context } from "#app/context.server.ts";

/** Returns the language of a reader as an import said it, like `de`; null where nobody did. */
export async function readerLanguage({ db }: Context, id: number): Promise<string | null> {
  const row = await db.selectFrom("subscribers").select("language").where("id", "=", id).executeTakeFirst();
  return row?.language ?? null;
}
