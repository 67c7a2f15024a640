import { hash } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import type { Found } from "./check.server.ts";

/** A finding that somebody has dismissed. */
export type Dismissal = { who: string; why: string; at: number };

/** Returns what a dismissal of a finding holds for: it changes with all that the finding is about. An item may move. */
export function subjectOf(check: string, { at, why, about }: Found): string {
  const id = at.kind === "item" ? 0 : (at.id ?? 0);
  return hash("sha256", JSON.stringify([check, at.kind, id, about ?? "", why])).slice(0, 32);
}

/** Returns the dismissed findings of an issue by check and subject, with a space between. */
export async function dismissalsOf({ db }: Context, issueId: number): Promise<Map<string, Dismissal>> {
  const rows = await db.selectFrom("preflight_overrides").selectAll().where("issue_id", "=", issueId).execute();
  return new Map(rows.map(({ check_name, subject, who, why, at }) => [`${check_name} ${subject}`, { who, why, at }]));
}

type Dismissed = { issueId: number; number: number; check: string; subject: string };

/** Writes down that somebody dismisses a finding. @param why in their words */
export async function keepDismissal(
  context: Context,
  { issueId, number, check, subject }: Dismissed,
  actor: string,
  why: string,
) {
  const kept = { who: actor, why, at: context.clock() };
  await inTransaction(context, async (context) => {
    await context.db
      .insertInto("preflight_overrides")
      .values({ issue_id: issueId, check_name: check, subject, ...kept })
      .onConflict((conflict) => conflict.columns(["issue_id", "check_name", "subject"]).doUpdateSet(kept))
      .execute();
    await logAction(context, actor, "finding-dismissed", `issue ${number}: ${check}: ${why}`);
  });
}

/** Brings a dismissed finding back. */
export async function endDismissal(context: Context, { issueId, number, check, subject }: Dismissed, actor: string) {
  await inTransaction(context, async (context) => {
    const ended = await context.db
      .deleteFrom("preflight_overrides")
      .where("issue_id", "=", issueId)
      .where("check_name", "=", check)
      .where("subject", "=", subject)
      .returning("subject")
      .executeTakeFirst();
    if (ended) await logAction(context, actor, "finding-brought-back", `issue ${number}: ${check}`);
  });
}
