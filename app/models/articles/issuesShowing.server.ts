import type { Context } from "#app/context.server.ts";

/** Returns the numbers of the issues with an article. */
export async function issuesWithArticle(context: Context, id: number): Promise<number[]> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .select("number")
    .where("article_id", "=", id)
    .orderBy("number")
    .execute();
  return rows.map((row) => row.number);
}
