import type { Context } from "#app/context.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import type { IssueFault } from "#app/models/issues/rendering.server.ts";
import { savedBy, type SavedBy } from "#app/models/sheetTabs.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { reviewers } from "./askReview.server.ts";
import { wasSavedSinceApproval } from "./revokedApprovals.server.ts";

/**
 * Returns why the one who asks may not let an issue go: with four eyes, they wrote last in it; a script has to name an
 * account. An approval that still holds was given by somebody else. Null where nothing stands in the way.
 */
export async function fourEyesFault(
  context: Context,
  { id, status }: Pick<Issue, "id" | "status">,
): Promise<IssueFault | null> {
  if ((await getBriefing(context))?.fourEyes !== "on") return null;
  if (status === "ready" && !(await wasSavedSinceApproval(context, id))) return null;
  const last = await lastWriter(context, id);
  // Somebody who has no account at the desk did not write it there.
  if (!last) return null;
  const me = context.editorId;
  if (me !== undefined && me !== last.id) return null;
  const who = (await reviewers(context)).filter((one) => one.id !== last.id).map(({ name }) => name);
  return { error: "four-eyes", last: last.name, isYou: me !== undefined, who };
}

/** Returns who saved last: the issue, or one of its articles; null where all were saved by scripts. */
async function lastWriter({ db }: Context, issueId: number): Promise<SavedBy | null> {
  const issue = db
    .selectFrom("issues")
    .select(["saved_by", "saved_by_id", "updated_at as at"])
    .where("id", "=", issueId)
    .where("saved_by_id", "is not", null);
  const articles = db
    .selectFrom("issue_articles")
    .innerJoin("articles", "articles.id", "issue_articles.article_id")
    .select(({ fn }) => ["saved_by", "saved_by_id", fn.coalesce("saved_at", "updated_at").as("at")])
    .where("issue_id", "=", issueId)
    .where("saved_by_id", "is not", null);
  const rows = [...(await issue.execute()), ...(await articles.execute())];
  const last = rows.sort((one, other) => other.at - one.at)[0];
  return last ? savedBy(last) : null;
}
