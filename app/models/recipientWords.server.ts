import type { Audience } from "./recipients.server.ts";

/** Why some of a list's active readers do not get an issue, each with how many; nothing when all do. */
export function leftOut({ suppressed, paused, monthly, otherTopics }: Audience): string[] {
  const reasons: [number, string][] = [
    [paused, paused === 1 ? "has paused" : "have paused"],
    [monthly, monthly === 1 ? "gets the monthly digest instead" : "get the monthly digest instead"],
    [otherTopics, "chose other topics"],
    [suppressed, suppressed === 1 ? "is suppressed" : "are suppressed"],
  ];
  return reasons.filter(([count]) => count > 0).map(([count, words]) => `${count.toLocaleString("en")} ${words}`);
}
