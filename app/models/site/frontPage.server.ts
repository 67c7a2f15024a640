import type { Context } from "#app/context.server.ts";
import { articlesByIds, publishedArticles, type Article } from "#app/models/articles/articles.server.ts";
import { archive, type ArchiveLine } from "#app/models/issues/editions.server.ts";

/** The newest sent issue, with its published articles. */
export type FrontPageIssue = ArchiveLine & { articles: Article[] };

/** A lead and three rows of three. */
const mostOfTheIssue = 10;
/** Two rows of three; with too few articles, one. */
const mostOthers = 6;

/** Returns the front page: the newest issue with its articles, and the newest other articles; no headline twice. */
export async function frontPage(context: Context): Promise<{ issue: FrontPageIssue | null; others: Article[] }> {
  const [latest] = await archive(context, 1);
  const articles = latest ? await articlesOf(context, latest.number) : [];
  const issue = latest ? { ...latest, articles: differentlyHeaded(articles).slice(0, mostOfTheIssue) } : null;
  // Without an issue, the first article leads.
  const most = mostOthers + (issue ? 0 : 1);
  const newest = await publishedArticles(context, articles.length + most);
  const others = differentlyHeaded([...articles, ...newest]).slice(differentlyHeaded(articles).length);
  const enough = others.length >= most ? most : most - 3;
  return { issue, others: others.slice(0, enough) };
}

async function articlesOf(context: Context, number: number): Promise<Article[]> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .innerJoin("articles", "articles.id", "issue_articles.article_id")
    .select("article_id")
    .where("number", "=", number)
    .where("published_at", "is not", null)
    .orderBy("position")
    .execute();
  return articlesByIds(
    context,
    rows.map((row) => row.article_id),
  );
}

/** Keeps the first of several articles with the same headline. */
function differentlyHeaded(articles: Article[]): Article[] {
  const seen = new Set<string>();
  return articles.filter(({ headline }) => {
    const key = headline.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}
