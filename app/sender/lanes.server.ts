import { filesOf, type Context } from "#app/context.server.ts";
import type { Result } from "#app/models/deliveries/retries.server.ts";
import type { Wait } from "#app/models/instance/senderProcesses.server.ts";
import { connectionShare, mostUnasked, rememberCeiling } from "#app/models/instance/smtpCeilings.server.ts";
import { hasGuests } from "#app/models/instance/smtpGuests.server.ts";
import type { Workload } from "#app/models/instance/workload.server.ts";
import { asksForFewer } from "#emails/smtp/smtp.server.ts";
import { ConnectionTrouble, type Connection } from "./connection.server.ts";
import { openConnectionCount, type ConnectionCount } from "./connectionCount.server.ts";
import { between, openWindow, tallyOf } from "./laneTimes.server.ts";

/** The connections of a process, of which it uses as many as the operator said, or as its mail server can use. */
export type Lanes = {
  all: Connection[];
  /** False when a connection shall finish, close, and wait until it is wanted again. */
  isWanted(lane: Connection): boolean;
  /** Waits until the connection is wanted, or the process ends. */
  whenWanted(lane: Connection): Promise<void>;
  /**
   * Judges an error of a connection beside others that work: one too many is no outage.
   * @returns the milliseconds after which it may try again; null for an outage
   */
  excuse(lane: Connection, error: unknown): number | null;
  /** Reports the work of the last seconds. @param waits the limits that hold editions back */
  report(waits: Wait[]): Workload;
  /** Shares what is known of the mail server with other processes, and with the next one; called each second. */
  upkeep(): Promise<void>;
};

/** Milliseconds between two looks at what the number of connections brings. */
const lookEvery = 250;
/** A connection that carried messages may come too early after its close; so often and so long apart it tries again. */
const chances = 3;
const [firstChance, lastChance, afterFailure] = [50, 1_000, 500];

/**
 * @param make opens the books of one connection
 * @param stop ends the waiting of connections that are not wanted
 */
export function openLanes(context: Context, processId: string, make: () => Connection, stop: AbortSignal): Lanes {
  const { connections } = context.smtp;
  const isAuto = connections === "auto";
  const all = Array.from({ length: isAuto ? mostUnasked : connections }, make);
  const times = all.map((lane) => lane.times);
  const recent = openWindow();
  recent(tallyOf(times));
  const ledger = filesOf(context.config.databaseUrl).length > 0 ? "disk" : "database";
  const few = makingWay(context, isAuto ? openFewLanes(context, processId, all, stop) : allOfThem, all, stop);
  return {
    all,
    ...few,
    report(waits) {
      const { messages, loop, cores, spent } = recent(tallyOf(times));
      const { opening, answers, recording, idle } = spent;
      // An edition is listed while it has readers; only those with a time or a name wait for a limit.
      const limited = waits.filter(({ until, destinations }) => until !== null || destinations.length > 0);
      const held = limited.length > 0 ? [...new Set(limited.flatMap(({ destinations }) => destinations))] : null;
      const open = all.filter(({ line }) => line?.usable()).length;
      const used = few.used() ?? { connections: all.length, room: "fixed" as const };
      return { messages, open, ...used, opening, answers, recording, idle, held, loop, cores, ledger };
    },
  };
}

type Used = Pick<Workload, "connections" | "room">;
type FewLanes = Omit<Lanes, "all" | "report"> & { used(): Used | null };

const allOfThem: FewLanes = {
  isWanted: () => true,
  whenWanted: () => Promise.resolve(),
  excuse: () => null,
  upkeep: () => Promise.resolve(),
  used: () => null,
};

/** Does without one connection more while a single mail of another process needs it. */
function makingWay(context: Context, lanes: FewLanes, all: Connection[], stop: AbortSignal): FewLanes {
  let away: Connection | null = null;
  let back = () => {};
  return {
    ...lanes,
    isWanted: (lane) => lane !== away && lanes.isWanted(lane),
    async whenWanted(lane) {
      if (lane === away && !stop.aborted)
        await new Promise<void>((resolve) => {
          back = resolve;
          stop.addEventListener("abort", () => resolve(), { once: true });
        });
      await lanes.whenWanted(lane);
    },
    async upkeep() {
      await lanes.upkeep();
      const isAsked = await hasGuests(context);
      if (isAsked) away ??= all.findLast((lane) => lanes.isWanted(lane)) ?? null;
      else if (away) {
        away = null;
        back();
      }
    },
  };
}

/** A connection that is not always wanted. `wokenAt`, `refusedAt`: its messages until then. */
type Place = { lane: Connection; isWanted: boolean; wokenAt: number; refusals: number; refusedAt: number };

/** Long because: its functions share which connections are wanted. */
function openFewLanes(context: Context, processId: string, all: Connection[], stop: AbortSignal): FewLanes {
  const count = openConnectionCount();
  const places = new Map(all.map((lane): [Connection, Place] => [lane, aPlace(lane)]));
  const asleep = new Map<Connection, () => void>();
  let found: string | null = null;

  const follow = () => {
    const wanted = [...places.values()].filter(({ isWanted }) => isWanted);
    // The first connection also carries transactional mails.
    while (wanted.length > count.size()) wanted.pop()!.isWanted = false;
    for (const place of places.values()) {
      if (wanted.length >= count.size()) return;
      if (place.isWanted) continue;
      Object.assign(place, { isWanted: true, wokenAt: place.lane.times.messages, refusals: 0 });
      wanted.push(place);
      asleep.get(place.lane)?.();
    }
  };
  const oneTooMany = (place: Place, reply: string) => {
    const size = count.size();
    count.oneTooMany(performance.now());
    if (count.size() < size) found = reply;
    if (place.lane !== all[0]) place.isWanted = false;
    follow();
  };
  for (const lane of all)
    lane.complain = (outcome: Result) => {
      if (!asksForFewer(outcome) || !count.askedForFewer(performance.now())) return;
      found = outcome.reply;
      follow();
    };
  watch(count, all, follow, stop);
  stop.addEventListener("abort", () => asleep.forEach((wake) => wake()));
  follow();

  return {
    used: () => ({ connections: count.size(), room: count.room() }),
    isWanted: (lane) => places.get(lane)!.isWanted,
    whenWanted: (lane) =>
      new Promise((resolve) => {
        if (stop.aborted || places.get(lane)!.isWanted) return resolve();
        asleep.set(lane, () => {
          asleep.delete(lane);
          resolve();
        });
      }),
    excuse(lane, error) {
      if (!(error instanceof ConnectionTrouble) || !error.unopened) return null;
      if (!all.some((other) => other !== lane && other.times.doing !== "opening" && other.line?.usable())) return null;
      const place = places.get(lane)!;
      const isNew = place.wokenAt === lane.times.messages;
      if (error.unopened.code === null) {
        if (!isNew) return null;
        count.failed(performance.now());
        follow();
        return afterFailure;
      }
      place.refusals = place.refusedAt === lane.times.messages ? place.refusals + 1 : 1;
      place.refusedAt = lane.times.messages;
      if (isNew || place.refusals >= chances) oneTooMany(place, error.message);
      return Math.min(firstChance * 4 ** (place.refusals - 1), lastChance);
    },
    async upkeep() {
      const { server } = context.smtp;
      const reply = found;
      found = null;
      try {
        if (reply !== null) await rememberCeiling(context, processId, { server, connections: count.size(), reply });
      } catch (error) {
        found ??= reply;
        throw error;
      }
      const { most, isRefused } = await connectionShare(context, processId, server);
      // Refused meanwhile: it is remembered first.
      if (found !== null) return;
      count.allow(most, isRefused);
      follow();
    },
  };
}

function aPlace(lane: Connection): Place {
  return { lane, isWanted: false, wokenAt: 0, refusals: 0, refusedAt: -1 };
}

/** Looks at what the number of connections brings, several times a second. */
function watch(count: ConnectionCount, all: Connection[], follow: () => void, stop: AbortSignal): void {
  const times = all.map((lane) => lane.times);
  let last = tallyOf(times);
  if (stop.aborted) return;
  const timer = setInterval(() => {
    const now = tallyOf(times);
    count.observe(between(last, now), now.at);
    last = now;
    follow();
  }, lookEvery);
  timer.unref();
  stop.addEventListener("abort", () => clearInterval(timer));
}
