import { formatMoment, readMoment } from "#app/models/dates.server.ts";
import { minute } from "#app/models/durations.ts";

/** True for a day and a time like `2026-11-30T07:00`, and for none. */
export function isEmbargo(text: string): boolean {
  return text === "" || "at" in readMoment(text, "UTC");
}

/** Returns when an embargo ends, in milliseconds; null for none. @param timeZone the briefing's */
export function embargoEnd(embargo: string, timeZone: string): number | null {
  // Where the clocks go forward over its time, it ends with the first minute that there is.
  for (let late = 0; late <= 120; late += 1) {
    const read = readMoment(minutesAfter(embargo, late), timeZone);
    if ("at" in read) return read.at;
    if (read.error !== "skipped") return null;
  }
  return null;
}

/** Returns the end of an embargo in words where that is after a time; null where it is over then. */
export function embargoAfter(embargo: string, at: number, timeZone: string): string | null {
  const end = embargoEnd(embargo, timeZone);
  return end !== null && end > at ? formatMoment(end, timeZone) : null;
}

function minutesAfter(embargo: string, minutes: number): string {
  const at = Date.parse(`${embargo}Z`);
  return Number.isNaN(at) ? "" : new Date(at + minutes * minute).toISOString().slice(0, 16);
}
