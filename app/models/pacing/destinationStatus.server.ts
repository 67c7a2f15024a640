import type { SenderState } from "#app/models/instance/senderProcesses.server.ts";
import { everywhere, type RateLimit } from "./limits.server.ts";
import { nameOf } from "./settingsText.server.ts";
import { describeStatus, formatRate, statusOf, type RateLimitStatus } from "./status.server.ts";

/** One destination during a send: its speed, and whether it waits. */
export type DestinationNow = {
  destination: string;
  name: string;
  /** The current rate, formatted. */
  speed: string;
  state: RateLimitStatus["state"];
  /** The reason why it is slow, formatted; empty when it is not slow. */
  standing: string;
  reply: string | null;
};

/** The most destinations that a page shows. */
const most = 12;

/** Lists destinations that wait or are slow, then the busiest others. `*` appears only when it waits or is slow. */
export function destinationsNow(
  senders: SenderState,
  paces: RateLimit[],
  now: number,
  timeZone: string,
): DestinationNow[] {
  const rates = new Map(senders.destinations.map(({ destination, perSecond }) => [destination, perSecond]));
  rates.set(everywhere, senders.perSecond);
  const slow = paces.map((pace) => lineOf(pace, rates, now, timeZone)).filter(({ state }) => state !== "free");
  const free = [...rates]
    .filter(([name]) => name !== everywhere && !slow.some(({ destination }) => destination === name))
    .sort(([, one], [, other]) => other - one)
    .map(([destination, perSecond]) => ({
      ...{ destination, name: destination, speed: formatRate(perSecond) },
      ...{ state: "free" as const, standing: "", reply: null },
    }));
  return [...slow, ...free].slice(0, most);
}

function lineOf(pace: RateLimit, rates: Map<string, number>, now: number, timeZone: string): DestinationNow {
  const standing = statusOf(pace, now);
  return {
    destination: pace.destination,
    name: nameOf(pace.destination),
    speed: formatRate(rates.get(pace.destination) ?? 0),
    state: standing.state,
    standing: describeStatus(standing, now, timeZone),
    reply: "reply" in standing ? standing.reply : null,
  };
}
