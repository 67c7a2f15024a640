import type { Context } from "#app/context.server.ts";
import type { ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import type { Wait } from "#app/models/instance/senderProcesses.server.ts";
import { mayLeave, openClerk, recordAndClaim, returnReady, type Clerk } from "./clerk.server.ts";
import type { Orders } from "./dueQueue.server.ts";
import type { Finished } from "./judgeReply.server.ts";
import type { Pacing } from "./pacing.server.ts";

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

/** The connections that wait for the clerk. */
type Counter = {
  clerk: Clerk;
  visits: Visit[];
  looks: Look[];
  /** The number of connections being opened for a found delivery. */
  onTheirWay: number;
  serving: boolean;
};

/**
 * Connections that come during a commit share the next one. Each commit waits for the disk (0.2 to 0.8 ms here),
 * because no message may leave before its claim would survive a power cut (T-01). One commit for each message would
 * therefore limit the whole sender's speed.
 */
export function openDispatcher(context: Context, processId: string, orders: Orders): Dispatcher {
  const clerk = openClerk(context, processId, orders);
  const counter: Counter = { clerk, visits: [], looks: [], onTheirWay: 0, serving: false };
  return {
    pacing: orders.pacing,
    waitUntil: () => clerk.waitUntil,
    visit: (finished, more) =>
      new Promise((resolve, reject) => {
        counter.visits.push({ finished, more, resolve, reject });
        ask(counter);
      }),
    prospect: (hasLine) =>
      new Promise((resolve, reject) => {
        counter.looks.push({ hasLine, resolve, reject });
        ask(counter);
      }),
    waits: () => clerk.atHand.waits(() => orders.pacing.peek(context.clock())),
    close: () => returnReady(clerk),
  };
}

function ask(counter: Counter): void {
  if (counter.serving) return;
  counter.serving = true;
  // Reads replies that have arrived already, before the commit begins.
  setImmediate(() => void serve(counter));
}

async function serve(counter: Counter): Promise<void> {
  while (counter.visits.length + counter.looks.length > 0) {
    const { visits, looks } = counter;
    [counter.visits, counter.looks] = [[], []];
    try {
      if (visits.length > 0) await receive(counter.clerk, visits);
      if (looks.length > 0) await show(counter, looks);
    } catch (error) {
      for (const asked of [...visits, ...looks]) asked.reject(error);
    }
  }
  counter.serving = false;
}

async function receive(clerk: Clerk, visits: Visit[]): Promise<void> {
  const finished: Finished[] = [];
  let wanted = 0;
  for (const visit of visits) {
    if (visit.finished) finished.push(visit.finished);
    if (visit.more) wanted += 1;
  }
  await recordAndClaim(clerk, finished, wanted);
  for (const visit of visits) visit.resolve((visit.more && clerk.ready.shift()) || null);
}

async function show(counter: Counter, looks: Look[]): Promise<void> {
  let free = (await mayLeave(counter.clerk, looks.length + counter.onTheirWay)) - counter.onTheirWay;
  const inTurn = looks.sort((one, other) => Number(other.hasLine) - Number(one.hasLine));
  for (const { resolve } of inTurn) {
    free -= 1;
    if (free < 0) resolve(null);
    else {
      counter.onTheirWay += 1;
      resolve(() => void (counter.onTheirWay -= 1));
    }
  }
}
