import type { Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { fieldMoment, formatMoment } from "#app/models/dates.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import {
  scheduledIssues,
  waitingIssues,
  waitingOfLists,
  type ApprovedIssue,
} from "#app/models/sending/approvedIssues.server.ts";
import type { SlotRunsTable } from "#db/schema/issues.ts";
import { formatMinutes, type Due } from "./messages.server.ts";
import { dueSlots, isTooLate } from "./runs.server.ts";
import { activeSlots, describeSlot, nextOccurrences, type Slot } from "./slots.server.ts";

/** A slot for the desk and the script, times formatted. */
export type SlotLine = {
  id: number;
  words: string;
  /** How late it may still send, like `6 hours`. */
  grace: string;
  next: string;
  nextAt: number;
  /** True when its time has come and no sender has run it yet. */
  isDue: boolean;
  /** The issue that would be sent then. */
  issue: Pick<ApprovedIssue, "number" | "subject" | "approvedBy"> | null;
};

/** Lists the slots with their next issue, ordered by time. */
export async function slotLines(context: Context): Promise<SlotLine[]> {
  const taken = new Map<number, ApprovedIssue[]>();
  const lines: SlotLine[] = [];
  for (const { slot, at } of await comingTimes(context, await activeSlots(context))) {
    if (lines.some((line) => line.id === slot.id)) continue;
    const waiting = taken.get(slot.list.id) ?? (await waitingIssues(context, slot.list.id));
    const [issue, ...rest] = waiting;
    taken.set(slot.list.id, rest);
    lines.push({
      id: slot.id,
      words: describeSlot(slot),
      grace: formatMinutes(slot.graceMinutes),
      next: formatMoment(at, slot.timeZone),
      nextAt: at,
      isDue: at <= context.clock(),
      issue: issue ? { number: issue.number, subject: issue.subject, approvedBy: issue.approvedBy } : null,
    });
  }
  return lines;
}

/** Lists the next times of some slots in order: those that are due, then the next of each. */
async function comingTimes(context: Context, slots: Slot[], count = 1): Promise<Due[]> {
  const now = context.clock();
  const due = (await dueSlots(context, slots)).filter((one) => !isTooLate(one, now));
  return slots
    .flatMap((slot) => nextOccurrences(slot, now, count).map((at) => ({ slot, at })))
    .concat(due)
    .sort((one, other) => one.at - other.at || one.slot.id - other.slot.id);
}

/** An issue with a scheduled time of its own. */
export type ScheduledLine = { number: number; subject: string; at: string; by: string };

export async function scheduledLines(context: Context): Promise<ScheduledLine[]> {
  const timeZone = await timeZoneOf(context);
  const issues = await scheduledIssues(context);
  return issues.map(({ number, subject, sendAt, approvedBy }) => ({
    number,
    subject,
    at: formatMoment(sendAt!, timeZone),
    by: approvedBy,
  }));
}

/** The result of one slot time. */
export type RunLine = {
  slot: number;
  at: string;
  status: SlotRunsTable["status"];
  number: number | null;
  detail: string;
};

/** Lists the last slot times, newest first, also of ended slots. */
export async function lastRuns(context: Context, limit = 12): Promise<RunLine[]> {
  const rows = await context.db
    .selectFrom("slot_runs")
    .innerJoin("slots", "slots.id", "slot_runs.slot_id")
    .leftJoin("issues", "issues.id", "slot_runs.issue_id")
    .select(["slot_id", "slot_at", "time_zone", "slot_runs.status", "number", "detail"])
    .orderBy("slot_at", "desc")
    .orderBy("slot_id", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    slot: row.slot_id,
    at: formatMoment(row.slot_at, row.time_zone),
    status: row.status,
    number: row.number,
    detail: row.detail,
  }));
}

/** How an unsent issue will be sent by itself; for a draft, how it would be once approved. */
export type IssueDeparture = {
  approvedBy: string | null;
  /** A sentence about what will happen; for a draft, once it is approved. */
  words: string;
  /** The formatted slot time; null when its list has no slot. */
  slot: string | null;
  /** Its own scheduled time, as the field's value. */
  sendAt: string | null;
  timeZone: string;
};

export async function departureOf(context: Context, issue: Issue): Promise<IssueDeparture> {
  const timeZone = await timeZoneOf(context);
  const { slot, before } = await slotFor(context, issue);
  const { approvedBy, sendAt } = issue;
  return {
    approvedBy,
    slot,
    words: wordWay(issue, timeZone, slot, before),
    sendAt: sendAt === null ? null : fieldMoment(sendAt, timeZone),
    timeZone,
  };
}

/** Returns when an unsent issue goes out by itself, or would once approved; `before`: approved issues that go first. */
export async function departureTime(context: Context, issue: Issue) {
  const { coming, before } = await comingSlot(context, issue);
  const timeZone = coming?.slot.timeZone ?? (await timeZoneOf(context));
  if (issue.sendAt !== null) return { at: issue.sendAt, before: 0, timeZone };
  return { at: coming?.at ?? null, before, timeZone };
}

/** The formatted slot time of an issue, and the number of approved issues before it. */
async function slotFor(context: Context, issue: Issue): Promise<{ slot: string | null; before: number }> {
  const { coming, before } = await comingSlot(context, issue);
  if (!coming) return { slot: null, before };
  const words = formatMoment(coming.at, coming.slot.timeZone);
  return { slot: coming.at <= context.clock() ? `${words}, as soon as a sender runs` : words, before };
}

type Waiting = Pick<Issue, "id" | "sendAt"> & { list: { id: number } };

async function comingSlot(context: Context, { id, list, sendAt }: Waiting) {
  const slots = (await activeSlots(context)).filter((slot) => slot.list.id === list.id);
  const waiting = await waitingIssues(context, list.id);
  const place = waiting.findIndex((one) => one.id === id);
  const before = place < 0 || sendAt !== null ? waiting.length : place;
  return { coming: (await comingTimes(context, slots, before + 1))[before], before };
}

/** A coming time of a list's slots, in the slot's zone. `isDue`: it has come, and no sender has run it yet. */
type ComingTime = { at: number; timeZone: string; isDue: boolean };

/** The coming times of lists and the issues that take them. `taking`: ids in their order, from the first time on. */
export type ComingOfList = { times: ComingTime[]; taking: number[] };

/** Returns that of every list, by its id, in three queries: a time for each approved issue, and one more. */
export async function comingOfLists(context: Context): Promise<Map<number, ComingOfList>> {
  const [slots, waiting] = [await activeSlots(context), await waitingOfLists(context)];
  const most = Math.max(0, ...[...waiting.values()].map((ids) => ids.length));
  const times = await comingTimes(context, slots, most + 1);
  const coming = new Map<number, ComingOfList>();
  for (const { slot, at } of times) {
    const of = coming.get(slot.list.id) ?? { times: [], taking: waiting.get(slot.list.id) ?? [] };
    coming.set(slot.list.id, of);
    if (of.times.length <= of.taking.length)
      of.times.push({ at, timeZone: slot.timeZone, isDue: at <= context.clock() });
  }
  return coming;
}

function wordWay({ status, list, sendAt }: Issue, timeZone: string, slot: string | null, before: number): string {
  if (sendAt !== null) return `It goes out by itself on ${formatMoment(sendAt, timeZone)} (${timeZone}).`;
  const first =
    before > 0 ? ` ${before === 1 ? "Another approved issue goes" : `${before} approved issues go`} first.` : "";
  const verb = status === "ready" ? "It goes out" : "Once approved, it goes out";
  if (slot) return `${verb} by itself with the weekly slot on ${slot}.${first}`;
  return status === "ready"
    ? `“${list.name}” has no weekly slot, so it waits for somebody to send it by hand.`
    : `“${list.name}” has no weekly slot: once approved, somebody sends it by hand, or it goes at a time of its own.`;
}
