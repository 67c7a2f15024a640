import { flush, inQuickTransaction, type Context } from "#app/context.server.ts";
import { claim, putBack, record, refuseUndecided, type ClaimedDelivery } from "#app/models/deliveries/claims.server.ts";
import type { Result } from "#app/models/deliveries/retries.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import type { Wait } from "#app/models/instance/senderProcesses.server.ts";
import { everywhere } from "#app/models/pacing/limits.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { openDueQueue, type Orders } from "./dueQueue.server.ts";
import { openReplyJudge, type Finished, type JudgedReply, type ReplyJudge } from "./judgeReply.server.ts";
import type { Pacing } from "./pacing.server.ts";
import { retryWrite } from "./retryWrite.server.ts";

/** Where the lanes of a process hand in what they finished and get the next. */
export type Dispatcher = {
  /** What it goes by. */
  pacing: Pacing;
  /**
   * Hands in and takes the next; with `more` false it only hands in.
   * @returns the next delivery, claimed and committed, or null when nothing may leave now
   */
  visit(finished: Finished | null, more: boolean): Promise<ClaimedDelivery | null>;
  /**
   * Asked by an idle lane, before it opens a connection or claims: is something due that may leave now, and that no other
   * lane is on its way for? Lanes that have a connection go first.
   * @returns null when there is nothing; else what to call once the lane's connection is open, or could not be opened
   */
  prospect(hasLine: boolean): Promise<(() => void) | null>;
  /** When the pace lets the next message leave, if that is what is waited for; asked after `null`. */
  waitUntil(): number | null;
  /** Which editions wait for the pace, as far as this process has their readers at hand. */
  waits(): Wait[];
  /** Puts back what was claimed and got no lane, when the process ends. */
  close(): Promise<void>;
};

type Visit = {
  finished: Finished | null;
  more: boolean;
  resolve: (next: ClaimedDelivery | null) => void;
  reject: (error: unknown) => void;
};

type Look = {
  hasLine: boolean;
  resolve: (found: (() => void) | null) => void;
  reject: (error: unknown) => void;
};

/**
 * Lanes that come while a commit is on its way to the disk share the next one. Each waits for the disk (0.2 to 0.8 ms
 * here), because no message may leave before its claim would survive a power cut (T-01); so one for each lane and
 * message would be the speed limit of the whole sender.
 */
export function openDispatcher(context: Context, processId: string, orders: Orders): Dispatcher {
  const { pacing } = orders;
  const judge: ReplyJudge = openReplyJudge(pacing);
  const atHand = openDueQueue(context, orders, judge.forget);
  let visits: Visit[] = [];
  let looks: Look[] = [];
  /** How many lanes open a connection for what a look has found. */
  let onTheirWay = 0;
  /** Claimed and committed, but not yet a lane's. */
  const ready: ClaimedDelivery[] = [];
  /** What a commit without an answer may have claimed; no lane has it. */
  let unsure: { send: Send; ids: number[] }[] = [];
  /** Each answer is recorded once, however often a lane must hand it in. */
  const recorded = new WeakSet<Finished>();
  let serving = false;
  let waitUntil: number | null = null;

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
    const settled = served.flatMap(({ finished }) =>
      finished && !recorded.has(finished) ? [judge.answer(context, finished)] : [],
    );
    const wanted = () => served.filter((visit) => visit.more).length - ready.length;
    let closed = await commit(settled, wanted());
    while (wanted() > 0 && !closed && (await more())) {
      closed = await commit([], wanted());
      // A long stretch of readers who must wait is passed over without keeping everything else from happening.
      await new Promise(setImmediate);
    }
    // Should this fail for good, what is claimed waits for the lanes that come next.
    if (ready.length > 0) await retryWrite(context, () => flush(context.db), orders.stop);
  };

  const look = async (looking: Look[]) => {
    let free = (await mayLeave(looking.length + onTheirWay)) - onTheirWay;
    const inTurn = looking.sort((one, other) => Number(other.hasLine) - Number(one.hasLine));
    for (const { resolve } of inTurn) {
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
    if (count === 0 && closed) await atHand.readWho();
    while (count < wanted && !closed && (await more())) {
      ({ count, closed } = countNow(wanted));
      await new Promise(setImmediate);
    }
    return count;
  };

  const countNow = (wanted: number) => {
    const admission = pacing.peek(context.clock());
    const count = Math.min(wanted, ready.length + atHand.count(Math.max(0, wanted - ready.length), admission));
    // Asked of nobody, it would not know.
    if (count === 0) admission.admits(everywhere);
    if (count < wanted) waitUntil = admission.waitUntil();
    return { count, closed: admission.closed() };
  };

  /** @returns true when nothing more may leave, whoever it is for */
  const commit = async (settled: JudgedReply[], wanted: number): Promise<boolean> => {
    if (settled.length === 0 && wanted <= 0) return false;
    let decided: Send[] = [];
    const back = settled.filter(({ outcome }) => outcome.kind === "returned");
    let closed = false;
    const write = () =>
      inQuickTransaction(context, async (context) => {
        for (const { send, ids } of unsure) await putBack(context, processId, send.editionId, ids);
        for (const { finished, outcome, destination, send, final, pause } of settled) {
          await record(context, processId, finished.delivery, outcome);
          if (outcome.verdict === "rate") await pacing.slow(context, destination, outcome);
          if (pause !== null) await pauseSend(context, send, "the sender", pause);
          if (final.size > 0) await refuseUndecided(context, send.editionId, [...final.keys()]);
        }
        decided = await judge.decide(context, settled);
        const unused = back.map(({ destination }) => destination);
        if (wanted <= 0) return pacing.giveBack(context, unused).then(() => []);
        const due = await takeDue(context, wanted, unused);
        closed = due.closed;
        return due.taken;
      });
    const claimed = await retryWrite(context, write, orders.stop);
    unsure = [];
    for (const { finished } of settled) recorded.add(finished);
    for (const send of decided) judge.forget(send);
    for (const delivery of claimed) {
      pacing.begun(pacing.destinationOf(delivery.domain));
      judge.asked(delivery);
      ready.push(delivery);
    }
    for (const { finished, destination, send } of back) {
      const { subscriberId, domain } = finished.delivery;
      atHand.putBack(send, { subscriberId, domain, dueAt: context.clock(), destination });
    }
    return closed;
  };

  /** Readers who left are passed over within the same commit, so that a lane never comes away empty because of them. */
  const takeDue = async (context: Context, wanted: number, unused: string[]) => {
    const budget = await pacing.open(context);
    for (const destination of unused) budget.release(destination);
    const taken: ClaimedDelivery[] = [];
    while (taken.length < wanted) {
      const next = atHand.take(wanted - taken.length, budget);
      if (!next) break;
      const ids = next.prospects.map(({ subscriberId }) => subscriberId);
      unsure.push({ send: next.send, ids });
      const claimed = await claim(context, processId, next.send, ids);
      const isClaimed = new Set(claimed.map(({ subscriberId }) => subscriberId));
      for (const { subscriberId, destination } of next.prospects)
        if (!isClaimed.has(subscriberId)) budget.release(destination);
      taken.push(...claimed);
    }
    await budget.keep();
    waitUntil = budget.waitUntil();
    return { taken, closed: budget.closed() };
  };

  /** Reads on; what is claimed already must not wait for a database that fails at that. */
  const more = async () => {
    try {
      return await atHand.readOn();
    } catch (error) {
      if (ready.length === 0) throw error;
      return false;
    }
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
    waits: () => atHand.waits(() => pacing.peek(context.clock())),
    async close() {
      const outcome: Result = {
        kind: "returned",
        verdict: "connection",
        code: null,
        reply: "It was not handed over.",
      };
      await commit(
        ready.splice(0).map((delivery) => judge.answer(context, { delivery, outcome, isFresh: false })),
        0,
      );
    },
  };
}
