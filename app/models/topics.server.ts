import { inTransaction, type Context } from "../context.server.ts";
import { slugify } from "./slugs.server.ts";

/** Gives an article these topics, in this order; a topic is known by its slug and made when it is new. */
export async function setTopics(context: Context, articleId: number, names: string[]): Promise<void> {
  await inTransaction(context, async (context) => {
    await context.db.deleteFrom("article_topics").where("article_id", "=", articleId).execute();
    const slugs = new Map(names.map((name) => [slugify(name) || name.toLowerCase(), name]));
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
    }
  });
}

/** The names of the topics of several articles, by article. */
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

/** Every topic's name, for the desk's suggestions. */
export async function topicNames(context: Context): Promise<string[]> {
  const rows = await context.db.selectFrom("topics").select("name").execute();
  return rows.map((row) => row.name).sort(new Intl.Collator("en").compare);
}
