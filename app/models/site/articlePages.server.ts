import type { NotNull } from "kysely";
import type { Context } from "#app/context.server.ts";
import { articlesByIds, type Article } from "#app/models/articles/articles.server.ts";
import { bylinePieces } from "#app/models/articles/bylines.server.ts";
import { correctionsOf } from "#app/models/articles/corrections.server.ts";
import { pageOfArticles, type ArticleQuery } from "#app/models/articles/pages.server.ts";
import { topicLinks, type Topic } from "#app/models/articles/topics.server.ts";
import type { ListPage } from "#app/models/pagination.server.ts";

/** Returns the data around an article's page. */
export async function aroundArticle(context: Context, { id, byline }: Article) {
  return {
    topics: await topicLinks(context, id),
    byline: bylinePieces(byline),
    corrections: (await correctionsOf(context, [id])).get(id) ?? [],
    issues: await issuesRunIn(context, id),
    related: await relatedArticles(context, id),
  };
}

/** Returns a page of the published articles, or of a topic's, newest first; null beyond the last. */
export async function articlesPage(context: Context, page: number, topic?: Topic): Promise<ListPage<Article> | null> {
  const ofTopic = (query: ArticleQuery) =>
    query.where("id", "in", (eb) =>
      eb.selectFrom("article_topics").select("article_id").where("topic_id", "=", topic!.id),
    );
  return pageOfArticles(context, (query) => (topic ? ofTopic(query) : query), page);
}

/** Returns other published articles that share topics with one: most topics first, then the newest. */
async function relatedArticles(context: Context, articleId: number, limit = 3): Promise<Article[]> {
  const rows = await context.db
    .selectFrom("article_topics as own")
    .innerJoin("article_topics as other", "other.topic_id", "own.topic_id")
    .innerJoin("articles", "articles.id", "other.article_id")
    .select(({ fn }) => ["articles.id", fn.countAll<number>().as("shared")])
    .where("own.article_id", "=", articleId)
    .where("articles.id", "!=", articleId)
    .where("published_at", "is not", null)
    .groupBy(["articles.id", "published_at"])
    .orderBy("shared", "desc")
    .orderBy("published_at", "desc")
    .orderBy("articles.id", "desc")
    .limit(limit)
    .execute();
  return articlesByIds(
    context,
    rows.map(({ id }) => id),
  );
}

export type IssueRunIn = { number: number; subject: string; frozenAt: number };

/** Returns the sent issues with an article, first sent first. */
function issuesRunIn(context: Context, articleId: number): Promise<IssueRunIn[]> {
  return context.db
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select(["number", "editions.subject", "frozen_at as frozenAt"])
    .$narrowType<{ subject: NotNull }>()
    .where("article_id", "=", articleId)
    .where("editions.variant", "is", null)
    .orderBy("number")
    .execute();
}
