import type { Context } from "#app/context.server.ts";

/** Where an article stood and stands: sent issues, newest first, and open ones. Times in milliseconds. */
type ArticleRuns = { sent: { number: number; at: number }[]; open: number[] };

/** Returns the issues that have each of these articles; one that is in none is left out. One query for all. */
export async function runsOfArticles(context: Context, ids: number[]): Promise<Map<number, ArticleRuns>> {
  const runs = new Map<number, ArticleRuns>();
  if (ids.length === 0) return runs;
  const rows = await context.db
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .select(["article_id", "number", "sending_at"])
    .where("article_id", "in", ids)
    .orderBy("number", "desc")
    .execute();
  for (const { article_id, number, sending_at } of rows) {
    const of = runs.get(article_id) ?? { sent: [], open: [] };
    runs.set(article_id, of);
    if (sending_at === null) of.open.push(number);
    else of.sent.push({ number, at: sending_at });
  }
  return runs;
}
