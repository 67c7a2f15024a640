import { inTransaction, type Context } from "#app/context.server.ts";
import { topicPath } from "#app/models/sitePaths.ts";
import { formerSlug, slugify } from "#app/models/slugs.ts";

/**
 * Sets an article's topics, in this order; a topic is identified by its slug, and created when needed.
 * @returns the ids of the topics that it no longer has
 */
export async function setTopics(context: Context, articleId: number, names: string[]): Promise<number[]> {
  return inTransaction(context, async (context) => {
    const had = await leaveTopics(context, articleId);
    const has = new Set<number>();
    const slugs = new Map<string, string>();
    for (const name of names) slugs.set(await slugOfTopic(context, name), name);
    let position = 0;
    for (const [slug, name] of slugs) {
      await context.db
        .insertInto("topics")
        .values({ slug, name })
        .onConflict((conflict) => conflict.column("slug").doNothing())
        .execute();
      const topic = await context.db
        .selectFrom("topics")
        .select("id")
        .where("slug", "=", slug)
        .executeTakeFirstOrThrow();
      position += 1;
      await context.db
        .insertInto("article_topics")
        .values({ article_id: articleId, topic_id: topic.id, position })
        .execute();
      has.add(topic.id);
    }
    return had.filter((id) => !has.has(id));
  });
}

/** Removes an article from its topics. @returns their ids */
export async function leaveTopics(context: Context, articleId: number): Promise<number[]> {
  const left = await context.db
    .deleteFrom("article_topics")
    .where("article_id", "=", articleId)
    .returning("topic_id")
    .execute();
  return left.map(({ topic_id }) => topic_id);
}

/** A topic keeps its first slug, even where the same name would get another one today. */
async function slugOfTopic(context: Context, name: string): Promise<string> {
  const slug = slugify(name) || name.toLowerCase();
  const former = formerSlug(name) || name.toLowerCase();
  if (former === slug) return slug;
  const rows = await context.db
    .selectFrom("topics")
    .select(["slug", "name"])
    .where("slug", "in", [slug, former])
    .execute();
  const isSame = rows.some((row) => row.slug === former && row.name.toLowerCase() === name.toLowerCase());
  return isSame && !rows.some((row) => row.slug === slug) ? former : slug;
}

/** A topic of articles; its slug is the end of its page's path. */
export type Topic = { id: number; slug: string; name: string };

export async function topicBySlug(context: Context, slug: string): Promise<Topic | undefined> {
  // PostgreSQL rejects NUL, and no topic has one.
  if (slug.includes("\0") || !slug.isWellFormed()) return undefined;
  return context.db.selectFrom("topics").select(["id", "slug", "name"]).where("slug", "=", slug).executeTakeFirst();
}

/** Returns the topics of one article, in its order, with the paths of their pages. */
export async function topicLinks(context: Context, articleId: number): Promise<{ name: string; path: string }[]> {
  const rows = await context.db
    .selectFrom("article_topics")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select(["slug", "name"])
    .where("article_id", "=", articleId)
    .orderBy("position")
    .execute();
  return rows.map(({ slug, name }) => ({ name, path: topicPath(slug) }));
}

export type TopicLine = { name: string; path: string; articles: number; newestAt: number };

/** Returns the topics with published articles, in alphabetical order. */
export async function topicsOnSite(context: Context, language = "en"): Promise<TopicLine[]> {
  const rows = await context.db
    .selectFrom("topics")
    .innerJoin("article_topics", "article_topics.topic_id", "topics.id")
    .innerJoin("articles", "articles.id", "article_topics.article_id")
    .select(({ fn }) => [
      "topics.slug",
      "name",
      fn.countAll<number>().as("articles"),
      fn.max<number>("published_at").as("newestAt"),
    ])
    .where("published_at", "is not", null)
    .groupBy(["topics.id", "topics.slug", "name"])
    .execute();
  const { compare } = new Intl.Collator(language);
  return rows
    .map(({ slug, ...row }) => ({ ...row, path: topicPath(slug) }))
    .sort((one, other) => compare(one.name, other.name));
}

/** Returns the names of articles' topics, by article. */
export async function topicsOf(context: Context, articleIds: number[]): Promise<Map<number, string[]>> {
  const topics = new Map<number, string[]>();
  if (articleIds.length === 0) return topics;
  const rows = await context.db
    .selectFrom("article_topics")
    .innerJoin("topics", "topics.id", "article_topics.topic_id")
    .select(["article_id", "name"])
    .where("article_id", "in", articleIds)
    .orderBy("position")
    .execute();
  for (const row of rows) topics.set(row.article_id, [...(topics.get(row.article_id) ?? []), row.name]);
  return topics;
}

/** Returns every topic's name, for the desk's suggestions. */
export async function topicNames(context: Context): Promise<string[]> {
  return (await topicChoices(context)).map(({ name }) => name);
}

/** Returns every topic by its name, for the desk to choose one. */
export async function topicChoices({ db }: Context): Promise<{ slug: string; name: string }[]> {
  const rows = await db.selectFrom("topics").select(["slug", "name"]).execute();
  const { compare } = new Intl.Collator("en");
  return rows.sort((one, other) => compare(one.name, other.name));
}
