import type { Outcome } from "#emails/smtp.server.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { claim, record, sendingIssues, type ClaimedDelivery } from "../models/deliveries.server.ts";
import { insist } from "./insist.server.ts";

/** A delivery that a lane has handed over, and what became of it. */
export type Finished = { delivery: ClaimedDelivery; outcome: Outcome };

/**
 * Where the lanes of a process hand in what they finished and get the next. `more` false: only hand in.
 * @returns the next delivery, claimed and committed, or null when nothing is due
 */
export type Exchange = (finished: Finished | null, more: boolean) => Promise<ClaimedDelivery | null>;

type Visit = {
  finished: Finished | null;
  more: boolean;
  resolve: (next: ClaimedDelivery | null) => void;
  reject: (error: unknown) => void;
};

/**
 * Lanes that come while a commit is under way share the next one. A commit that survives a power cut waits for the
 * disk (0.05 to 3 ms here), so one for each lane and message would be the speed limit of the whole sender.
 * @param issueId only this issue's deliveries, when given
 */
export function openExchange(context: Context, processId: string, issueId?: number): Exchange {
  let waiting: Visit[] = [];
  let busy = false;

  const serve = async () => {
    busy = true;
    while (waiting.length > 0) {
      const visits = waiting;
      waiting = [];
      try {
        const claimed = await insist(context, () => commit(context, processId, visits, issueId));
        for (const visit of visits) visit.resolve((visit.more && claimed.shift()) || null);
      } catch (error) {
        for (const visit of visits) visit.reject(error);
      }
    }
    busy = false;
  };

  return (finished, more) =>
    new Promise((resolve, reject) => {
      waiting.push({ finished, more, resolve, reject });
      if (!busy) void serve();
    });
}

async function commit(context: Context, processId: string, visits: Visit[], issueId?: number) {
  const wanted = visits.filter((visit) => visit.more).length;
  return inTransaction(context, async (context) => {
    for (const { finished } of visits) {
      if (finished) await record(context, processId, finished.delivery, finished.outcome);
    }
    return wanted > 0 ? takeDue(context, processId, wanted, issueId) : [];
  });
}

/** Readers who left are passed over within the same commit, so that a lane never comes away empty because of them. */
async function takeDue(context: Context, processId: string, wanted: number, issueId?: number) {
  const taken: ClaimedDelivery[] = [];
  for (const issue of issueId === undefined ? await sendingIssues(context) : [issueId]) {
    for (let moved = 1; moved > 0 && taken.length < wanted;) {
      const found = await claim(context, processId, wanted - taken.length, issue);
      taken.push(...found.claimed);
      moved = found.moved;
    }
  }
  return taken;
}
