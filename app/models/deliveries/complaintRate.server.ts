import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countEach } from "./deliveries.server.ts";
import { complaintLimits } from "./returnLimits.ts";
import { returnsOfEditions } from "./returns.server.ts";
import { day } from "#app/models/durations.ts";

/** Days over whose editions complaints are judged (P-01), and milliseconds for which an operator allows them. */
const rollingDays = 30;
const allowedFor = 7 * day;

/** Complaints about the editions of the last 30 days, and what was handed over of them. */
type ComplaintRate = { complaints: number; accepted: number };

async function complaintRate(context: Context): Promise<ComplaintRate> {
  const rows = await context.db
    .selectFrom("editions")
    .select("id")
    .where("frozen_at", ">", context.clock() - rollingDays * day)
    .execute();
  const ids = rows.map(({ id }) => id);
  const returns = await returnsOfEditions(context, ids);
  const complaints = [...returns.values()].reduce((sum, { complaint }) => sum + complaint, 0);
  // Below the least there is nothing to judge, and nothing more is counted.
  if (complaints < complaintLimits.warn.least) return { complaints, accepted: 0 };
  const uncounted = ids.filter((id) => (returns.get(id)?.accepted ?? 0) === 0);
  const ledger = await countEach(context, uncounted);
  const accepted = ids.map((id) => returns.get(id)?.accepted || (ledger.get(id)?.accepted ?? 0));
  return { complaints, accepted: accepted.reduce((sum, one) => sum + one, 0) };
}

/**
 * Tells that nothing more should go out, because too many readers complain (P-01). An operator may allow it for a week.
 * @returns what is too much; null when nothing is
 */
export async function tooManyComplaints(context: Context): Promise<ComplaintRate | null> {
  const { complaints, accepted } = await complaintRate(context);
  const { least, share } = complaintLimits.stop;
  if (complaints < least || accepted === 0 || complaints / accepted < share) return null;
  return (await complaintsAllowedUntil(context)) > context.clock() ? null : { complaints, accepted };
}

/** @returns milliseconds; 0 when nobody has allowed it */
export async function complaintsAllowedUntil({ db }: Context): Promise<number> {
  const row = await db.selectFrom("hearing_rules").select("complaints_allowed_until as until").executeTakeFirst();
  return row?.until ?? 0;
}

/** Lets issues go out for a week in spite of complaints, which the activity log tells. @param why in the operator's words */
export async function allowComplaints(context: Context, actor: string, why: string): Promise<void> {
  await inTransaction(context, async (context) => {
    const until = context.clock() + allowedFor;
    await context.db.updateTable("hearing_rules").set({ complaints_allowed_until: until }).execute();
    const { complaints, accepted } = await complaintRate(context);
    await logAction(context, actor, "complaints-allowed", `${complaints} of ${accepted}, for a week: ${why}`);
  });
}
