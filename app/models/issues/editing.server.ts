import type { Context } from "#app/context.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import type { Issue } from "./issues.server.ts";

/** An article on the issue's page, chosen or available. */
export type ArticleChoice = { id: number; headline: string; byline: string; onSite: boolean };
export type ChosenArticle = ArticleChoice & { display: "summary" | "full" };
/** A draft that has no headline yet. */
const untitled = "Untitled";

/** Returns the articles of an issue in order, without their bodies. */
export function chosenArticle(issue: Issue): ChosenArticle[] {
  return issue.articles.map(({ id, headline, byline, publishedAt, display }) => ({
    id,
    headline: headline || untitled,
    byline,
    onSite: publishedAt !== null,
    display,
  }));
}

/** Returns articles for a search on the issue's page, last edited first. */
export async function articleChoices(context: Context, search: string, limit = 12): Promise<ArticleChoice[]> {
  const lines = await listArticles(context, search, limit);
  return lines.map(({ id, headline, byline, publishedAt }) => ({
    id,
    headline: headline || untitled,
    byline,
    onSite: publishedAt !== null,
  }));
}
