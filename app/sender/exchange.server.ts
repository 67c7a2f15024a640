import type { Outcome } from "#emails/replies.server.ts";
import { flush, inQuickTransaction, type Context } from "../context.server.ts";
import type { Share } from "../models/due.server.ts";
import { everywhere } from "../models/paces.server.ts";
import { pauseIssue } from "../models/pauses.server.ts";
import type { Wait } from "../models/processes.server.ts";
import { openBreaker } from "./breaker.server.ts";
import { insist } from "./insist.server.ts";
import { mailings, recordClaimed, type Claimed, type Mailing } from "./mailings.server.ts";
import type { Pacing } from "./pacing.server.ts";
import { openReturns } from "./returns.server.ts";
import { openReadAhead, type ReadAhead } from "./readAhead.server.ts";

/** A delivery that a lane has handed over, and what became of it. */
export type Finished = {
  delivery: Claimed;
  outcome: Outcome;
  /** It was the first on its connection. */
  isFresh: boolean;
};

/** Where the lanes of a process hand in what they finished and get the next. */
export type Exchange = {
  /** What it goes by. */
  pacing: Pacing;
  /**
   * Hands in and takes the next; with `more` false it only hands in.
   * @returns the next delivery, claimed and committed, or null when nothing may leave now
   */
  visit(finished: Finished | null, more: boolean): Promise<Claimed | null>;
  /**
   * Asked by an idle lane, before it opens a connection or claims: is something due that may leave now, and that no other
   * lane is on its way for? Lanes that have a connection go first.
   * @returns null when there is nothing; else what to call once the lane's connection is open, or could not be opened
   */
  prospect(hasLine: boolean): Promise<(() => void) | null>;
  /** When the pace lets the next message leave, if that is what is waited for; asked after `null`. */
  waitUntil(): number | null;
  /** Which issues wait for the pace, as far as this process has their readers at hand. */
  waits(): Wait[];
  /** Puts back what was claimed and got no lane, when the process ends. */
  close(): Promise<void>;
};

/** What the exchange is told from outside, each second. */
export type Orders = { share: Share; pacing: Pacing; /** Only this issue. */ issueId?: number };

type Visit = {
  finished: Finished | null;
  more: boolean;
  resolve: (next: Claimed | null) => void;
  reject: (error: unknown) => void;
};

type Look = {
  hasLine: boolean;
  resolve: (found: (() => void) | null) => void;
  reject: (error: unknown) => void;
};

/** How long digests wait when our server refused us for one: lanes that go on trying have no turn for anything else. */
const digestRest = 60_000;

/**
 * Lanes that come while a commit is on its way to the disk share the next one. Each waits for the disk (0.2 to 0.8 ms
 * here), because no message may leave before its claim would survive a power cut (T-01); so one for each lane and
 * message would be the speed limit of the whole sender.
 */
export function openExchange(context: Context, processId: string, orders: Orders): Exchange {
  const { pacing } = orders;
  const breaker = openBreaker();
  const returns = openReturns();
  let ahead: { mailing: Mailing; prospects: ReadAhead }[] = [];
  let visits: Visit[] = [];
  let looks: Look[] = [];
  /** How many lanes open a connection for what a look has found. */
  let onTheirWay = 0;
  /** Claimed and committed, but not yet a lane's. */
  const ready: Claimed[] = [];
  let serving = false;
  let waitUntil: number | null = null;
  let digestsRestUntil = 0;

  const serve = async () => {
    // Answers that have come in already are read before the commit begins.
    await new Promise(setImmediate);
    while (visits.length + looks.length > 0) {
      const [served, looking] = [visits, looks];
      [visits, looks] = [[], []];
      try {
        if (served.length > 0) await work(served);
        for (const visit of served) visit.resolve((visit.more && ready.shift()) || null);
        if (looking.length > 0) await look(looking);
      } catch (error) {
        for (const asked of [...served, ...looking]) asked.reject(error);
      }
    }
    serving = false;
  };

  const ask = () => {
    if (serving) return;
    serving = true;
    void serve();
  };

  const work = async (served: Visit[]) => {
    const settled = served.flatMap(({ finished }) => (finished ? [judge(finished)] : []));
    const wanted = () => served.filter((visit) => visit.more).length - ready.length;
    let closed = await commit(settled, wanted());
    while (wanted() > 0 && !closed && (await more())) {
      closed = await commit([], wanted());
      // A long stretch of readers who must wait is passed over without keeping everything else from happening.
      await new Promise(setImmediate);
    }
    // Should this fail for good, what is claimed waits for the lanes that come next.
    if (ready.length > 0) await insist(context, () => flush(context.db));
  };

  const look = async (looking: Look[]) => {
    let free = (await mayLeave(looking.length + onTheirWay)) - onTheirWay;
    for (const { hasLine, resolve } of looking.sort((one, other) => Number(other.hasLine) - Number(one.hasLine))) {
      free -= 1;
      if (free < 0) resolve(null);
      else {
        onTheirWay += 1;
        resolve(() => void (onTheirWay -= 1));
      }
    }
  };

  /** How many of up to `wanted` messages may leave now. It takes nothing, and reads no more rows than it must. */
  const mayLeave = async (wanted: number): Promise<number> => {
    let { count, closed } = countNow(wanted);
    if (count === 0 && closed) await know();
    while (count < wanted && !closed && (await more())) {
      ({ count, closed } = countNow(wanted));
      await new Promise(setImmediate);
    }
    return count;
  };

  const countNow = (wanted: number) => {
    const admission = pacing.peek(context.clock());
    let count = ready.length;
    for (const { mailing, prospects } of ahead)
      if (!isResting(mailing)) count += prospects.count(Math.max(0, wanted - count), admission);
    // Asked of nobody, it would not know.
    if (count === 0) admission.admits(everywhere);
    if (count < wanted) waitUntil = admission.waitUntil();
    return { count: Math.min(count, wanted), closed: admission.closed() };
  };

  const isResting = (mailing: Mailing) => mailing.kind === "digest" && context.clock() < digestsRestUntil;

  /** Once for each answer, however often the database must be asked to take it. */
  const judge = (finished: Finished) => {
    const { delivery } = finished;
    const destination = pacing.destinationOf(delivery.domain);
    const reader = `${kindOf(delivery)} ${idOf(delivery)}, reader ${delivery.subscriberId}`;
    const outcome = returns.judge(reader, finished, context.clock());
    pacing.ended(destination, context.clock(), outcome);
    return { delivery, outcome, destination, pause: pauseFor(delivery, outcome) };
  };

  /** A digest has no page at which an operator could let it go on: it waits, and goes on by itself. */
  const pauseFor = (delivery: Claimed, outcome: Outcome) => {
    if ("digestId" in delivery) {
      if (outcome.kind === "stop") digestsRestUntil = context.clock() + digestRest;
      return null;
    }
    const stop = `The mail server refuses us, not the reader: ${outcome.reply}`;
    const reason = outcome.kind === "stop" ? stop : breaker.count(delivery.issueId, outcome);
    return reason && { issueId: delivery.issueId, reason };
  };

  /** @returns true when nothing more may leave, whoever it is for */
  const commit = async (settled: ReturnType<typeof judge>[], wanted: number): Promise<boolean> => {
    if (settled.length === 0 && wanted <= 0) return false;
    let closed = false;
    const claimed = await insist(context, () =>
      inQuickTransaction(context, async (context) => {
        for (const { delivery, outcome, destination, pause } of settled) {
          await recordClaimed(context, processId, delivery, outcome);
          if (outcome.verdict === "rate") await pacing.slow(context, destination, outcome);
          if (pause) await pauseIssue(context, pause.issueId, "the sender", pause.reason);
        }
        const back = settled.flatMap(({ outcome, destination }) => (outcome.kind === "returned" ? [destination] : []));
        if (wanted <= 0) return pacing.giveBack(context, back).then(() => []);
        const due = await takeDue(context, wanted, back);
        closed = due.closed;
        return due.taken;
      }),
    );
    for (const { domain } of claimed) pacing.begun(pacing.destinationOf(domain));
    ready.push(...claimed);
    for (const one of settled) if (one.outcome.kind === "returned") putBack(one);
    return closed;
  };

  const putBack = ({ delivery, destination }: ReturnType<typeof judge>) => {
    const { subscriberId, domain } = delivery;
    const home = ahead.find(({ mailing }) => mailing.kind === kindOf(delivery) && mailing.id === idOf(delivery));
    home?.prospects.putBack({ subscriberId, domain, dueAt: context.clock(), destination });
  };

  /** Readers who left are passed over within the same commit, so that a lane never comes away empty because of them. */
  const takeDue = async (context: Context, wanted: number, back: string[]) => {
    const budget = await pacing.open(context);
    for (const destination of back) budget.release(destination);
    const taken: Claimed[] = [];
    for (const { mailing, prospects } of ahead) {
      if (isResting(mailing)) continue;
      while (taken.length < wanted) {
        const next = prospects.take(wanted - taken.length, budget);
        if (next.length === 0) break;
        const ids = next.map(({ subscriberId }) => subscriberId);
        const claimed = await mailing.claim(context, processId, ids);
        const isClaimed = new Set(claimed.map(({ subscriberId }) => subscriberId));
        for (const { subscriberId, destination } of next) if (!isClaimed.has(subscriberId)) budget.release(destination);
        taken.push(...claimed);
      }
    }
    await budget.keep();
    waitUntil = budget.waitUntil();
    return { taken, closed: budget.closed() };
  };

  /** Reads on; what is claimed already must not wait for a database that fails at that. */
  const more = async () => {
    try {
      return await refill();
    } catch (error) {
      if (ready.length === 0) throw error;
      return false;
    }
  };

  const refill = async () => {
    await readMailings();
    let more = false;
    for (const { mailing, prospects } of ahead)
      if (!isResting(mailing)) more = (await prospects.refill(pacing.destinationOf)) || more;
    return more;
  };

  /** While nothing at all may leave, no more is read than who waits for it. */
  const know = async () => {
    await readMailings();
    for (const { prospects } of ahead) if (prospects.isEmpty()) await prospects.refill(pacing.destinationOf);
  };

  const readMailings = async () => {
    const known = ahead;
    const isSame = (one: Mailing, other: Mailing) => one.kind === other.kind && one.id === other.id;
    const now = await mailings(context, orders.issueId);
    for (const { mailing } of known)
      if (mailing.kind === "issue" && !now.some((one) => isSame(one, mailing))) breaker.forget(mailing.id);
    ahead = now.map(
      (mailing) =>
        known.find((one) => isSame(one.mailing, mailing)) ?? { mailing, prospects: openReadAhead(context, mailing) },
    );
    for (const { prospects } of ahead) prospects.follow(orders.share);
  };

  return {
    pacing,
    waitUntil: () => waitUntil,
    visit: (finished, more) =>
      new Promise((resolve, reject) => {
        visits.push({ finished, more, resolve, reject });
        ask();
      }),
    prospect: (hasLine) =>
      new Promise((resolve, reject) => {
        looks.push({ hasLine, resolve, reject });
        ask();
      }),
    waits: () =>
      ahead.flatMap(({ mailing, prospects }) => {
        if (mailing.kind !== "issue" || prospects.isEmpty()) return [];
        const admission = pacing.peek(context.clock());
        const until = prospects.count(1, admission) === 0 ? admission.waitUntil() : null;
        return [{ issueId: mailing.id, until, destinations: admission.refused() }];
      }),
    async close() {
      const outcome: Outcome = {
        kind: "returned",
        verdict: "connection",
        code: null,
        reply: "It was not handed over.",
      };
      await commit(
        ready.splice(0).map((delivery) => judge({ delivery, outcome, isFresh: false })),
        0,
      );
    },
  };
}

const kindOf = (delivery: Claimed): Mailing["kind"] => ("digestId" in delivery ? "digest" : "issue");

const idOf = (delivery: Claimed): number => ("digestId" in delivery ? delivery.digestId : delivery.issueId);
