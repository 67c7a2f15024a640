import type { Context } from "#app/context.server.ts";
import type { Article } from "#app/models/articles/articles.server.ts";
import { embargoEnd } from "#app/models/articles/embargo.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { checkLevelsOf, missingFrom, type CheckLevels } from "#app/models/articles/checks.server.ts";
import { bodyLength } from "#app/models/body.ts";
import type { SectionsOf } from "#app/models/sections.ts";
import type { Display } from "./issueInput.server.ts";
import type { Issue } from "./issues.server.ts";
import { runsOfArticles } from "./ran.server.ts";

/** An article on the issue's page, chosen or available. */
export type ArticleChoice = {
  id: number;
  headline: string;
  byline: string;
  onSite: boolean;
  words: number;
  minutes: number;
  /** Like `a source`: what a publication asks for and it does not have. */
  lacks: string[];
  /** When its embargo ends, while it lasts. */
  embargoUntil: number | null;
  /** The issues that it went out in, the latest first; times in milliseconds. */
  ran: { number: number; at: number }[];
};
export type ChosenArticle = ArticleChoice & { display: Display };
/** A draft that has no headline yet. */
const untitled = "Untitled";

/** Returns the sections of an issue, their articles without the bodies. */
export async function chosenSections(context: Context, issue: Issue): Promise<SectionsOf<ChosenArticle>> {
  const known = await choicesOf(context, issue.articles);
  return issue.sections.map((section) => ({
    ...section,
    pieces: section.pieces.map((piece) =>
      piece.kind !== "article" ? piece : { kind: "article", ...known.get(piece.id)!, display: piece.display },
    ),
  }));
}

/** Returns what the issue's page says of articles, by their ids. */
export async function choicesOf(context: Context, articles: Article[]): Promise<Map<number, ArticleChoice>> {
  const levels = await checkLevelsOf(context);
  const timeZone = await timeZoneOf(context);
  const runs = await runsOfArticles(
    context,
    articles.map(({ id }) => id),
  );
  return new Map(
    articles.map((article) => {
      const end = embargoEnd(article.embargo, timeZone);
      const embargoUntil = end !== null && end > context.clock() ? end : null;
      const ran = runs.get(article.id)?.sent ?? [];
      return [article.id, { ...choiceOf(article, levels), embargoUntil, ran }];
    }),
  );
}

function choiceOf(article: Article, levels: CheckLevels): Omit<ArticleChoice, "embargoUntil" | "ran"> {
  const { id, headline, byline, publishedAt, body } = article;
  return {
    ...{ id, headline: headline || untitled, byline, onSite: publishedAt !== null },
    ...{ ...bodyLength(body), lacks: missingFrom(article, levels) },
  };
}
