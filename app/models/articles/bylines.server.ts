import type { Context } from "#app/context.server.ts";
import type { ListPage } from "#app/models/pagination.server.ts";
import { authorPath } from "#app/models/sitePaths.ts";
import { formerSlug, slugify } from "#app/models/slugs.ts";
import type { Article } from "./articles.server.ts";
import { pageOfArticles } from "./pages.server.ts";

/** A part of a byline: a name with the path of its author's page, or the text between names. */
export type BylinePiece = { words: string; path: string | null };

/** The text between names; `and` in each language of a briefing. */
const between = /(\s*[,;،؛&]\s*(?:(?:and|und|et|y|e)\s+)?|\s+(?:and|und|et|y|e|و)\s+)/iu;

/** Splits a byline at its names: `Ana Li and Bo Ek` has two. An author is identified by the slug of the name. */
export function bylinePieces(byline: string): BylinePiece[] {
  return byline
    .split(between)
    .map((words, i) => ({ words, path: i % 2 === 0 && authorSlug(words) ? authorPath(authorSlug(words)) : null }))
    .filter(({ words }) => words !== "");
}

function authorSlug(name: string): string {
  return /\p{L}/u.test(name) ? slugify(name) : "";
}

/** The slug under the former rule, which dropped letters of other scripts; search engines know those pages. */
function formerAuthorSlug(name: string): string {
  return formerSlug(name) || name.trim().toLowerCase().match(/\p{L}/u)?.input || "";
}

/**
 * Returns an author's published articles, newest first; null when there are none.
 * @returns the new path, when the slug is a former one
 */
export async function authorPage(
  context: Context,
  slug: string,
  page: number,
): Promise<{ name: string; articles: ListPage<Article> } | { movedTo: string } | null> {
  const names = (await bylines(context)).flatMap((byline) =>
    byline.split(between).flatMap((name, i) => (i % 2 === 0 ? [{ byline, name }] : [])),
  );
  const named = names.filter(({ name }) => authorSlug(name) === slug);
  if (named.length === 0) {
    const moved = names.find(({ name }) => authorSlug(name) !== "" && formerAuthorSlug(name) === slug);
    return moved ? { movedTo: authorPath(authorSlug(moved.name)) } : null;
  }
  const theirs = named.map(({ byline }) => byline);
  const articles = await pageOfArticles(context, (query) => query.where("byline", "in", theirs), page);
  return articles && { name: named[0]!.name.trim(), articles };
}

/** Returns the names in all bylines, drafts' too, in alphabetical order. */
export async function authorNames(context: Context): Promise<string[]> {
  const names = (await allBylines(context)).flatMap(namesIn);
  return [...new Set(names)].sort(new Intl.Collator("en").compare);
}

/** Returns the bylines that name an author. */
export async function bylinesNaming(context: Context, author: string): Promise<string[]> {
  return (await allBylines(context)).filter((byline) => namesIn(byline).includes(author));
}

function namesIn(byline: string): string[] {
  return bylinePieces(byline).flatMap(({ words, path }) => (path ? [words.trim()] : []));
}

async function allBylines({ db }: Context): Promise<string[]> {
  const rows = await db.selectFrom("articles").select("byline").distinct().execute();
  return rows.map(({ byline }) => byline);
}

/** Returns every byline on the site; there are little more of them than authors. */
async function bylines(context: Context): Promise<string[]> {
  const rows = await context.db
    .selectFrom("articles")
    .select("byline")
    .distinct()
    .where("published_at", "is not", null)
    .execute();
  return rows.map(({ byline }) => byline).sort();
}

/** A name and the URL of its author's page. */
export type Author = { name: string; url: string };
/** Returns the authors that a byline names. */
export function authorsOf(origin: string, byline: string): Author[] {
  return bylinePieces(byline).flatMap(({ words, path }) => (path ? [{ name: words.trim(), url: origin + path }] : []));
}
