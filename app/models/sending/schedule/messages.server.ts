import { formatMoment } from "#app/models/dates.server.ts";
import { nextOccurrences, type Slot } from "./slots.server.ts";

/** One time of a slot. */
export type Due = { slot: Slot; at: number };

export function nothingYet(due: Due): string {
  return `No issue is approved yet for the slot of ${timeOf(due)}, to “${due.slot.list.name}”.`;
}

export function nothingCame(due: Due, now: number): string {
  return `Nothing went out in the slot of ${timeOf(due)}: no issue for “${due.slot.list.name}” was approved. The next one is ${nextOf(due, now)}.`;
}

export function onHold(due: Due, number: number, fault: string, now: number): string {
  return `Issue ${number} did not go out in the slot of ${timeOf(due)}. ${fault} ${whatNow(due, now)}`;
}

export function tooLate(due: Due, number: number, now: number): string {
  return `No sender ran at ${timeOf(due)}, nor in the ${formatMinutes(due.slot.graceMinutes)} after it, so issue ${number} was held back. ${whatNow(due, now)}`;
}

export function clockWentBack(due: Due, number: number): string {
  return `A clock went back: the slot of ${timeOf(due)} came up after a later one had sent, so issue ${number} was held back. Check the clocks of your machines; the issue stays approved.`;
}

function whatNow(due: Due, now: number): string {
  return `It stays approved: send it by hand, or it goes in the next slot, ${nextOf(due, now)}.`;
}

function timeOf({ slot, at }: Due): string {
  return formatMoment(at, slot.timeZone);
}

function nextOf({ slot }: Due, now: number): string {
  return formatMoment(nextOccurrences(slot, now)[0]!, slot.timeZone);
}

/** @returns like `6 hours`, `90 minutes` */
export function formatMinutes(minutes: number): string {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
