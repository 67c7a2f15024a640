import { DateTime } from "luxon";
import { z } from "zod";
import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { briefingSchema } from "#app/models/briefing.server.ts";
import { firstOf } from "#app/models/dates.server.ts";
import { minute, hour } from "#app/models/durations.ts";
import { rowId } from "#app/models/fields.server.ts";
import { listById, type List } from "#app/models/readers/lists.server.ts";

/** A weekday and a time at which the next approved issue of a list is sent. */
export type Slot = {
  id: number;
  list: List;
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
  /** Of the day, in `timeZone`. */
  minute: number;
  timeZone: string;
  /** The longest delay of a send. */
  graceMinutes: number;
  createdAt: number;
  /** The slot time of the last reminder to the editors. */
  remindedAt: number | null;
};

type Rule = Pick<Slot, "weekday" | "minute" | "timeZone">;

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** Milliseconds: the longest delay of an unattended send, unless its slot has its own. */
export const usualGrace = 6 * hour;

/**
 * Returns the times of a slot around another time, in order: of its week, two weeks before and `weeks` after it. Where
 * the clocks skip its time, it is later by the skipped time (02:30 at 03:30). Where its time comes twice, the first one
 * counts.
 */
function occurrencesAround(slot: Rule, at: number, weeks = 2): number[] {
  const week = DateTime.fromMillis(at, { zone: slot.timeZone }).startOf("week");
  const moments = Array.from({ length: weeks + 3 }, (_, i) => {
    const day = week.plus({ weeks: i - 2, days: slot.weekday - 1 });
    const time = { hour: Math.floor(slot.minute / 60), minute: slot.minute % 60 };
    return firstOf(day.set(time)).toMillis();
  });
  return moments;
}

/** Returns the newest time of a slot that is not after `at`. */
export function latestOccurrence(slot: Rule, at: number): number {
  return occurrencesAround(slot, at).findLast((moment) => moment <= at)!;
}

/** Returns the next times of a slot after `at`. */
export function nextOccurrences(slot: Rule, at: number, count = 1): number[] {
  return occurrencesAround(slot, at, count + 1)
    .filter((moment) => moment > at)
    .slice(0, count);
}

/** @returns like `Every Monday at 07:00, Europe/Amsterdam, to “Weekly”` */
export function describeSlot(slot: Slot): string {
  return `Every ${weekdays[slot.weekday - 1]} at ${clockTime(slot.minute)}, ${slot.timeZone}, to “${slot.list.name}”`;
}

function clockTime(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** ISO 8601 has two names for midnight, of which only 00:00 has an unambiguous day. */
const midnight = "24:00 is 00:00 of the day after: give that day and 00:00.";
const wrongDay = "Choose a weekday.";
const wrongGrace = "Between 1 minute and 3 days (4320 minutes).";

/** The input of the desk's form and the script; `time` becomes the minute of the day. */
export const slotSchema = z.object({
  listId: rowId("Choose a list."),
  weekday: z.coerce.number(wrongDay).int(wrongDay).min(1, wrongDay).max(7, wrongDay),
  time: z
    .string("Give a time, like 07:00.")
    .refine((text) => text !== "24:00", { error: midnight, abort: true })
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Give a time of 24 hours, like 07:00.")
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))),
  timeZone: briefingSchema.shape.timeZone,
  grace: z.coerce
    .number(wrongGrace)
    .int(wrongGrace)
    .min(1, wrongGrace)
    .max(4320, wrongGrace)
    .default(usualGrace / minute),
});

/** Creates a slot; its first time is the next one. */
export async function makeSlot(
  context: Context,
  input: z.infer<typeof slotSchema>,
  actor: string,
): Promise<{ slot: Slot } | { error: "list-gone" | "there-already" }> {
  const list = await listById(context, input.listId);
  if (!list) return { error: "list-gone" };
  const { weekday, time: minute, timeZone, grace: graceMinutes } = input;
  const rule = { weekday, minute, timeZone };
  const slots = await activeSlots(context);
  if (slots.some((slot) => slot.list.id === list.id && isSameTime(slot, rule))) return { error: "there-already" };
  const createdAt = context.clock();
  const { id } = await context.db
    .insertInto("slots")
    .values({
      list_id: list.id,
      weekday,
      minute,
      time_zone: timeZone,
      grace_minutes: graceMinutes,
      created_at: createdAt,
      created_by: actor,
      ended_at: null,
      reminded_at: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const slot = { id, list, ...rule, graceMinutes, createdAt, remindedAt: null };
  await logAction(context, actor, "slot-made", describeSlot(slot));
  return { slot };
}

function isSameTime(one: Rule, other: Rule): boolean {
  return one.weekday === other.weekday && one.minute === other.minute && one.timeZone === other.timeZone;
}

/** Ends a slot; its runs stay on record. @returns false when there is no such slot any more */
export async function endSlot(context: Context, id: number, actor: string): Promise<boolean> {
  const ended = await context.db
    .updateTable("slots")
    .set({ ended_at: context.clock() })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (ended) await logAction(context, actor, "slot-ended", `slot ${id}`);
  return ended !== undefined;
}

/**
 * Takes the end of a slot back. A time that came meanwhile stays without a send, because an issue would leave by this very
 * press.
 * @returns false when it is not ended, or another one has its time
 */
export async function reopenSlot(context: Context, id: number, actor: string): Promise<boolean> {
  const ended = await context.db
    .selectFrom("slots")
    .selectAll()
    .where("id", "=", id)
    .where("ended_at", "is not", null)
    .executeTakeFirst();
  if (!ended) return false;
  const rule = { weekday: ended.weekday, minute: ended.minute, timeZone: ended.time_zone };
  const others = await activeSlots(context);
  if (others.some((slot) => slot.list.id === ended.list_id && isSameTime(slot, rule))) return false;
  const hasPassed = latestOccurrence(rule, context.clock()) >= ended.ended_at!;
  const anew = hasPassed ? { created_at: context.clock() } : {};
  await context.db
    .updateTable("slots")
    .set({ ended_at: null, ...anew })
    .where("id", "=", id)
    .execute();
  await logAction(context, actor, "slot-reopened", `slot ${id}`);
  return true;
}

/** Lists the slots that have not been ended, oldest first. */
export async function activeSlots(context: Context): Promise<Slot[]> {
  const rows = await context.db
    .selectFrom("slots")
    .innerJoin("lists", "lists.id", "slots.list_id")
    .selectAll("slots")
    .select(["lists.slug", "lists.name"])
    .where("ended_at", "is", null)
    .orderBy("slots.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    list: { id: row.list_id, slug: row.slug, name: row.name },
    weekday: row.weekday,
    minute: row.minute,
    timeZone: row.time_zone,
    graceMinutes: row.grace_minutes,
    createdAt: row.created_at,
    remindedAt: row.reminded_at,
  }));
}
