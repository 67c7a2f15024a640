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

/** The target of a save: `id` is null for a new article; `version` is the one that the editor opened. */
type WritingPlace = { id: number | null; version: number };

type WritingResult =
  | { article: Article }
  | { error: "slug-taken" | "image-gone" | "gone" }
  | { error: "changed-meanwhile"; meanwhile: Article };

/**
 * Saves an article and, if wanted, publishes or unpublishes it.
 * @param published undefined leaves it unchanged
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

/** @returns the numbers of the issues with the article, which is then not deleted; empty when it is deleted */
export async function discardArticle(context: Context, actor: string, id: number): Promise<number[]> {
  const article = await articleById(context, id);
  if (!(await deleteArticle(context, id))) return issuesWithArticle(context, id);
  if (article) await logAction(context, actor, "article-deleted", article.slug);
  return [];
}
