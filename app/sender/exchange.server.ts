import type { Outcome } from "#emails/replies.server.ts";
import { flush, inQuickTransaction, type Context } from "../context.server.ts";
import type { Share } from "../models/due.server.ts";
import { pauseIssue } from "../models/pauses.server.ts";
import { openBreaker } from "./breaker.server.ts";
import { insist } from "./insist.server.ts";
import { mailings, recordClaimed, type Claimed, type Mailing } from "./mailings.server.ts";
import type { Pacing } from "./pacing.server.ts";
import { openReadAhead, type ReadAhead } from "./readAhead.server.ts";

/** A delivery that a lane has handed over, and what became of it. */
export type Finished = { delivery: Claimed; outcome: Outcome };

/**
 * Where the lanes of a process hand in what they finished and get the next. `more` false: only hand in.
 * @returns the next delivery, claimed and committed, or null when nothing may leave now
 */
export type Exchange = {
  visit(finished: Finished | null, more: boolean): Promise<Claimed | null>;
  /** When the pace lets the next message leave, if that is what is waited for; asked after `null`. */
  waitUntil(): number | null;
};

/** What the exchange is told from outside, each second. */
export type Orders = {
  share: Share;
  pacing: Pacing;
  /** Only this issue. */
  issueId?: number;
  /** Aborted when the process shall end. */
  stop?: AbortSignal;
};

type Visit = {
  finished: Finished | null;
  more: boolean;
  resolve: (next: Claimed | null) => void;
  reject: (error: unknown) => void;
};

/** What an answer means besides its record. */
type Judged = { finished: Finished; destination: string; pause: { issueId: number; reason: string } | null };

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
  let ahead: { mailing: Mailing; prospects: ReadAhead }[] = [];
  let visits: Visit[] = [];
  /** Claimed and committed, but not yet a lane's. */
  const ready: Claimed[] = [];
  /** What a commit without an answer may have claimed; no lane has it. */
  let unsure: { mailing: Mailing; ids: number[] }[] = [];
  /** Each answer counts once, however often a lane must hand it in. */
  const judged = new WeakMap<Finished, Judged>();
  const recorded = new WeakSet<Finished>();
  let serving = false;
  let waitUntil: number | null = null;
  let digestsRestUntil = 0;

  const serve = async () => {
    // Answers that have come in already are read before the commit begins.
    await new Promise(setImmediate);
    while (visits.length > 0) {
      const served = visits;
      visits = [];
      try {
        await work(served);
        for (const visit of served) visit.resolve((visit.more && ready.shift()) || null);
      } catch (error) {
        for (const visit of served) visit.reject(error);
      }
    }
    serving = false;
  };

  const work = async (served: Visit[]) => {
    const settled = served.flatMap(({ finished }) =>
      finished && !recorded.has(finished) ? [judgedOnce(finished)] : [],
    );
    const wanted = () => served.filter((visit) => visit.more).length - ready.length;
    await commit(settled, wanted());
    while (wanted() > 0 && (await more())) {
      await commit([], wanted());
      // A long stretch of readers who must wait is passed over without keeping everything else from happening.
      await new Promise(setImmediate);
    }
    // Should this fail for good, what is claimed waits for the lanes that come next.
    if (ready.length > 0) await insist(context, () => flush(context.db), orders.stop);
  };

  const judgedOnce = (finished: Finished): Judged => {
    const known = judged.get(finished) ?? judge(finished);
    judged.set(finished, known);
    return known;
  };

  const judge = (finished: Finished): Judged => {
    const { delivery, outcome } = finished;
    const destination = pacing.destinationOf(delivery.domain);
    pacing.ended(destination, context.clock());
    return { finished, destination, pause: pauseFor(delivery, outcome) };
  };

  /** A digest has no page at which an operator could let it go on: it waits, and goes on by itself. */
  const pauseFor = (delivery: Claimed, outcome: Outcome) => {
    if ("digestId" in delivery) {
      if (outcome.kind === "stop") digestsRestUntil = context.clock() + digestRest;
      return null;
    }
    const stop = `The mail server refuses us, not the reader: ${outcome.reply}`;
    const reason = outcome.kind === "stop" ? stop : breaker.count(delivery.issueId, outcome);
    return reason ? { issueId: delivery.issueId, reason } : null;
  };

  const commit = async (settled: Judged[], wanted: number) => {
    if (settled.length === 0 && wanted <= 0) return;
    const write = () =>
      inQuickTransaction(context, async (context) => {
        for (const { mailing, ids } of unsure) await mailing.putBack(context, processId, ids);
        for (const { finished, destination, pause } of settled) {
          const { delivery, outcome } = finished;
          await recordClaimed(context, processId, delivery, outcome);
          if (outcome.verdict === "rate") await pacing.slow(context, destination, outcome);
          if (pause) await pauseIssue(context, pause.issueId, "the sender", pause.reason);
        }
        return wanted > 0 ? takeDue(context, wanted) : [];
      });
    const claimed = await insist(context, write, orders.stop);
    unsure = [];
    for (const { finished } of settled) recorded.add(finished);
    for (const { domain } of claimed) pacing.begun(pacing.destinationOf(domain));
    ready.push(...claimed);
  };

  /** Readers who left are passed over within the same commit, so that a lane never comes away empty because of them. */
  const takeDue = async (context: Context, wanted: number) => {
    const budget = await pacing.open(context);
    const taken: Claimed[] = [];
    for (const { mailing, prospects } of ahead) {
      if (mailing.kind === "digest" && context.clock() < digestsRestUntil) continue;
      while (taken.length < wanted) {
        const next = prospects.take(wanted - taken.length, budget.admits);
        if (next.length === 0) break;
        const ids = next.map(({ subscriberId }) => subscriberId);
        unsure.push({ mailing, ids });
        taken.push(...(await mailing.claim(context, processId, ids)));
      }
    }
    await budget.keep();
    waitUntil = budget.waitUntil();
    return taken;
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
    const known = ahead;
    const isSame = (one: Mailing, other: Mailing) => one.kind === other.kind && one.id === other.id;
    const now = await mailings(context, orders.issueId);
    for (const { mailing } of known)
      if (mailing.kind === "issue" && !now.some((one) => isSame(one, mailing))) breaker.forget(mailing.id);
    ahead = now.map(
      (mailing) =>
        known.find((one) => isSame(one.mailing, mailing)) ?? { mailing, prospects: openReadAhead(context, mailing) },
    );
    let more = false;
    for (const { prospects } of ahead) more = (await prospects.refill(orders.share, pacing.destinationOf)) || more;
    return more;
  };

  return {
    waitUntil: () => waitUntil,
    visit: (finished, more) =>
      new Promise((resolve, reject) => {
        visits.push({ finished, more, resolve, reject });
        if (serving) return;
        serving = true;
        void serve();
      }),
  };
}
