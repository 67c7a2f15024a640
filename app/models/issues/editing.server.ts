import type { Context } from "#app/context.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import type { SectionsOf } from "#app/models/sections.ts";
import type { Display } from "./issueInput.server.ts";
import type { Issue } from "./issues.server.ts";

/** An article on the issue's page, chosen or available. */
export type ArticleChoice = { id: number; headline: string; byline: string; onSite: boolean };
export type ChosenArticle = ArticleChoice & { display: Display };
/** A draft that has no headline yet. */
const untitled = "Untitled";

/** Returns the sections of an issue, their articles without the bodies. */
export function chosenSections(issue: Issue): SectionsOf<ChosenArticle> {
  return issue.sections.map((section) => ({
    ...section,
    pieces: section.pieces.map((piece) =>
      piece.kind === "item" ? piece : { kind: "article", ...chosenArticle(piece) },
    ),
  }));
}

function chosenArticle({ id, headline, byline, publishedAt, display }: Issue["articles"][number]): ChosenArticle {
  return { id, headline: headline || untitled, byline, onSite: publishedAt !== null, display };
}

/** Returns articles for a search on the issue's page, last edited first. */
export async function articleChoices(context: Context, search: string, limit = 12): Promise<ArticleChoice[]> {
  const lines = await listArticles(context, { search, limit });
  return lines.map(({ id, headline, byline, publishedAt }) => ({
    id,
    headline: headline || untitled,
    byline,
    onSite: publishedAt !== null,
  }));
}
