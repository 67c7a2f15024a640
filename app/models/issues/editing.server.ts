import type { Context } from "#app/context.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { plainBody } from "#app/models/body.ts";
import { rowId } from "#app/models/fields.server.ts";
import { issueByNumber, issueSchema, type Issue } from "./issues.server.ts";

/** An article as the issue's page lists it: chosen, or to be chosen. */
export type ArticleChoice = { id: number; headline: string; byline: string; onSite: boolean };
export type ChosenArticle = ArticleChoice & { display: "summary" | "full" };
/** What the issue's page saves: the issue, and the `version` that the editor began with. */
export const issueFormSchema = issueSchema.extend({ version: rowId("Open the issue again.") });
/** A draft as somebody else saved it while it was open elsewhere; undefined when they deleted it. */
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

/** The articles of an issue in order, without their bodies. */
export function chosenArticle(issue: Issue): ChosenArticle[] {
  return issue.articles.map(({ id, headline, byline, publishedAt, display }) => ({
    id,
    headline,
    byline,
    onSite: publishedAt !== null,
    display,
  }));
}

/** What the issue's page offers for a search; the articles last touched come first. */
export async function articleChoices(context: Context, search: string, limit = 12): Promise<ArticleChoice[]> {
  const lines = await listArticles(context, search, limit);
  return lines.map(({ id, headline, byline, publishedAt }) => ({ id, headline, byline, onSite: publishedAt !== null }));
}
