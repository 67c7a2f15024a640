import type { ArticleDifference } from "#app/models/articles/articleRevisions.server.ts";
import type { Article } from "#app/models/articles/articles.server.ts";

/** The stored article, as far as the form needs it. `waits`: it has changes that the site does not show;
 * `scheduledAt`: when it is published by itself; `changes`: what the site would show otherwise, where the page asked. */
export type SavedArticle = Pick<Article, "id" | "slug" | "version" | "publishedAt"> & {
  at: number;
  waits: boolean;
  scheduledAt: number | null;
  changes?: ArticleDifference | null;
};
