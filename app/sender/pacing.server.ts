import type { Outcome } from "#emails/replies.server.ts";
import type { Context } from "../context.server.ts";
import {
  connectionsOf,
  destinationsOf,
  everywhere,
  isFree,
  keepTurns,
  listPaces,
  lockPaces,
  slowDown,
  takeTurn,
  type Pace,
} from "../models/paces.server.ts";
import { openMeter, type Meter } from "./meter.server.ts";

/** What one process knows of who may be written to now. Budgets themselves are rows, shared by all processes. */
export type Pacing = {
  /** Reads rules, state and groups anew; asked each second. @param processes how many senders share the connections */
  refresh(context: Context, processes: number): Promise<void>;
  destinationOf(domain: string): string;
  /** Opens the budget of one commit, inside its transaction. */
  open(context: Context): Promise<Budget>;
  begun(destination: string): void;
  ended(destination: string, now: number): void;
  /** Slows down whoever asked for it, inside the transaction that records its answer. */
  slow(context: Context, destination: string, outcome: Outcome): Promise<void>;
  meter: Meter;
};

export type Budget = {
  /** Takes a turn for a message to this destination, if there is one. */
  admits(destination: string): boolean;
  /** Keeps the turns taken. */
  keep(): Promise<void>;
  /** When the next turn comes, when some were refused. Milliseconds since the epoch. */
  waitUntil(): number | null;
};

export function openPacing(): Pacing {
  const meter = openMeter();
  const inFlight = new Map<string, number>();
  let paces = new Map<string, Pace>();
  let groups = new Map<string, string>();
  let sharers = 1;

  /** How many more connections a destination may have of this process now; its share of the cap. */
  const connectionsLeft = (destination: string) => {
    const pace = paces.get(destination);
    const cap = pace ? connectionsOf(pace) : null;
    return cap === null ? Infinity : Math.ceil(cap / sharers) - (inFlight.get(destination) ?? 0);
  };

  return {
    meter,
    destinationOf: (domain) => groups.get(domain) ?? domain,
    async refresh(context, processes) {
      sharers = Math.max(1, processes);
      paces = byDestination(await listPaces(context));
      groups = await destinationsOf(context);
    },
    async open(context) {
      const bound = [...paces.values()].filter((pace) => !isFree(pace)).map((pace) => pace.destination);
      const locked = bound.length > 0 ? await lockPaces(context, bound) : [];
      return openBudget(context, byDestination(locked), connectionsLeft);
    },
    begun(destination) {
      for (const name of [destination, everywhere]) inFlight.set(name, (inFlight.get(name) ?? 0) + 1);
    },
    ended(destination, now) {
      for (const name of [destination, everywhere]) {
        const rest = (inFlight.get(name) ?? 1) - 1;
        if (rest > 0) inFlight.set(name, rest);
        else inFlight.delete(name);
      }
      meter.count(destination, now);
    },
    async slow(context, destination, outcome) {
      // Before RCPT the server has seen no reader: it means all our mail.
      const slow = outcome.stage === "RCPT" || outcome.stage === "DATA" ? destination : everywhere;
      await slowDown(context, slow, meter.perSecond(slow, context.clock()), outcome.reply);
      paces = byDestination(await listPaces(context));
    },
  };
}

function byDestination(paces: Pace[]): Map<string, Pace> {
  return new Map(paces.map((pace) => [pace.destination, pace]));
}

function openBudget(
  context: Context,
  paces: Map<string, Pace>,
  connectionsLeft: (destination: string) => number,
): Budget {
  const now = context.clock();
  const changed = new Set<string>();
  const taken = new Map<string, number>();
  let waitUntil: number | null = null;
  const turn = (destination: string) => {
    const pace = paces.get(destination);
    return pace ? takeTurn(pace, now) : null;
  };
  return {
    admits(destination) {
      const names = [everywhere, destination];
      if (names.some((name) => (taken.get(name) ?? 0) >= connectionsLeft(name))) return false;
      const turns = names.map((name) => ({ name, turn: turn(name) }));
      for (const { turn } of turns)
        if (turn && "waitUntil" in turn) {
          waitUntil = Math.min(waitUntil ?? Infinity, turn.waitUntil);
          return false;
        }
      for (const { name, turn } of turns)
        if (turn && "pace" in turn) {
          paces.set(name, turn.pace);
          changed.add(name);
        }
      for (const name of names) taken.set(name, (taken.get(name) ?? 0) + 1);
      return true;
    },
    async keep() {
      for (const name of changed) await keepTurns(context, paces.get(name)!);
    },
    waitUntil: () => waitUntil,
  };
}
