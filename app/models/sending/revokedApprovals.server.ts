import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { statusesBefore } from "#app/models/issues/states.ts";
import { noteStep } from "#app/models/issues/steps.server.ts";
import { eventKinds, type DomainEvent, type EventKind } from "#app/models/events.server.ts";
import { addNotice, tellEditor } from "#app/models/notices.server.ts";

/** The changes that take an approval back, by kind of event: it is of what was seen. docs/composing.md has the table. */
const ways = {
  "issue-saved": { did: "saved", was: "was saved" },
  "article-saved": { did: "saved", was: "was saved" },
  /** A later run went over it. */
  "article-moved-in": { did: "saved", was: "was saved" },
  /** The issue would put it onto the site again. */
  "article-unpublished": { did: "took off the site", was: "was taken off the site" },
  /** It would go to others than those who were approved. */
  "segment-saved": { did: "saved", was: "was saved" },
  /** The words that were approved are known to be wrong. */
  "article-corrected": { did: "corrected", was: "was corrected" },
} as const satisfies Partial<Record<EventKind, { did: string; was: string }>>;

/** The kinds of events that take approvals back. */
export const takesApprovalsBack = Object.keys(ways) as (keyof typeof ways)[];

/** Makes approved issues drafts again after a change of the issue, of its segment or of an article in it. */
export async function revokeApprovals(context: Context, events: DomainEvent[]): Promise<void> {
  for (const event of events) await revokeApprovalsBy(context, event);
}

async function revokeApprovalsBy(context: Context, event: DomainEvent): Promise<void> {
  const { kind, by, seq } = event;
  const held = await holdIssues(context, event);
  if (held.length === 0) return;
  const were = await context.db
    .updateTable("issues")
    .set(notApproved)
    .where(
      "id",
      "in",
      held.map(({ id }) => id),
    )
    .where("status", "in", statusesBefore("end-approval"))
    // An approval after the save has seen it.
    .where((eb) => eb(eb.fn.coalesce("approved_seq", eb.lit(0)), "<", seq))
    .returning(["id", "number"])
    .execute();
  if (were.length === 0) return;
  const who = by ?? "somebody";
  const what = await nameOf(context, event);
  const way = ways[kind as keyof typeof ways];
  for (const { id, number } of were) {
    const { approver, approverId } = held.find((one) => one.id === id)!;
    await noteStep(context, id, { step: "end-approval", by: who, detail: `${what} ${way.was}` });
    await logAction(context, who, "approval-ended", `issue ${number}: ${what} ${way.was}`);
    const link = deskIssuePath(number);
    const text = `Issue ${number} was approved by ${approver}, then ${who} ${way.did} ${what}, so it is a draft again and will not go out by itself. Look at it once more, then approve it.`;
    await addNotice(context, { kind: "approval-ended", text, link });
    if (approverId === null || !(await isAway(context, approverId, approver, who))) continue;
    const mail = `Your approval of issue ${number} has ended: ${who} ${way.did} ${what}. It is a draft again and will not go out by itself. Look at it once more, then approve it.`;
    await tellEditor(context, approverId, { kind: "approval-ended", text: mail, link });
  }
}

/** The columns of an issue whose approval has ended. */
export const notApproved = {
  status: "draft" as const,
  ...{ approved_at: null, approved_by: null, approved_by_id: null, approved_seq: null, send_at: null },
};

/** True of an approver with an account who did not save it: nobody is mailed about what they did themselves. */
async function isAway(context: Context, id: number, approver: string, who: string): Promise<boolean> {
  if (context.editorId === id || approver === who) return false;
  const editor = context.db.selectFrom("editors").select("id").where("id", "=", id).where("disabled_at", "is", null);
  return (await editor.executeTakeFirst()) !== undefined;
}

type Held = { id: number; approver: string; approverId: number | null };

/** Locks the open issues that an event is about, and so waits for an approval that is being given at this moment. */
async function holdIssues(context: Context, { kind, subject }: DomainEvent): Promise<Held[]> {
  const open = context.db
    .updateTable("issues")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("status", "in", statusesBefore("edit"));
  const those = {
    issue: () => open.where("id", "=", subject),
    segment: () => open.where("segment_id", "=", subject),
    article: () =>
      open.where("id", "in", (eb) =>
        eb.selectFrom("issue_articles").select("issue_id").where("article_id", "=", subject),
      ),
  }[eventKinds[kind as keyof typeof ways]]();
  const held = await those.returning(["id", "approved_by", "approved_by_id"]).execute();
  return held.map((row) => ({ id: row.id, approver: row.approved_by ?? "somebody", approverId: row.approved_by_id }));
}

async function nameOf(context: Context, { kind, subject }: DomainEvent): Promise<string> {
  if (kind === "issue-saved") return "the issue";
  if (kind !== "segment-saved") return `its article “${await headlineOf(context, subject)}”`;
  const segment = await context.db.selectFrom("segments").select("name").where("id", "=", subject).executeTakeFirst();
  return `its segment “${segment?.name ?? ""}”`;
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
 * True when the issue or an article in it was changed after the approval, even if no follower has revoked that yet. Call it
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
          eb("kind", "=", "segment-saved"),
          eb("subject", "in", eb.selectFrom("issues").select("segment_id").where("id", "=", issueId)),
        ]),
        eb.and([
          eb("kind", "in", takesApprovalsBack),
          eb("kind", "not in", ["issue-saved", "segment-saved"]),
          eb("subject", "in", eb.selectFrom("issue_articles").select("article_id").where("issue_id", "=", issueId)),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return saved !== undefined;
}
