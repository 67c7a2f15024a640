import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { DomainEvent } from "#app/models/events.server.ts";
import { addNotice } from "#app/models/notices.server.ts";

/** Makes approved issues drafts again after a save of the issue or of an article in it: an approval is of what was seen. */
export async function revokeApprovals(context: Context, events: DomainEvent[]): Promise<void> {
  for (const event of events) await revokeApprovalsBy(context, event);
}

async function revokeApprovalsBy(context: Context, event: DomainEvent): Promise<void> {
  const { kind, subject, by, seq } = event;
  const held = await holdIssues(context, event);
  if (held.length === 0) return;
  const were = await context.db
    .updateTable("issues")
    .set({ status: "draft", approved_at: null, approved_by: null, approved_seq: null, send_at: null })
    .where("id", "in", held)
    .where("status", "=", "ready")
    // An approval after the save has seen it.
    .where((eb) => eb(eb.fn.coalesce("approved_seq", eb.lit(0)), "<", seq))
    .returning("number")
    .execute();
  if (were.length === 0) return;
  const what = kind === "article-saved" ? `its article “${await headlineOf(context, subject)}”` : "the issue";
  for (const { number } of were) {
    await logAction(context, by ?? "somebody", "approval-ended", `issue ${number}: ${what} was saved`);
    const text = `Issue ${number} was approved, then ${what} was saved, so it is a draft again and will not go out by itself. Look at it once more, then approve it.`;
    await addNotice(context, { kind: "approval-ended", text, link: deskIssuePath(number) });
  }
}

/** Locks the open issues that an event is about, and so waits for an approval that is being given at this moment. */
async function holdIssues(context: Context, { kind, subject }: DomainEvent): Promise<number[]> {
  const open = context.db
    .updateTable("issues")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("status", "in", ["draft", "ready"]);
  const those =
    kind === "issue-saved"
      ? open.where("id", "=", subject)
      : open.where("id", "in", (eb) =>
          eb.selectFrom("issue_articles").select("issue_id").where("article_id", "=", subject),
        );
  const held = await those.returning("id").execute();
  return held.map(({ id }) => id);
}

async function headlineOf(context: Context, articleId: number): Promise<string> {
  const article = await context.db
    .selectFrom("articles")
    .select("headline")
    .where("id", "=", articleId)
    .executeTakeFirst();
  return article?.headline ?? "";
}

/**
 * True when the issue or an article in it was saved after the approval, even if no follower has revoked that yet. Call it
 * with the issue's row locked.
 */
export async function wasSavedSinceApproval(context: Context, issueId: number): Promise<boolean> {
  const issue = await context.db
    .selectFrom("issues")
    .select("approved_seq")
    .where("id", "=", issueId)
    .executeTakeFirst();
  const saved = await context.db
    .selectFrom("events")
    .select("seq")
    .where("seq", ">", issue?.approved_seq ?? 0)
    .where((eb) =>
      eb.or([
        eb.and([eb("kind", "=", "issue-saved"), eb("subject", "=", issueId)]),
        eb.and([
          eb("kind", "=", "article-saved"),
          eb("subject", "in", eb.selectFrom("issue_articles").select("article_id").where("issue_id", "=", issueId)),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return saved !== undefined;
}
