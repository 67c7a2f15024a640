import type { Context } from "#app/context.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { plainBody } from "#app/models/body.ts";
import { rowId } from "#app/models/fields.server.ts";
import { issueByNumber, issueSchema, type Issue } from "./issues.server.ts";

/** An article on the issue's page, chosen or available. */
export type ArticleChoice = { id: number; headline: string; byline: string; onSite: boolean };
export type ChosenArticle = ArticleChoice & { display: "summary" | "full" };
/** The form of the issue's page: the issue, and the `version` that the editor opened. */
export const issueFormSchema = issueSchema.extend({ version: rowId("Open the issue again.") });
/** Returns the draft that another editor saved meanwhile; undefined when they deleted it. */
export async function savedMeanwhile(context: Context, number: number) {
  const issue = await issueByNumber(context, number);
  return (
    issue && {
      version: issue.version,
      at: issue.updatedAt,
      subject: issue.subject,
      preheader: issue.preheader,
      list: issue.list.name,
      intro: plainBody(issue.intro),
      articles: chosenArticle(issue),
    }
  );
}

/** Returns the articles of an issue in order, without their bodies. */
export function chosenArticle(issue: Issue): ChosenArticle[] {
  return issue.articles.map(({ id, headline, byline, publishedAt, display }) => ({
    id,
    headline,
    byline,
    onSite: publishedAt !== null,
    display,
  }));
}

/** Returns articles for a search on the issue's page, last edited first. */
export async function articleChoices(context: Context, search: string, limit = 12): Promise<ArticleChoice[]> {
  const lines = await listArticles(context, search, limit);
  return lines.map(({ id, headline, byline, publishedAt }) => ({ id, headline, byline, onSite: publishedAt !== null }));
}
