import type { Context } from "#app/context.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import type { IssueFault } from "#app/models/issues/rendering.server.ts";
import { savedBy, type SavedBy } from "#app/models/sheetTabs.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { reviewers } from "./askReview.server.ts";
import { wasSavedSinceApproval } from "./revokedApprovals.server.ts";

/**
 * Returns why the one who asks may not let an issue go: with four eyes, they wrote last in it; a script has to name an
 * account. An approval that still holds has to be by somebody else than who wrote last: one of before the setting went on
 * is judged like any other, at the time of sending. Null where nothing stands in the way.
 */
export async function fourEyesFault(
  context: Context,
  { id, status }: Pick<Issue, "id" | "status">,
): Promise<IssueFault | null> {
  if ((await getBriefing(context))?.fourEyes !== "on") return null;
  const last = await lastWriter(context, id);
  // Somebody who has no account at the desk did not write it there.
  if (!last) return null;
  const who = (await reviewers(context)).filter((one) => one.id !== last.id).map(({ name }) => name);
  if (status === "ready" && !(await wasSavedSinceApproval(context, id))) {
    const approver = await approverOf(context, id);
    if (approver !== null && approver !== last.id) return null;
    // Somebody else can approve it again.
    if (context.editorId !== undefined && context.editorId !== last.id) return null;
    return { error: "four-eyes", last: last.name, of: approver === null ? "nameless-approval" : "own-approval", who };
  }
  const me = context.editorId;
  if (me !== undefined && me !== last.id) return null;
  return { error: "four-eyes", last: last.name, of: me === undefined ? "script" : "you", who };
}

async function approverOf({ db }: Context, id: number): Promise<number | null> {
  const row = await db.selectFrom("issues").select("approved_by_id").where("id", "=", id).executeTakeFirst();
  return row?.approved_by_id ?? null;
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
