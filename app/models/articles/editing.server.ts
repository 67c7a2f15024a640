import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { forgetRevisionsOf, markRevision } from "#app/models/revisions.server.ts";
import { siteDifference, type ArticleDifference } from "./articleRevisions.server.ts";
import { articleById, deleteArticle, saveArticle, setPublished } from "./articles.server.ts";
import { reviewArticle, type FieldLacks, type Review } from "./checks.server.ts";
import { isWriter, mayWriteArticle, type NotYours } from "./ownArticles.server.ts";
import { issuesWithArticle } from "./issuesShowing.server.ts";
import { saveSheet, type SavedSheet, type SheetInput, type SheetPlace } from "./sheets.server.ts";

/** `lacks`: by field, what the article needs before it can be published. */
type Published = SavedSheet | { error: "lacks"; id: number; lacks: FieldLacks } | PublishFault;
type PublishFault = { error: "image-gone"; id: number };

/**
 * Saves a sheet as typed, then publishes it if it is complete. An article that is on the site keeps its date.
 * @param actor who publishes
 */
export async function publishSheet(
  context: Context,
  actor: string,
  place: SheetPlace,
  input: SheetInput,
): Promise<Published> {
  if (await isWriter(context)) return { error: "not-yours" };
  const saved = await saveSheet(context, actor, place, input);
  if ("error" in saved || saved.slug) return saved;
  const { id, version } = saved;
  const { required, article } = await reviewArticle(context, input);
  if (!article) return { error: "lacks", id, lacks: required };
  const written = await saveArticle(context, id, version, article, actor, place);
  if ("error" in written) {
    if (written.error === "slug-taken") return { ...saved, slug: "slug-taken" };
    return { error: written.error, id };
  }
  const { slug, publishedAt } = written.article;
  await markRevision(context, { kind: "article", subject: id }, { published_at: context.clock() });
  if (publishedAt === null) await setPublished(context, id, true, actor);
  await logAction(context, actor, publishedAt === null ? "article-published" : "article-updated", slug);
  return { id, version: written.article.version, slug: null };
}

/** `changes`: what the site would show otherwise; null where it does not show the article. */
type Reviewed = Review & { changes: ArticleDifference | null };

/** Saves a sheet as typed, and says what its publication would lack and change. @param actor who saves */
export async function reviewSheet(
  context: Context,
  actor: string,
  place: SheetPlace,
  input: SheetInput,
): Promise<SavedSheet | { error: "reviewed"; id: number; review: Reviewed }> {
  const saved = await saveSheet(context, actor, place, input);
  if ("error" in saved || saved.slug) return saved;
  const { required, wanted } = await reviewArticle(context, input);
  const changes = await siteDifference(context, saved.id);
  return { error: "reviewed", id: saved.id, review: { required, wanted, changes } };
}

/** Takes an article off the site, then saves its sheet as the draft that it is now. */
export async function takeOffSite(
  context: Context,
  actor: string,
  place: SheetPlace & { id: number },
  input: SheetInput,
): Promise<SavedSheet> {
  if (await isWriter(context)) return { error: "not-yours" };
  const article = await articleById(context, place.id);
  if (!article) return { error: "gone" };
  if (article.publishedAt !== null) {
    await setPublished(context, article.id, false, actor);
    await logAction(context, actor, "article-unpublished", article.slug);
  }
  return saveSheet(context, actor, place, input);
}

/**
 * Deletes an article; a writer only a draft of their own.
 * @returns the numbers of the issues with the article, which is then not deleted; empty when it is deleted
 */
export async function discardArticle(context: Context, actor: string, id: number): Promise<number[] | NotYours> {
  const article = await articleById(context, id);
  const isShown = article?.publishedAt != null && (await isWriter(context));
  if (isShown || !(await mayWriteArticle(context, id))) return { error: "not-yours" };
  if (!(await deleteArticle(context, id))) return issuesWithArticle(context, id);
  await forgetRevisionsOf(context, { kind: "article", subject: id });
  if (article) await logAction(context, actor, "article-deleted", article.slug);
  return [];
}
