import type { Context } from "#app/context.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatTime } from "#app/models/dates.server.ts";
import { everywhere, listRateLimits, type RateLimit } from "./limits.server.ts";
import { describeRules, nameOf, warmUpPlan } from "./settingsText.server.ts";
import { describeStatus, statusOf, useOf, type RateLimitStatus } from "./status.server.ts";

/** The rate limit of a destination as desk and script show it: its rules, their use, and its status. */
export type RateLimitLine = {
  destination: string;
  name: string;
  /** One formatted sentence each. */
  rules: string[];
  hour: WordedUse | null;
  day: WordedUse | null;
  /** The next days of the warm-up, today first; empty without a warm-up. */
  plan: { day: string; cap: number }[];
  state: RateLimitStatus["state"];
  /** The formatted status; empty when nothing holds the destination back. */
  standing: string;
  /** The server's "too fast" reply. */
  reply: string | null;
};

/** `until`: the formatted time when the window begins again. */
type WordedUse = { used: number; cap: number; until: string };

/** Lists every destination with a limit or a "too fast" reply; `*` comes first, with or without a limit. */
export async function rateLimitLines(context: Context): Promise<RateLimitLine[]> {
  const [now, timeZone] = [context.clock(), await timeZoneOf(context)];
  const lines = (await listRateLimits(context)).map((pace) => lineOf(pace, now, timeZone));
  const all = lines.find(({ destination }) => destination === everywhere);
  const others = lines.filter((line) => line !== all && (line.rules.length > 0 || line.state !== "free"));
  return [all ?? unlimited, ...others];
}

const unlimited: RateLimitLine = {
  destination: everywhere,
  name: nameOf(everywhere),
  rules: [],
  hour: null,
  day: null,
  plan: [],
  state: "free",
  standing: "",
  reply: null,
};

function lineOf(pace: RateLimit, now: number, timeZone: string): RateLimitLine {
  const standing = statusOf(pace, now);
  const use = useOf(pace, now);
  const worded = (one: typeof use.hour) => one && { ...one, until: formatTime(one.until, now, timeZone) };
  return {
    destination: pace.destination,
    name: nameOf(pace.destination),
    rules: describeRules(pace),
    hour: worded(use.hour),
    day: worded(use.day),
    plan: warmUpPlan(pace, now).map(({ at, cap }, i) => ({
      day: i === 0 ? "today" : formatTime(at, now, timeZone),
      cap,
    })),
    state: standing.state,
    standing: describeStatus(standing, now, timeZone),
    reply: pace.slow_step_at === null ? null : pace.slow_reply,
  };
}
