import type { Context } from "#app/context.server.ts";

/** Returns the slugs of the topics of an issue's articles, each once. */
export async function topicsOfIssue(context: Context, issueId: number): Promise<string[]> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .innerJoin("article_topics", "article_topics.article_id", "issue_articles.article_id")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select("slug")
    .distinct()
    .where("issue_id", "=", issueId)
    .orderBy("slug")
    .execute();
  return rows.map(({ slug }) => slug);
}
