import type { SelectQueryBuilder } from "kysely";
import type { Context } from "#app/context.server.ts";
import { pageRows, paginate, type ListPage } from "#app/models/pagination.server.ts";
import type { Schema } from "#db/schema.ts";
import { articlesByIds, type Article } from "./articles.server.ts";

export type ArticleQuery = SelectQueryBuilder<Schema, "articles", object>;

const articlesAPage = 24;

/**
 * Returns one page of the published articles, newest first.
 * @param which limits them to those of a topic or an author
 * @returns null for a page that does not exist
 */
export async function pageOfArticles(
  context: Context,
  which: (published: ArticleQuery) => ArticleQuery,
  page: number,
): Promise<ListPage<Article> | null> {
  const published = which(context.db.selectFrom("articles").where("published_at", "is not", null));
  const { total } = await published.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const { limit, offset } = pageRows(page, articlesAPage);
  const rows = await published
    .select("id")
    .orderBy("published_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  const ids = rows.map(({ id }) => id);
  return paginate(await articlesByIds(context, ids), total, page, articlesAPage);
}
