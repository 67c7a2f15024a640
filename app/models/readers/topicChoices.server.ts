import { inTransaction, type Context } from "#app/context.server.ts";

/** Returns the slugs of a reader's topics; none means all topics. */
export async function topicsChosenBy(context: Context, subscriberId: number): Promise<string[]> {
  const rows = await context.db
    .selectFrom("subscriber_topics")
    .innerJoin("topics", "topics.id", "subscriber_topics.topic_id")
    .select("slug")
    .where("subscriber_id", "=", subscriberId)
    .orderBy("slug")
    .execute();
  return rows.map(({ slug }) => slug);
}

/** Sets a reader's topics; unknown slugs are left out. */
export async function chooseTopics(context: Context, subscriberId: number, slugs: string[]): Promise<void> {
  await inTransaction(context, async (context) => {
    await context.db.deleteFrom("subscriber_topics").where("subscriber_id", "=", subscriberId).execute();
    if (slugs.length === 0) return;
    const topics = await context.db.selectFrom("topics").select("id").where("slug", "in", slugs).execute();
    if (topics.length === 0) return;
    await context.db
      .insertInto("subscriber_topics")
      .values(topics.map(({ id }) => ({ subscriber_id: subscriberId, topic_id: id })))
      .execute();
  });
}

/** Returns the topics with a published article, in the order of their names. */
export async function topicsToChoose(context: Context, language: string): Promise<{ slug: string; name: string }[]> {
  const topics = await context.db
    .selectFrom("topics")
    .select(["slug", "name"])
    .where("id", "in", ({ selectFrom }) =>
      selectFrom("article_topics")
        .innerJoin("articles", "articles.id", "article_topics.article_id")
        .select("topic_id")
        .where("published_at", "is not", null),
    )
    .execute();
  const order = new Intl.Collator(language);
  return topics.sort((a, b) => order.compare(a.name, b.name));
}
