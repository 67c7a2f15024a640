import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { addNotice } from "#app/models/notices.server.ts";

/**
 * Holds the issues that show an article until the transaction ends: meanwhile nobody approves or sends one of them.
 * Issue before article is the order of a send too; the other way round they could wait for each other.
 * @returns their ids
 */
export async function lockIssuesWith(context: Context, articleId: number): Promise<number[]> {
  const held = await context.db
    .updateTable("issues")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("status", "in", ["draft", "ready"])
    .where("id", "in", (eb) => eb.selectFrom("issue_articles").select("issue_id").where("article_id", "=", articleId))
    .returning("id")
    .execute();
  return held.map(({ id }) => id);
}

/**
 * Takes the approval of issues back, in the transaction that changes what they show: approved is what was seen.
 * @param ids the issues that may be approved
 * @param what was saved, like `the issue`
 * @returns true when one of them was approved
 */
export async function revokeApprovals(context: Context, ids: number[], what: string, actor: string): Promise<boolean> {
  if (ids.length === 0) return false;
  const were = await context.db
    .updateTable("issues")
    .set({ status: "draft", approved_at: null, approved_by: null, send_at: null })
    .where("id", "in", ids)
    .where("status", "=", "ready")
    .returning("number")
    .execute();
  for (const { number } of were) {
    await logAction(context, actor, "approval-ended", `issue ${number}: ${what} was saved`);
    const text = `Issue ${number} was approved, then ${what} was saved, so it is a draft again and will not go out by itself. Look at it once more, then approve it.`;
    await addNotice(context, { kind: "approval-ended", text, link: deskIssuePath(number) });
  }
  return were.length > 0;
}

/** The numbers of the issues that hold an article. */
export async function issuesWithArticle(context: Context, id: number): Promise<number[]> {
  const rows = await context.db
    .selectFrom("issue_articles")
    .innerJoin("issues", "issues.id", "issue_articles.issue_id")
    .select("number")
    .where("article_id", "=", id)
    .orderBy("number")
    .execute();
  return rows.map((row) => row.number);
}
