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

/** The connections of a process record their results here, and get their next deliveries. */
export type Dispatcher = {
  /** The limits that it obeys. */
  pacing: Pacing;
  /**
   * Records a result and claims the next delivery; with `more` false it only records.
   * @returns the next delivery, claimed and committed, or null when nothing may leave now
   */
  visit(finished: Finished | null, more: boolean): Promise<ClaimedDelivery | null>;
  /**
   * Called by an idle connection before it connects or claims: is a delivery due that may leave now, and that no other
   * connection is being opened for? Open connections have precedence.
   * @returns null when there is none; else a function to call once the connection is open, or could not be opened
   */
  prospect(hasLine: boolean): Promise<(() => void) | null>;
  /** Returns when the limits let the next message leave, if it waits for them; called after `null`. */
  waitUntil(): number | null;
  /** Lists the editions that wait for a limit, as far as this process has read their readers. */
  waits(): Wait[];
  /** Requeues claimed deliveries without a connection, when the process ends. */
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
 * Connections that come during a commit share the next one. Each commit waits for the disk (0.2 to 0.8 ms here),
 * because no message may leave before its claim would survive a power cut (T-01). One commit for each message would
 * therefore limit the whole sender's speed.
 * Long because: its functions share one queue of visits, and which of them commits next.
 */
export function openDispatcher(context: Context, processId: string, orders: Orders): Dispatcher {
  const { pacing } = orders;
  const judge: ReplyJudge = openReplyJudge(pacing);
  const atHand = openDueQueue(context, orders, judge.forget);
  let visits: Visit[] = [];
  let looks: Look[] = [];
  /** The number of connections being opened for a found delivery. */
  let onTheirWay = 0;
  /** Claimed and committed, but not given to a connection yet. */
  const ready: ClaimedDelivery[] = [];
  /** Possibly claimed by a commit whose reply was lost; no connection has it. */
  let unsure: { send: Send; ids: number[] }[] = [];
  /** Each result is recorded once, however often a connection hands it in. */
  const recorded = new WeakSet<Finished>();
  let serving = false;
  let waitUntil: number | null = null;

  const serve = async () => {
    // Reads replies that have arrived already, before the commit begins.
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
      // Yields, so that skipping a long stretch of waiting readers does not block everything else.
      await new Promise(setImmediate);
    }
    // If this fails for good, the claimed deliveries wait for the next connections.
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

  /** Counts up to `wanted` messages that may leave now. It takes no permit, and reads no more rows than needed. */
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
    // With nothing to count, the limit of all mail must still be checked.
    if (count === 0) admission.admits(everywhere);
    if (count < wanted) waitUntil = admission.waitUntil();
    return { count, closed: admission.closed() };
  };

  /** @returns true when no further message may leave, for any reader */
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

  /** Skips readers who left within the same commit, so that no connection goes idle because of them. */
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

  /** Reads on; claimed deliveries must not wait for a database that fails here. */
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
