import type { Context } from "#app/context.server.ts";
import type { RecordedOutcome } from "#app/models/deliveries/retries.server.ts";
import {
  connectionsOf,
  destinationsOf,
  everywhere,
  isUnlimited,
  keepPermits,
  keepPermitsNow,
  listRateLimits,
  lockRateLimits,
  permitAt,
  readRateLimit,
  returnPermits,
  slowDown,
  takePermits,
  type Permit,
  type RateLimit,
} from "#app/models/pacing/limits.server.ts";
import type { AtOnce } from "#db/statements.server.ts";
import { openRateMeter, type RateMeter } from "./rateMeter.server.ts";

/** The limits as one process knows them. The budgets themselves are rows, shared by all processes. */
export type Pacing = {
  /**
   * Reads limits, state and groups again; called each second.
   * @param processes the senders that share the connections
   */
  refresh(context: Context, processes: number): Promise<void>;
  destinationOf(domain: string): string;
  /** Returns the budget of one commit while no rate limit applies, and so nothing is shared with others; else null. */
  unbound(now: number): Admission | null;
  /** Opens the budget of one commit that runs in steps; it reads and stores only the limits that it needs. */
  openInSteps(atOnce: AtOnce, now: number): Admission & { keep(): void };
  /** Opens the budget of one commit, inside its transaction. */
  open(context: Context): Promise<Budget>;
  /** Returns the last known budget, for a look that takes no permit and reads no database. */
  peek(now: number): Admission;
  /** Returns until when our own server asked to wait, which also holds for transactional mails; null without a wait. */
  heldUntil(now: number): number | null;
  begun(destination: string): void;
  ended(destination: string, now: number, outcome: Pick<RecordedOutcome, "kind">): void;
  /** Returns unused permits, one for each name, inside the transaction that records it. */
  giveBack(context: Context, destinations: string[]): Promise<void>;
  /** Slows a destination down that asked for it, inside the transaction that records its reply. */
  slow(context: Context, destination: string, outcome: RecordedOutcome): Promise<void>;
  meter: RateMeter;
};

/** Decides which destinations may get a message now. */
export type Admission = {
  /** Takes a permit for a message to this destination, if there is one. */
  admits(destination: string): boolean;
  /** True once the limit of all mail refused a permit: other destinations need no check. */
  closed(): boolean;
  /** Returns when the next permit is available, after a refusal. Milliseconds since the epoch. */
  waitUntil(): number | null;
  /** Lists destinations that were refused a permit, up to a maximum. */
  refused(): string[];
  /** Returns a permit: its message does not leave, or did not. */
  release(destination: string): void;
};

export type Budget = Admission & {
  /** Stores the permits taken. */
  keep(): Promise<void>;
};

/** The most refused destinations that are named. */
const mostNamed = 20;

/** Long because: its functions share the limits and the messages in flight. */
export function openPacing(): Pacing {
  const meter = openRateMeter();
  const inFlight = new Map<string, number>();
  let paces = new Map<string, RateLimit>();
  /** The destinations with a rate. */
  let bound: string[] = [];
  let groups = new Map<string, string>();
  let sharers = 1;

  /** Returns the further connections of this process to a destination; its share of the limit. */
  const connectionsLeft = (destination: string) => {
    const pace = paces.get(destination);
    const cap = pace ? connectionsOf(pace) : null;
    return cap === null ? Infinity : Math.ceil(cap / sharers) - (inFlight.get(destination) ?? 0);
  };

  const begin = (name: string) => inFlight.set(name, (inFlight.get(name) ?? 0) + 1);
  const end = (name: string) => {
    const rest = (inFlight.get(name) ?? 1) - 1;
    if (rest > 0) inFlight.set(name, rest);
    else inFlight.delete(name);
  };

  const know = (limits: RateLimit[]) => {
    paces = byDestination(limits);
    bound = limits.filter((pace) => !isUnlimited(pace)).map((pace) => pace.destination);
  };

  return {
    meter,
    destinationOf: (domain) => groups.get(domain) ?? domain,
    async refresh(context, processes) {
      sharers = Math.max(1, processes);
      know(await listRateLimits(context));
      groups = await destinationsOf(context);
    },
    unbound: (now) => (bound.length === 0 ? openAdmission(new Map(), now, connectionsLeft) : null),
    openInSteps(atOnce, now) {
      const read = new Map<string, RateLimit>();
      const admission = openAdmission(readAsNeeded(atOnce, now, paces, read), now, connectionsLeft);
      return {
        ...admission,
        keep() {
          for (const pace of admission.changed()) {
            keepPermitsNow(atOnce, pace);
            paces.set(pace.destination, pace);
          }
        },
      };
    },
    async open(context) {
      const locked = bound.length > 0 ? await lockRateLimits(context, bound) : [];
      const admission = openAdmission(byDestination(locked), context.clock(), connectionsLeft);
      return {
        ...admission,
        async keep() {
          for (const pace of admission.changed()) await keepPermits(context, pace);
          for (const pace of locked) paces.set(pace.destination, pace);
          for (const pace of admission.changed()) paces.set(pace.destination, pace);
        },
      };
    },
    peek: (now) => openAdmission(new Map(paces), now, connectionsLeft),
    heldUntil(now) {
      const until = paces.get(everywhere)?.held_until ?? null;
      return until !== null && until > now ? until : null;
    },
    begun(destination) {
      begin(destination);
      begin(everywhere);
    },
    ended(destination, now, outcome) {
      end(destination);
      end(everywhere);
      if (outcome.kind !== "returned" && outcome.kind !== "withdrawn") meter.count(destination, now);
    },
    async giveBack(context, destinations) {
      if (destinations.length === 0) return;
      const budget = await this.open(context);
      for (const destination of destinations) budget.release(destination);
      await budget.keep();
    },
    async slow(context, destination, outcome) {
      // Before RCPT the server does not know the reader: its reply concerns all our mail.
      const slow = outcome.stage === "RCPT" || outcome.stage === "DATA" ? destination : everywhere;
      await slowDown(context, slow, meter.perSecond(slow, context.clock()), outcome.reply);
      know(await listRateLimits(context));
    },
  };
}

function byDestination(paces: RateLimit[]): Map<string, RateLimit> {
  return new Map(paces.map((pace) => [pace.destination, pace]));
}

type Limits = Pick<Map<string, RateLimit>, "get" | "set">;

/**
 * Reads a limit when it is first asked for. One that this process knows to be reached is not read: other processes only
 * use more of it, and what an operator changes is known within a second.
 */
function readAsNeeded(
  atOnce: AtOnce,
  now: number,
  known: ReadonlyMap<string, RateLimit>,
  read: Map<string, RateLimit>,
): Limits {
  return {
    get(destination) {
      const fresh = read.get(destination);
      const last = known.get(destination);
      if (fresh || !last || isUnlimited(last)) return fresh;
      if (permitAt(last, now) !== null) return last;
      const row = readRateLimit(atOnce, destination);
      if (row) read.set(destination, row);
      return row;
    },
    set: (destination, pace) => read.set(destination, pace),
  };
}

/** Long because: its functions share the permits taken so far. */
function openAdmission(
  paces: Limits,
  now: number,
  connectionsLeft: (destination: string) => number,
): Omit<Budget, "keep"> & { /** The rate limits whose permits were taken. */ changed(): RateLimit[] } {
  const changed = new Set<string>();
  const taken = new Map<string, number>();
  const refused = new Set<string>();
  let waitUntil: number | null = null;
  let closed = false;
  const areAllTaken = (name: string) => (taken.get(name) ?? 0) >= connectionsLeft(name);
  const turn = (destination: string) => {
    const pace = paces.get(destination);
    return pace ? takePermits(pace, now) : null;
  };
  const refuses = (name: string, turn: Permit | null) => {
    if (!turn || !("waitUntil" in turn)) return false;
    waitUntil = Math.min(waitUntil ?? Infinity, turn.waitUntil);
    closed ||= name === everywhere;
    if (name === everywhere || refused.size < mostNamed) refused.add(name);
    return true;
  };
  const take = (name: string, turn: Permit | null) => {
    taken.set(name, (taken.get(name) ?? 0) + 1);
    if (!turn || !("pace" in turn)) return;
    paces.set(name, turn.pace);
    changed.add(name);
  };
  return {
    admits(destination) {
      if (areAllTaken(everywhere)) {
        closed = true;
        return false;
      }
      if (areAllTaken(destination)) return false;
      const all = turn(everywhere);
      const own = turn(destination);
      if (refuses(everywhere, all) || refuses(destination, own)) return false;
      take(everywhere, all);
      take(destination, own);
      return true;
    },
    release(destination) {
      for (const name of [everywhere, destination]) {
        taken.set(name, (taken.get(name) ?? 1) - 1);
        const pace = paces.get(name);
        if (!pace) continue;
        paces.set(name, returnPermits(pace));
        changed.add(name);
      }
      [closed, waitUntil] = [false, null];
    },
    closed: () => closed,
    waitUntil: () => waitUntil,
    refused: () => [...refused],
    changed: () => [...changed].map((name) => paces.get(name)!),
  };
}
