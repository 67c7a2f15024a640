import { performance } from "node:perf_hooks";

/**
 * The activity of a connection. `opening`, `answers`: it waits for the mail server, before or in a message; `recording`: for
 * its record and next delivery; `idle`: for a limit or for work; `parked`: it is not wanted.
 */
type Activity = "opening" | "answers" | "recording" | "idle" | "parked";

/** The times of one connection. Milliseconds of `performance.now()`. */
export type LaneTimes = {
  doing: Activity;
  since: number;
  /** The messages that got their answer. */
  messages: number;
  spent: Record<Activity, number>;
};

export function openLaneTimes(): LaneTimes {
  const spent = { opening: 0, answers: 0, recording: 0, idle: 0, parked: 0 };
  return { doing: "idle", since: performance.now(), messages: 0, spent };
}

/** Notes that a connection begins something else. It runs twice a message, and so does as little as it can. */
export function turnTo(times: LaneTimes, doing: Activity, now = performance.now()): void {
  if (times.doing === "answers" && doing !== "answers") times.messages += 1;
  times.spent[times.doing] += now - times.since;
  times.doing = doing;
  times.since = now;
}

/** The sums of a process since its start, at one moment. Milliseconds; `loop`: JavaScript ran; `cpu`: of a core. */
export type Tally = { at: number; messages: number; loop: number; cpu: number; spent: LaneTimes["spent"] };

/** Adds up what all connections did so far, what they are in the middle of included. */
export function tallyOf(lanes: LaneTimes[], now = performance.now()): Tally {
  const spent = { opening: 0, answers: 0, recording: 0, idle: 0, parked: 0 };
  let messages = 0;
  for (const lane of lanes) {
    for (const activity of Object.keys(spent) as Activity[]) spent[activity] += lane.spent[activity];
    spent[lane.doing] += Math.max(0, now - lane.since);
    messages += lane.messages;
  }
  const { user, system } = process.cpuUsage();
  return { at: now, messages, loop: performance.eventLoopUtilization().active, cpu: (user + system) / 1000, spent };
}

/** The work between two moments. `loop`, `cores`: shares of the time; 1 is a whole core. */
type Stretch = { ms: number; messages: number; loop: number; cores: number; spent: LaneTimes["spent"] };

export function between(from: Tally, to: Tally): Stretch {
  const ms = Math.max(to.at - from.at, 1);
  const spent = { ...to.spent };
  for (const activity of Object.keys(spent) as Activity[]) spent[activity] -= from.spent[activity];
  const shares = { loop: (to.loop - from.loop) / ms, cores: (to.cpu - from.cpu) / ms };
  return { ms, messages: to.messages - from.messages, ...shares, spent };
}

/** Milliseconds that a report looks back. */
const window = 5_000;

/** Remembers the sums of the last seconds, to tell what happened in them. */
export function openWindow(): (now: Tally) => Stretch {
  const tallies: Tally[] = [];
  return (now) => {
    tallies.push(now);
    while (tallies.length > 2 && now.at - tallies[1]!.at >= window) tallies.shift();
    return between(tallies[0]!, now);
  };
}
