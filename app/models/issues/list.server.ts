import type { Context } from "#app/context.server.ts";
import { pauseOf } from "#app/models/deliveries/deliveries.server.ts";
import type { Issue } from "./issues.server.ts";

export type IssueLine = Pick<
  Issue,
  "id" | "number" | "subject" | "status" | "updatedAt" | "sendingAt" | "sentAt" | "editionId" | "pause"
> & {
  list: string;
  articles: number;
};

/** Lists issues for the desk, newest number first. */
export async function listIssues(context: Context, limit = 200): Promise<IssueLine[]> {
  const rows = await context.db
    .selectFrom("issues")
    .innerJoin("lists", "lists.id", "issues.list_id")
    .leftJoin("editions", (join) =>
      join.onRef("editions.issue_id", "=", "issues.id").on("editions.variant", "is", null),
    )
    .select((eb) => [
      "issues.id",
      "number",
      "issues.subject",
      "status",
      "updated_at as updatedAt",
      "sending_at as sendingAt",
      "sent_at as sentAt",
      "paused_at",
      "paused_by",
      "pause_reason",
      "lists.name as list",
      "editions.id as edition_id",
      eb
        .selectFrom("issue_articles")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("issue_articles.issue_id", "=", "issues.id")
        .$asScalar()
        .as("articles"),
    ])
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
  const lines: IssueLine[] = [];
  for (const { paused_at, paused_by, pause_reason, edition_id, ...row } of rows) {
    const pause = await pauseOf(context, { edition_id, status: row.status, paused_at, paused_by, pause_reason });
    lines.push({ ...row, articles: row.articles ?? 0, editionId: edition_id, pause });
  }
  return lines;
}
