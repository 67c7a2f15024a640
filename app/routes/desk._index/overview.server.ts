import type { Context } from "#app/context.server.ts";
import { listArticles, type ArticleLine } from "#app/models/articles/list.server.ts";
import { countDeliveries, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { senderState, type SenderState } from "#app/models/instance/senderProcesses.server.ts";
import { isOpen } from "#app/models/issues/issues.server.ts";
import { listIssues, type IssueLine } from "#app/models/issues/list.server.ts";
import { withStandings, type Standing } from "#app/models/sending/standing.server.ts";
import { listsWithCounts, type ListWithCounts } from "#app/models/readers/lists.server.ts";

/** An issue with its state. */
export type OverviewIssue = IssueLine & { standing: Standing };
export type IssueWithCounts = OverviewIssue & { counts: Counts };

/** The data of the desk's first page. */
export type Overview = {
  open: OverviewIssue[];
  /** Running or paused. */
  sending: IssueWithCounts[];
  lastSent: IssueWithCounts | null;
  /** Unpublished articles, last edited first. */
  drafts: ArticleLine[];
  hasArticles: boolean;
  lists: ListWithCounts[];
  senders: SenderState;
};

export async function overview(context: Context): Promise<Overview> {
  const issues = await listIssues(context);
  const counted = async (issue: IssueLine) => {
    const [shown] = await withStandings(context, [issue]);
    return { ...shown!, counts: await countDeliveries(context, issue.editionId) };
  };
  const lastSent = issues.find((issue) => issue.status === "sent");
  const articles = await listArticles(context);
  return {
    open: await withStandings(context, issues.filter(isOpen).slice(0, 3)),
    sending: await Promise.all(issues.filter(({ status }) => status === "sending" || status === "paused").map(counted)),
    lastSent: lastSent ? await counted(lastSent) : null,
    drafts: articles.filter((article) => article.publishedAt === null).slice(0, 5),
    hasArticles: articles.length > 0,
    lists: await listsWithCounts(context),
    senders: await senderState(context),
  };
}
