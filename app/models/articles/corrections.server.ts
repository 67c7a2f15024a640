import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { manyLines } from "#app/models/fields.server.ts";
import { articlePath } from "#app/models/sitePaths.ts";

/** A corrected error of an article, as readers see it. `at` in milliseconds. */
export type ArticleCorrection = { id: number; text: string; at: number; by: string };

const missing = "Say what was wrong, and what is right.";

export const correctionSchema = z.object({
  text: manyLines(1000, missing).pipe(z.string(missing).min(1, missing)),
});

/** Returns the corrections of articles, by article, newest first, without withdrawn ones. */
export async function correctionsOf(context: Context, articleIds: number[]): Promise<Map<number, ArticleCorrection[]>> {
  const corrections = new Map<number, ArticleCorrection[]>();
  if (articleIds.length === 0) return corrections;
  const rows = await context.db
    .selectFrom("corrections")
    .select(["id", "article_id", "text", "at", "by"])
    .where("article_id", "in", articleIds)
    .where("withdrawn_at", "is", null)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .execute();
  for (const { article_id, ...row } of rows) corrections.set(article_id, [...(corrections.get(article_id) ?? []), row]);
  return corrections;
}

/** An article of a sent issue that was corrected later; `position` counts from 0 in the order of the issue. */
export type LaterCorrection = { position: number; path: string; at: number };

/** Returns the later corrections of an issue's articles, for its page: the edition itself stays as sent. */
export async function correctedSince(context: Context, issueNumber: number): Promise<LaterCorrection[]> {
  const rows = await context.db
    .selectFrom("corrections")
    .innerJoin("articles", "articles.id", "corrections.article_id")
    .innerJoin("issue_articles", "issue_articles.article_id", "articles.id")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select(({ fn, selectFrom }) => [
      "position",
      "slug",
      fn.max("corrections.at").as("at"),
      // Short items have positions, too.
      selectFrom("issue_articles as earlier")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .whereRef("earlier.issue_id", "=", "issue_articles.issue_id")
        .whereRef("earlier.position", "<", "issue_articles.position")
        .as("index"),
    ])
    .where("issues.number", "=", issueNumber)
    .where("editions.variant", "is", null)
    .where("withdrawn_at", "is", null)
    .where("published_at", "is not", null)
    .whereRef("corrections.at", ">=", "editions.frozen_at")
    .groupBy(["position", "slug", "issue_articles.issue_id"])
    .orderBy("position")
    .execute();
  return rows.map(({ index, slug, at }) => ({
    position: index ?? 0,
    path: `${articlePath(slug)}#corrections`,
    at,
  }));
}

/** Adds a correction to an article that readers may have seen. The sent text stays unchanged. */
export async function addCorrection(
  context: Context,
  actor: string,
  articleId: number,
  text: string,
): Promise<{ added: true } | { error: "not-published" }> {
  return inTransaction(context, async (context) => {
    const article = await context.db
      .selectFrom("articles")
      .select("slug")
      .where("id", "=", articleId)
      .where("published_at", "is not", null)
      .executeTakeFirst();
    if (!article) return { error: "not-published" };
    await context.db
      .insertInto("corrections")
      .values({ article_id: articleId, text, at: context.clock(), by: actor })
      .execute();
    recordEvent(context, "article-corrected", articleId, actor);
    await logAction(context, actor, "correction-added", `${article.slug}: ${text}`.slice(0, 500));
    return { added: true };
  });
}

/** Removes a correction from the article's page; it stays in the log. @returns false when it is not shown */
export async function withdrawCorrection(
  context: Context,
  actor: string,
  articleId: number,
  id: number,
): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const withdrawn = await context.db
      .updateTable("corrections")
      .set({ withdrawn_at: context.clock(), withdrawn_by: actor })
      .where("id", "=", id)
      .where("article_id", "=", articleId)
      .where("withdrawn_at", "is", null)
      .returning("text")
      .executeTakeFirst();
    if (!withdrawn) return false;
    const { slug } = await context.db
      .selectFrom("articles")
      .select("slug")
      .where("id", "=", articleId)
      .executeTakeFirstOrThrow();
    recordEvent(context, "article-corrected", articleId, actor);
    await logAction(context, actor, "correction-withdrawn", `${slug}: ${withdrawn.text}`.slice(0, 500));
    return true;
  });
}
