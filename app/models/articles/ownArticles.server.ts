import type { Context } from "#app/context.server.ts";

/** A writer asks for somebody else's article, or for a publication. */
export type NotYours = { error: "not-yours" };

/** True when the request is a writer's. Scripts and the sender have no account, and may do all. */
export async function isWriter(context: Context): Promise<boolean> {
  if (context.editorId === undefined) return false;
  const editor = await context.db
    .selectFrom("editors")
    .select("role")
    .where("id", "=", context.editorId)
    .executeTakeFirst();
  return editor?.role === "writer";
}

/** True unless a writer asks for an article that they neither began nor have been assigned. */
export async function mayWriteArticle(context: Context, id: number): Promise<boolean> {
  return !(await isWriter(context)) || (await isOwnArticle(context, context.editorId!, id));
}

/** True of an article that an account began, or was assigned. */
export async function isOwnArticle(context: Context, editorId: number, id: number): Promise<boolean> {
  const own = await context.db
    .selectFrom("articles")
    .leftJoin("assignments", "assignments.article_id", "articles.id")
    .select("articles.id")
    .where("articles.id", "=", id)
    .where((eb) => eb.or([eb("author_id", "=", editorId), eb("editor_id", "=", editorId)]))
    .executeTakeFirst();
  return own !== undefined;
}
