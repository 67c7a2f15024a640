import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { listEditors } from "#app/models/desk/editors.server.ts";
import { moves, statusesBefore } from "#app/models/issues/states.ts";
import { noteStep } from "#app/models/issues/steps.server.ts";
import { tellEditor } from "#app/models/notices.server.ts";
import { mayActAs } from "#app/models/roles.ts";

export type Reviewer = { id: number; name: string };

/** Lists the accounts that may be asked for a review: those that may approve. */
export async function reviewers(context: Context): Promise<Reviewer[]> {
  const those = (await listEditors(context)).filter(
    ({ role, disabledAt }) => disabledAt === null && mayActAs(role, moves.approve.role),
  );
  return those.map(({ id, name }) => ({ id, name }));
}

export type ReviewAsked = { asked: Reviewer } | { error: "not-found" | "not-open" | "no-reviewer" };

/**
 * Puts a draft in review, and mails the reviewer. Asking once more asks somebody else.
 * @param actor who asks
 * @param of the account of the reviewer
 */
export async function askReview(context: Context, number: number, actor: string, of: number): Promise<ReviewAsked> {
  const reviewer = (await reviewers(context)).find(({ id }) => id === of);
  if (!reviewer) return { error: "no-reviewer" };
  return inTransaction(context, async (context): Promise<ReviewAsked> => {
    const asked = await context.db
      .updateTable("issues")
      .set({ review_at: context.clock(), review_by: actor, review_of: of })
      .where("number", "=", number)
      .where("status", "in", statusesBefore("ask-review"))
      .returning(["id", "subject"])
      .executeTakeFirst();
    if (!asked) return { error: (await isThere(context, number)) ? "not-open" : "not-found" };
    await noteStep(context, asked.id, { step: "ask-review", by: actor, detail: reviewer.name });
    await logAction(context, actor, "review-asked", `issue ${number} of editor ${of}`);
    const named = asked.subject ? `issue ${number}, “${asked.subject}”` : `issue ${number}`;
    const text = `${actor} asks you to review ${named}. Read it, then approve it or say what is missing.`;
    if (of !== context.editorId)
      await tellEditor(context, of, { kind: "review-asked", text, link: deskIssuePath(number) });
    return { asked: reviewer };
  });
}

/** Ends a review without an approval. @returns false when the issue was not in review */
export async function endReview(context: Context, number: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const ended = await context.db
      .updateTable("issues")
      .set(noReview)
      .where("number", "=", number)
      .where("status", "in", statusesBefore("end-review"))
      .where("review_at", "is not", null)
      .returning("id")
      .executeTakeFirst();
    if (!ended) return false;
    await noteStep(context, ended.id, { step: "end-review", by: actor });
    await logAction(context, actor, "review-ended", `issue ${number}`);
    return true;
  });
}

/** The columns of an issue that is not in review. */
export const noReview = { review_at: null, review_by: null, review_of: null };

async function isThere(context: Context, number: number): Promise<boolean> {
  return (await context.db.selectFrom("issues").select("id").where("number", "=", number).executeTakeFirst()) != null;
}
