import { wordTime } from "./moments.server.ts";
import { perSecond, type Pace } from "./paces.server.ts";
import { nameOf } from "./paceWords.server.ts";
import type { Wait } from "./processes.server.ts";
import { standingOf, wordRate } from "./standings.server.ts";

/** How many destinations a sentence names. */
const most = 3;
const minute = 60_000;

/**
 * What an issue waits for, and until when, in one sentence; it stays the same while the wait does. Empty for the moments
 * between two messages of a slow pace.
 * @param paces as `listPaces` gives them
 */
export function wordWait({ until, destinations }: Wait, paces: Pace[], now: number, timeZone: string): string {
  const reasons = destinations.map((destination) => {
    const pace = paces.find((one) => one.destination === destination);
    return { isHeld: isHeld(pace, now), words: `${nameOf(destination)}${wordReason(pace, now, timeZone)}` };
  });
  const isShort = until === null || until - now < minute;
  if (isShort && !reasons.some(({ isHeld }) => isHeld)) return "";
  const named = reasons.slice(0, most).map(({ words }) => words);
  if (reasons.length > most) named.push(`and ${reasons.length - most} more`);
  const span = isShort ? "Waiting a moment" : `Waiting until ${atTime(until, now, timeZone)}`;
  return `${span}. ${named.join("; ")}.`;
}

function isHeld(pace: Pace | undefined, now: number): boolean {
  return pace !== undefined && standingOf(pace, now).state === "held";
}

function wordReason(pace: Pace | undefined, now: number, timeZone: string): string {
  if (!pace) return "";
  const standing = standingOf(pace, now);
  if (standing.state === "held")
    return `: the receiving side asked for patience at ${atTime(standing.since, now, timeZone)}`;
  if (standing.state === "capped") return `: what may leave in ${standing.by === "day" ? "a day" : "an hour"} has left`;
  const rate = perSecond(pace);
  return rate === null ? "" : `: at most ${wordRate(rate)}`;
}

/** Times of a briefing whose zone nobody chose, and of scripts, name theirs. */
function atTime(at: number, now: number, timeZone: string): string {
  return `${wordTime(at, now, timeZone)}${timeZone === "UTC" ? " UTC" : ""}`;
}
