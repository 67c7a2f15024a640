import type { Context } from "#app/context.server.ts";
import type { SectionRule } from "#app/models/sections.ts";

/**
 * Returns what a section's rule proposes: the ids of the newest published articles of its topic since the list's last
 * issue that no issue has sent, newest first. Nothing is changed: the page shows them.
 * @param taken ids of articles that stand in the issue already
 */
export async function proposedArticles(
  { db }: Context,
  { topic, count }: SectionRule,
  listId: number,
  taken: number[],
): Promise<number[]> {
  const last = await db
    .selectFrom("issues")
    .select(({ fn }) => fn.max<number | null>("sending_at").as("at"))
    .where("list_id", "=", listId)
    .executeTakeFirst();
  const rows = await db
    .selectFrom("articles")
    .innerJoin("article_topics", "article_topics.article_id", "articles.id")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("articles.id")
    .where("topics.slug", "=", topic)
    .where("published_at", ">", last?.at ?? 0)
    .where("articles.id", "not in", [0, ...taken])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("issue_articles")
            .innerJoin("issues", "issues.id", "issue_articles.issue_id")
            .select("article_id")
            .whereRef("article_id", "=", "articles.id")
            .where("sending_at", "is not", null),
        ),
      ),
    )
    .orderBy("published_at", "desc")
    .orderBy("articles.id", "desc")
    .limit(count)
    .execute();
  return rows.map(({ id }) => id);
}
