import type { Context } from "../context.server.ts";
import { timeZoneOf } from "./briefing.server.ts";
import { wordTime } from "./moments.server.ts";
import { everywhere, listPaces, type Pace } from "./paces.server.ts";
import { nameOf, warmUpPlan, wordRules } from "./paceWords.server.ts";
import { standingOf, useOf, wordStanding, type Standing } from "./standings.server.ts";

/** The pace of a destination as desk and script show it: its rules, what is used of them, and how it stands. */
export type PaceLine = {
  destination: string;
  name: string;
  /** In words, one each. */
  rules: string[];
  hour: WordedUse | null;
  day: WordedUse | null;
  /** The next days of the warm-up, today first; empty without one. */
  plan: { day: string; cap: number }[];
  state: Standing["state"];
  /** How it stands, in words; empty when nothing holds it back. */
  standing: string;
  /** What the server said when it asked for patience. */
  reply: string | null;
};

/** `until`: when it begins anew, in words. */
type WordedUse = { used: number; cap: number; until: string };

/** Everything that has a rule or asked for patience; all mail together first, whether it has one or not. */
export async function paceLines(context: Context): Promise<PaceLine[]> {
  const [now, timeZone] = [context.clock(), await timeZoneOf(context)];
  const lines = (await listPaces(context)).map((pace) => lineOf(pace, now, timeZone));
  const all = lines.find(({ destination }) => destination === everywhere);
  const others = lines.filter((line) => line !== all && (line.rules.length > 0 || line.state !== "free"));
  return [all ?? unlimited, ...others];
}

const unlimited: PaceLine = {
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

function lineOf(pace: Pace, now: number, timeZone: string): PaceLine {
  const standing = standingOf(pace, now);
  const use = useOf(pace, now);
  const worded = (one: typeof use.hour) => one && { ...one, until: wordTime(one.until, now, timeZone) };
  return {
    destination: pace.destination,
    name: nameOf(pace.destination),
    rules: wordRules(pace),
    hour: worded(use.hour),
    day: worded(use.day),
    plan: warmUpPlan(pace, now).map(({ at, cap }, i) => ({
      day: i === 0 ? "today" : wordTime(at, now, timeZone),
      cap,
    })),
    state: standing.state,
    standing: wordStanding(standing, now, timeZone),
    reply: pace.slow_step_at === null ? null : pace.slow_reply,
  };
}
