import type { Context } from "#app/context.server.ts";

/** An issue that went out with an article; `sentAt` in milliseconds, when it began to go. */
export type RanIn = { number: number; sentAt: number };

/**
 * Returns the issues that articles went out in, by article, the latest first.
 * @param except the issue that is composed
 */
export async function ranIn(
  { db }: Context,
  articleIds: number[],
  except: number | null,
): Promise<Map<number, RanIn[]>> {
  const ran = new Map<number, RanIn[]>();
  if (articleIds.length === 0) return ran;
  const rows = await db
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .select(["article_id", "number", "sending_at"])
    .where("article_id", "in", articleIds)
    .where("sending_at", "is not", null)
    .$narrowType<{ sending_at: number }>()
    .$if(except !== null, (query) => query.where("issues.id", "!=", except))
    .orderBy("sending_at", "desc")
    .execute();
  for (const { article_id, number, sending_at: sentAt } of rows)
    ran.set(article_id, [...(ran.get(article_id) ?? []), { number, sentAt }]);
  return ran;
}
