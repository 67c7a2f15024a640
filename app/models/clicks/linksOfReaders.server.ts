import type { Context } from "#app/context.server.ts";
import { isAmong } from "#db/bulk.server.ts";

type LinkRow = { n: number; section: string | null; article_id: number | null; topic_id: number | null };

/**
 * Counts the links that readers of a digest got: an edition has those of all topics, and everybody gets the part for theirs. Topics are
 * those of now, which seldom change between a digest and its clicks.
 * @returns counts by reader; who is not in it got all links
 */
export async function linksOfReaders({ db }: Context, editionId: number, ids: number[]): Promise<Map<number, number>> {
  const edition = await db.selectFrom("editions").select("digest_id").where("id", "=", editionId).executeTakeFirst();
  if (!edition?.digest_id) return new Map();
  const chosen = await db
    .selectFrom("subscriber_topics")
    .select(["subscriber_id", "topic_id"])
    .where(isAmong(db, "subscriber_id", ids))
    .execute();
  if (chosen.length === 0) return new Map();
  const links = await db
    .selectFrom("edition_links")
    .leftJoin("article_topics", "article_topics.article_id", "edition_links.article_id")
    .select(["n", "section", "edition_links.article_id", "topic_id"])
    .where("edition_id", "=", editionId)
    .where("n", ">", 0)
    .execute();
  const counts = [...Map.groupBy(chosen, ({ subscriber_id }) => subscriber_id)].map(
    ([reader, topics]): [number, number] => [reader, linksFor(links, new Set(topics.map(({ topic_id }) => topic_id)))],
  );
  return new Map(counts.filter(([, count]) => count > 0));
}

/** As `limitedTo` of digests cuts it: a section is an issue; one without any topic is for everybody. */
function linksFor(links: LinkRow[], chosen: ReadonlySet<number>): number {
  let count = 0;
  for (const issue of Map.groupBy(links, ({ section }) => section).values()) {
    const isForEverybody = issue.every(({ topic_id }) => topic_id === null);
    const isOurs = ({ topic_id }: LinkRow) => isForEverybody || (topic_id !== null && chosen.has(topic_id));
    const pieces = new Set(issue.filter((link) => link.article_id !== null && isOurs(link)).map(({ n }) => n));
    if (pieces.size === 0) continue;
    count += pieces.size + issue.filter(({ article_id }) => article_id === null).length;
  }
  return count;
}
