import { inTransaction, type Context } from "#app/context.server.ts";
import { deskIssuePath, slotPath } from "#app/models/deskPaths.ts";
import { minute, day } from "#app/models/durations.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { addNotice, resolveNotices } from "#app/models/notices.server.ts";
import { isStillToGo, waitingIssues, type ApprovedIssue } from "#app/models/sending/approvedIssues.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import type { SlotRunsTable } from "#db/schema/issues.ts";
import { clockWentBack, nothingCame, nothingYet, onHold, tooLate, type Due } from "./messages.server.ts";
import { runScheduled } from "./oneTime.server.ts";
import { activeSlots, latestOccurrence, nextOccurrences, type Slot } from "./slots.server.ts";

/** Milliseconds before a slot when editors are reminded that nothing is approved for it. */
const remindBefore = day;

/**
 * Sends what is due: the next approved issue of each slot, and issues with a scheduled time. Every sender process calls
 * this each second. A slot sends at most once for each of its times, and only for its newest time. This holds after
 * restarts, clock jumps and with several processes. An unclaimed database does nothing by itself.
 */
export async function runSlots(context: Context): Promise<void> {
  if (await databaseFault(context)) return;
  const slots = await activeSlots(context);
  const due = await dueSlots(context, slots);
  for (const slot of slots) {
    const now = due.find((one) => one.slot === slot);
    await apart(context, `slot ${slot.id}`, () => (now ? runSlot(context, now) : remind(context, slot)));
  }
  await apart(context, "issues at a time of their own", () => runScheduled(context));
}

/** An error of one slot must not stop the others. */
async function apart(context: Context, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.log.error({ error }, `${what}: this went wrong; trying again`);
  }
}

/** Returns the slots whose newest time has come and has no run yet. */
export async function dueSlots(context: Context, slots: Slot[]): Promise<Due[]> {
  const newest = slots.map((slot) => ({ slot, at: latestOccurrence(slot, context.clock()) }));
  const come = newest.filter(({ slot, at }) => at >= slot.createdAt);
  if (come.length === 0) return [];
  const times = come.map(({ at }) => at);
  const runs = await context.db
    .selectFrom("slot_runs")
    .select(["slot_id", "slot_at"])
    .where("slot_at", "in", times)
    .execute();
  return come.filter(({ slot, at }) => !runs.some((run) => run.slot_id === slot.id && run.slot_at === at));
}

async function runSlot(context: Context, due: Due): Promise<void> {
  const [issue] = await waitingIssues(context, due.slot.list.id);
  if (!issue) return close(context, due, "empty", nothingCame(due, context.clock()));
  if (await hasSentLater(context, due)) return close(context, due, "missed", clockWentBack(due, issue.number), issue);
  if (isTooLate(due, context.clock()))
    return close(context, due, "missed", tooLate(due, issue.number, context.clock()), issue);
  try {
    const actor = `the weekly slot (approved by ${issue.approvedBy})`;
    const sent = await sendIssue(context, issue.number, actor, undefined, (context) => claim(context, due, issue));
    if ("error" in sent && sent.error === "faults")
      await close(
        context,
        due,
        "held",
        onHold(due, issue.number, wordIssueFault(sent.faults[0]!), context.clock()),
        issue,
      );
    // Any other refusal is a change of this moment: the next call sees its result.
  } catch (error) {
    if (!(error instanceof SomebodyWasQuicker)) throw error;
  }
}

/** True after the grace time of a slot. */
export function isTooLate({ slot, at }: Due, now: number): boolean {
  return now - at > slot.graceMinutes * minute;
}

/** Thrown inside the sending transaction, so that nothing of it stays. */
class SomebodyWasQuicker extends Error {}

async function claim(context: Context, due: Due, issue: ApprovedIssue): Promise<void> {
  const first = await record(context, due, "sent", `Issue ${issue.number} went out.`, issue);
  if (!first || !(await isStillToGo(context, issue))) throw new SomebodyWasQuicker();
  await resolveNotices(context, "slot-reminder", slotPath(due.slot), "the weekly slot");
}

type Status = SlotRunsTable["status"];

async function close(context: Context, due: Due, status: Exclude<Status, "sent">, text: string, issue?: ApprovedIssue) {
  await inTransaction(context, async (context) => {
    if (!(await record(context, due, status, text, issue))) return;
    await resolveNotices(context, "slot-reminder", slotPath(due.slot), "the weekly slot");
    const link = issue ? deskIssuePath(issue.number) : slotPath(due.slot);
    await addNotice(context, { kind: `slot-${status}`, text, link });
  });
}

/** Inserts the row of a slot time. @returns false when there is one already */
async function record(context: Context, due: Due, status: Status, detail: string, issue?: ApprovedIssue) {
  const row = await context.db
    .insertInto("slot_runs")
    .values({
      slot_id: due.slot.id,
      slot_at: due.at,
      status,
      issue_id: issue?.id ?? null,
      detail,
      at: context.clock(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("slot_id")
    .executeTakeFirst();
  return row !== undefined;
}

/** True when the clock went back before a time that has been sent: an earlier time would send once too often. */
async function hasSentLater(context: Context, { slot, at }: Due): Promise<boolean> {
  const later = await context.db
    .selectFrom("slot_runs")
    .select("slot_id")
    .where("slot_id", "=", slot.id)
    .where("status", "=", "sent")
    .where("slot_at", ">", at)
    .executeTakeFirst();
  return later !== undefined;
}

/** Once for each slot time, with any number of processes. */
async function remind(context: Context, slot: Slot): Promise<void> {
  const [at] = nextOccurrences(slot, context.clock()) as [number];
  if (at - context.clock() > remindBefore || (slot.remindedAt ?? 0) >= at) return;
  if ((await waitingIssues(context, slot.list.id)).length > 0) return;
  await inTransaction(context, async (context) => {
    const first = await context.db
      .updateTable("slots")
      .set({ reminded_at: at })
      .where("id", "=", slot.id)
      .where((eb) => eb.or([eb("reminded_at", "is", null), eb("reminded_at", "<", at)]))
      .returning("id")
      .executeTakeFirst();
    if (!first) return;
    await addNotice(context, { kind: "slot-reminder", text: nothingYet({ slot, at }), link: slotPath(slot) });
  });
}
