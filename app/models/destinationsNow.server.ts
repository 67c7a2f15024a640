import { everywhere, type Pace } from "./paces.server.ts";
import { nameOf } from "./paceWords.server.ts";
import type { SenderState } from "./processes.server.ts";
import { standingOf, wordRate, wordStanding, type Standing } from "./standings.server.ts";

/** One receiving side while issues go out: how fast, and whether it waits. */
export type DestinationNow = {
  destination: string;
  name: string;
  /** How fast mail leaves for it, in words. */
  speed: string;
  state: Standing["state"];
  /** Why it is slow, in words; empty when it is not. */
  standing: string;
  reply: string | null;
};

/** How many a page shows. */
const most = 12;

/** The destinations that wait or are slow, then the busiest of the others. All mail together is among the former only. */
export function destinationsNow(senders: SenderState, paces: Pace[], now: number, timeZone: string): DestinationNow[] {
  const rates = new Map(senders.destinations.map(({ destination, perSecond }) => [destination, perSecond]));
  rates.set(everywhere, senders.perSecond);
  const slow = paces.map((pace) => lineOf(pace, rates, now, timeZone)).filter(({ state }) => state !== "free");
  const free = [...rates]
    .filter(([name]) => name !== everywhere && !slow.some(({ destination }) => destination === name))
    .sort(([, one], [, other]) => other - one)
    .map(([destination, perSecond]) => ({
      ...{ destination, name: destination, speed: wordRate(perSecond) },
      ...{ state: "free" as const, standing: "", reply: null },
    }));
  return [...slow, ...free].slice(0, most);
}

function lineOf(pace: Pace, rates: Map<string, number>, now: number, timeZone: string): DestinationNow {
  const standing = standingOf(pace, now);
  return {
    destination: pace.destination,
    name: nameOf(pace.destination),
    speed: wordRate(rates.get(pace.destination) ?? 0),
    state: standing.state,
    standing: wordStanding(standing, now, timeZone),
    reply: "reply" in standing ? standing.reply : null,
  };
}
