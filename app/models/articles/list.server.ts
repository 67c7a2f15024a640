import type { Context } from "#app/context.server.ts";
import type { Article } from "./articles.server.ts";

type ArticleLine = Pick<Article, "id" | "slug" | "headline" | "byline" | "publishedAt" | "updatedAt"> & {
  /** When it is published by itself. */
  scheduledAt: number | null;
  /** Numbers of the issues with this article. */
  issues: number[];
};

/** `of`: only those that this account began or was assigned. */
type ArticleFilter = { search?: string; limit?: number; status?: "published" | "draft" | "scheduled"; of?: number };

/**
 * Lists articles for the desk, last edited first; `search` matches headline, byline and slug.
 * Long because: it is one query and the line that it becomes.
 */
export async function listArticles(
  context: Context,
  { search = "", limit = 200, status, of }: ArticleFilter = {},
): Promise<ArticleLine[]> {
  const rows = await context.db
    .selectFrom("articles")
    .select(["id", "slug", "headline", "byline", "published_at", "publish_at"])
    .select(({ fn }) => fn.coalesce("saved_at", "updated_at").as("touched_at"))
    .$if(status === "draft", (query) => query.where("published_at", "is", null))
    .$if(status === "published", (query) => query.where("published_at", "is not", null))
    .$if(status === "scheduled", (query) => query.where("publish_at", "is not", null))
    .$if(of !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          eb("author_id", "=", of!),
          eb("id", "in", eb.selectFrom("assignments").select("article_id").where("editor_id", "=", of!)),
        ]),
      ),
    )
    .orderBy("touched_at", "desc")
    .orderBy("id", "desc")
    .execute();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows
    .filter((row) => words.every((word) => `${row.headline} ${row.byline} ${row.slug}`.toLowerCase().includes(word)))
    .slice(0, limit);
  const held = await context.db
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .select(["article_id", "number"])
    .orderBy("number")
    .execute();
  return found.map((row) => ({
    id: row.id,
    slug: row.slug,
    headline: row.headline,
    byline: row.byline,
    publishedAt: row.published_at,
    scheduledAt: row.publish_at,
    updatedAt: row.touched_at,
    issues: held.filter((one) => one.article_id === row.id).map((one) => one.number),
  }));
}

/** The articles that are being written, last edited first: `total` of all, and the first few. */
export async function articlesInTheMaking({ db }: Context, limit: number) {
  const drafts = db.selectFrom("articles").where("published_at", "is", null);
  const { total } = await drafts.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const lines = await drafts
    .select(["id", "headline"])
    .select(({ fn }) => fn.coalesce("saved_at", "updated_at").as("updatedAt"))
    .orderBy("updatedAt", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return { total, lines };
}

/** True once an article was begun. */
export async function hasArticles({ db }: Context): Promise<boolean> {
  return (await db.selectFrom("articles").select("id").limit(1).executeTakeFirst()) !== undefined;
}
