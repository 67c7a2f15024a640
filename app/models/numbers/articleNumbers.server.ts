import type { Context } from "#app/context.server.ts";
import { articleClicks } from "#app/models/clicks/figures.server.ts";
import { articleViews, type ViewsOfArticle } from "#app/models/visits/articleViews.server.ts";
import { editionsOfIssues } from "./issueEditions.server.ts";
import { figuresOfEditions } from "./issueFigures.server.ts";

type ArticleClicks = Awaited<ReturnType<typeof articleClicks>>[number];

/** A piece in one issue. Clicks are null where the issue counts none; `replies`: conversations that quote it. */
export type ArticleRun = {
  number: number;
  subject: string;
  /** In milliseconds. */
  sentAt: number;
  accepted: number;
  clicks: Pick<ArticleClicks, "people" | "all" | "readers" | "place"> | null;
  replies: number;
};

/** A piece over all issues in which it went out from here, the oldest first. */
export type ArticleNumbers = {
  id: number;
  headline: string;
  runs: ArticleRun[];
  /** On the site. */
  views: ViewsOfArticle;
};

/** Returns the numbers of a piece; undefined when there is no such article. */
export async function articleNumbers(context: Context, id: number): Promise<ArticleNumbers | undefined> {
  const article = await context.db.selectFrom("articles").select("headline").where("id", "=", id).executeTakeFirst();
  if (!article) return undefined;
  return { id, ...article, runs: await runsOf(context, id), views: await articleViews(context, id) };
}

async function runsOf(context: Context, articleId: number): Promise<ArticleRun[]> {
  const issues = await context.db
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .select(["issues.id", "number", "subject", "sending_at"])
    .where("article_id", "=", articleId)
    .where("sending_at", "is not", null)
    .orderBy("sending_at")
    .orderBy("issues.id")
    .execute();
  const editions = await editionsOfIssues(
    context,
    issues.map(({ id }) => id),
  );
  const figures = await figuresOfEditions(context, [...editions.values()].flat());
  const [clicks, replies] = [await articleClicks(context, articleId), await quotedReplies(context, articleId)];
  return issues.flatMap(({ id, number, subject, sending_at }) => {
    const own = editions.get(id);
    if (!own) return [];
    const accepted = own.reduce((sum, one) => sum + (figures.get(one)?.accepted ?? 0), 0);
    const clicked = clicks.find(({ editionId }) => own.includes(editionId)) ?? null;
    return [{ number, subject, sentAt: sending_at!, accepted, clicks: clicked, replies: replies.get(id) ?? 0 }];
  });
}

/** Returns how many conversations quote a piece, by issue. */
async function quotedReplies({ db }: Context, articleId: number): Promise<Map<number | null, number>> {
  const rows = await db
    .selectFrom("conversations")
    .select(({ fn }) => ["issue_id", fn.countAll<number>().as("count")])
    .where("article_id", "=", articleId)
    .where("apart", "is", null)
    .groupBy("issue_id")
    .execute();
  return new Map(rows.map(({ issue_id, count }) => [issue_id, Number(count)]));
}
