import { formatTime } from "#app/models/dates.server.ts";
import { minute } from "#app/models/durations.ts";
import type { Wait } from "#app/models/instance/senderProcesses.server.ts";
import { perSecond, type RateLimit } from "#app/models/pacing/limits.server.ts";
import { nameOf } from "#app/models/pacing/settingsText.server.ts";
import { formatRate, statusOf } from "#app/models/pacing/status.server.ts";

/** The most destinations in a sentence. */
const most = 3;

/**
 * Describes in one sentence what an issue waits for, and until when; the text is stable during the wait. Empty between
 * two
 * messages of a slow rate.
 * @param paces from `listRateLimits`
 */
export function describeWait({ until, destinations }: Wait, paces: RateLimit[], now: number, timeZone: string): string {
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

function isHeld(pace: RateLimit | undefined, now: number): boolean {
  return pace !== undefined && statusOf(pace, now).state === "held";
}

function wordReason(pace: RateLimit | undefined, now: number, timeZone: string): string {
  if (!pace) return "";
  const standing = statusOf(pace, now);
  if (standing.state === "held")
    return `: the receiving side asked for patience at ${atTime(standing.since, now, timeZone)}`;
  if (standing.state === "capped") return `: what may leave in ${standing.by === "day" ? "a day" : "an hour"} has left`;
  const rate = perSecond(pace);
  return rate === null ? "" : `: at most ${formatRate(rate)}`;
}

/** A briefing without a chosen zone, and scripts, name the zone of times. */
function atTime(at: number, now: number, timeZone: string): string {
  return `${formatTime(at, now, timeZone)}${timeZone === "UTC" ? " UTC" : ""}`;
}
