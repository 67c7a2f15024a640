import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { inTransaction } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf } from "#app/models/fields.server.ts";

/** When issues that come back suppress: so many in a row, over so many days. */
export type HearingRules = { softIssues: number; softDays: number };

const within = (least: number, most: number, what: string) =>
  z.coerce.number(what).int(what).min(least, what).max(most, what);

/** Limits with room for what providers ask for: Microsoft wants an end after several failures, the CSA after three. */
export const hearingRulesSchema = z.object({
  softIssues: within(2, 20, "A whole number from 2 to 20."),
  softDays: within(0, 180, "A whole number of days from 0 to 180."),
});

export async function hearingRules({ db }: Context): Promise<HearingRules> {
  const { soft_issues, soft_days } = await db
    .selectFrom("hearing_rules")
    .select(["soft_issues", "soft_days"])
    .executeTakeFirstOrThrow();
  return { softIssues: soft_issues, softDays: soft_days };
}

/** Saves the rules, which the activity log tells. @param actor an editor's name */
export async function saveHearingRules(context: Context, rules: HearingRules, actor: string): Promise<void> {
  const { softIssues, softDays } = rules;
  await inTransaction(context, async (context) => {
    await context.db.updateTable("hearing_rules").set({ soft_issues: softIssues, soft_days: softDays }).execute();
    const detail = `suppressed after ${countOf(softIssues, "issue")} in a row over ${countOf(softDays, "day")}`;
    await logAction(context, actor, "settings-saved", `bounces: ${detail}`);
  });
}
