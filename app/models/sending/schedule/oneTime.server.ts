import { inTransaction, type Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { addNotice } from "#app/models/notices.server.ts";
import { isStillToGo, scheduledIssues, type ApprovedIssue } from "#app/models/sending/approvedIssues.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { usualGrace } from "./slots.server.ts";

/** Sends the issues whose scheduled time has come; one that cannot be sent is held, with a notice. */
export async function runScheduled(context: Context): Promise<void> {
  for (const issue of await scheduledIssues(context, context.clock())) await runOne(context, issue);
}

async function runOne(context: Context, issue: ApprovedIssue): Promise<void> {
  if (context.clock() - issue.sendAt! > usualGrace)
    return hold(context, issue, "No sender ran then, nor in the 6 hours after it.");
  try {
    const actor = `the schedule (set by ${issue.approvedBy})`;
    const sent = await sendIssue(context, issue.number, actor, undefined, (context) => check(context, issue));
    if ("error" in sent && sent.error === "faults") await hold(context, issue, wordIssueFault(sent.faults[0]!));
  } catch (error) {
    if (!(error instanceof NotAnyMore)) throw error;
  }
}

/** Thrown inside the sending transaction, so that nothing of it stays. */
class NotAnyMore extends Error {}

async function check(context: Context, issue: ApprovedIssue): Promise<void> {
  if (!(await isStillToGo(context, issue))) throw new NotAnyMore();
}

async function hold(context: Context, issue: ApprovedIssue, why: string): Promise<void> {
  const at = formatMoment(issue.sendAt!, await timeZoneOf(context));
  await inTransaction(context, async (context) => {
    if (!(await isStillToGo(context, issue))) return;
    await context.db.updateTable("issues").set({ send_at: null }).where("id", "=", issue.id).execute();
    const text = `Issue ${issue.number} did not go out on ${at}, as it was to. ${why} It stays approved: send it by hand, give it another time, or leave it to the next slot of its list.`;
    await addNotice(context, { kind: "slot-held", text, link: deskIssuePath(issue.number) });
  });
}
