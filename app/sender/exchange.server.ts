import type { Outcome } from "#emails/replies.server.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { claim, record, sendingIssues, type ClaimedDelivery, type Share } from "../models/claims.server.ts";
import { pauseIssue } from "../models/pauses.server.ts";
import { openBreaker } from "./breaker.server.ts";
import { insist } from "./insist.server.ts";
import type { Pacing } from "./pacing.server.ts";
import { openReadAhead, type ReadAhead } from "./readAhead.server.ts";

/** A delivery that a lane has handed over, and what became of it. */
export type Finished = { delivery: ClaimedDelivery; outcome: Outcome };

/**
 * Where the lanes of a process hand in what they finished and get the next. `more` false: only hand in.
 * @returns the next delivery, claimed and committed, or null when nothing may leave now
 */
export type Exchange = {
  visit(finished: Finished | null, more: boolean): Promise<ClaimedDelivery | null>;
  /** When the pace lets the next message leave, if that is what is waited for; asked after `null`. */
  waitUntil(): number | null;
};

/** What the exchange is told from outside, each second. */
export type Orders = { share: Share; pacing: Pacing; /** Only this issue. */ issueId?: number };

type Visit = {
  finished: Finished | null;
  more: boolean;
  resolve: (next: ClaimedDelivery | null) => void;
  reject: (error: unknown) => void;
};

/** The longest a lane waits for others to share its commit with. Milliseconds. */
const patience = 1;

/**
 * Lanes share commits. One that survives a power cut waits for the disk (0.05 to 3 ms here), so one for each message
 * would be the speed limit of the whole sender. While half of the lanes have a message on the way, the server has
 * enough to do for the others to wait for each other: 934 messages/s became 1 500 on five connections.
 */
export function openExchange(context: Context, processId: string, orders: Orders): Exchange {
  const { pacing } = orders;
  const breaker = openBreaker();
  const ahead = new Map<number, ReadAhead>();
  let visits: Visit[] = [];
  let timer: NodeJS.Timeout | null = null;
  let serving = false;
  let onTheWay = 0;
  let waitUntil: number | null = null;

  const come = () => {
    if (serving) return;
    if (visits.length < onTheWay) timer ??= setTimeout(() => void serve(), patience);
    else void serve();
  };

  const serve = async () => {
    serving = true;
    if (timer) clearTimeout(timer);
    timer = null;
    // Answers that have come in meanwhile are read before the commit begins.
    await new Promise(setImmediate);
    if (visits.length > 0) {
      const served = visits;
      visits = [];
      try {
        const claimed = await work(served);
        onTheWay += claimed.length;
        for (const visit of served) visit.resolve((visit.more && claimed.shift()) || null);
      } catch (error) {
        for (const visit of served) visit.reject(error);
      }
    }
    serving = false;
    if (visits.length > 0) come();
  };

  const work = async (served: Visit[]) => {
    const settled = served.flatMap(({ finished }) => (finished ? [judge(finished)] : []));
    const wanted = served.filter((visit) => visit.more).length;
    const claimed = await insist(context, () => commit(settled, wanted));
    while (claimed.length < wanted && (await refill())) {
      claimed.push(...(await insist(context, () => commit([], wanted - claimed.length))));
      // A long stretch of readers who must wait is passed over without keeping everything else from happening.
      await new Promise(setImmediate);
    }
    for (const { domain } of claimed) pacing.begun(pacing.destinationOf(domain));
    return claimed;
  };

  /** Once for each answer, however often the database must be asked to take it. */
  const judge = ({ delivery, outcome }: Finished) => {
    const destination = pacing.destinationOf(delivery.domain);
    pacing.ended(destination, context.clock());
    const stop = `The mail server refuses us, not the reader: ${outcome.reply}`;
    const pause = outcome.kind === "stop" ? stop : breaker.count(delivery.issueId, outcome);
    return { delivery, outcome, destination, pause };
  };

  const commit = (settled: ReturnType<typeof judge>[], wanted: number): Promise<ClaimedDelivery[]> =>
    inTransaction(context, async (context) => {
      for (const { delivery, outcome, destination, pause } of settled) {
        await record(context, processId, delivery, outcome);
        if (outcome.verdict === "rate") await pacing.slow(context, destination, outcome);
        if (pause) await pauseIssue(context, delivery.issueId, "the sender", pause);
      }
      return wanted > 0 ? takeDue(context, wanted) : [];
    });

  /** Readers who left are passed over within the same commit, so that a lane never comes away empty because of them. */
  const takeDue = async (context: Context, wanted: number) => {
    const budget = await pacing.open(context);
    const taken: ClaimedDelivery[] = [];
    for (const [issueId, prospects] of ahead) {
      while (taken.length < wanted) {
        const next = prospects.take(wanted - taken.length, budget.admits);
        if (next.length === 0) break;
        const ids = next.map(({ subscriberId }) => subscriberId);
        taken.push(...(await claim(context, processId, issueId, ids)));
      }
    }
    await budget.keep();
    waitUntil = budget.waitUntil();
    return taken;
  };

  const refill = async () => {
    const issues = orders.issueId === undefined ? await sendingIssues(context) : [orders.issueId];
    for (const id of ahead.keys())
      if (!issues.includes(id)) {
        ahead.delete(id);
        breaker.forget(id);
      }
    let more = false;
    for (const id of issues) {
      const prospects = ahead.get(id) ?? openReadAhead(context, id);
      ahead.set(id, prospects);
      more = (await prospects.refill(orders.share, pacing.destinationOf)) || more;
    }
    return more;
  };

  return {
    waitUntil: () => waitUntil,
    visit: (finished, more) =>
      new Promise((resolve, reject) => {
        if (finished) onTheWay -= 1;
        visits.push({ finished, more, resolve, reject });
        come();
      }),
  };
}
