import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import {
  articleById,
  createArticle,
  deleteArticle,
  saveArticle,
  setPublished,
  type Article,
  type ArticleInput,
} from "./articles.server.ts";
import { issuesWithArticle } from "./issuesShowing.server.ts";

/** Which article a save is for: `id` null for a new one; `version`: the one that was opened. */
type WritingPlace = { id: number | null; version: number };

type WritingResult =
  | { article: Article }
  | { error: "slug-taken" | "image-gone" | "gone" }
  | { error: "changed-meanwhile"; meanwhile: Article };

/**
 * Saves what an editor wrote and, if asked, puts it on the site or takes it off.
 * @param published undefined leaves it where it is
 */
export async function writeArticle(
  context: Context,
  actor: string,
  place: WritingPlace,
  input: ArticleInput,
  published?: boolean,
): Promise<WritingResult> {
  const { id, version } = place;
  const written =
    id === null ? await createArticle(context, input) : await saveArticle(context, id, version, input, actor);
  if ("error" in written)
    return written.error === "changed-meanwhile" ? sayWhoWasFirst(context, id!) : { error: written.error };
  const { article } = written;
  if (id === null) await logAction(context, actor, "article-created", article.slug);
  if (published === undefined || published === (article.publishedAt !== null)) return { article };
  await setPublished(context, article.id, published);
  await logAction(context, actor, published ? "article-published" : "article-unpublished", article.slug);
  return { article: (await articleById(context, article.id))! };
}

async function sayWhoWasFirst(context: Context, id: number): Promise<WritingResult> {
  const meanwhile = await articleById(context, id);
  return meanwhile ? { error: "changed-meanwhile", meanwhile } : { error: "gone" };
}

/** @returns the numbers of the issues that hold the article: then it stays; empty when it is deleted */
export async function discardArticle(context: Context, actor: string, id: number): Promise<number[]> {
  const article = await articleById(context, id);
  if (!(await deleteArticle(context, id))) return issuesWithArticle(context, id);
  if (article) await logAction(context, actor, "article-deleted", article.slug);
  return [];
}
