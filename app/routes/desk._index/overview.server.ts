import type { Context } from "#app/context.server.ts";
import { listArticles, type ArticleLine } from "#app/models/articles/list.server.ts";
import { countDeliveries, type Counts } from "#app/models/deliveries/deliveries.server.ts";
import { senderState, type SenderState } from "#app/models/instance/senderProcesses.server.ts";
import { isOpen } from "#app/models/issues/issues.server.ts";
import { listIssues, type IssueLine } from "#app/models/issues/list.server.ts";
import { listsWithCounts, type ListWithCounts } from "#app/models/readers/lists.server.ts";

export type IssueWithCounts = IssueLine & { counts: Counts };

/** The data of the desk's first page. */
export type Overview = {
  open: IssueLine[];
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
  const counted = async (issue: IssueLine) => ({ ...issue, counts: await countDeliveries(context, issue.editionId) });
  const lastSent = issues.find((issue) => issue.status === "sent");
  const articles = await listArticles(context);
  return {
    open: issues.filter(isOpen).slice(0, 3),
    sending: await Promise.all(issues.filter(({ status }) => status === "sending" || status === "paused").map(counted)),
    lastSent: lastSent ? await counted(lastSent) : null,
    drafts: articles.filter((article) => article.publishedAt === null).slice(0, 5),
    hasArticles: articles.length > 0,
    lists: await listsWithCounts(context),
    senders: await senderState(context),
  };
}
