import { flush, inQuickTransaction, type Context } from "#app/context.server.ts";
import { putBack, refuseUndecided } from "#app/models/deliveries/claims.server.ts";
import { exchange, exchangeNow, type ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import type { Wish } from "#app/models/deliveries/ledgerChanges.server.ts";
import type { Result } from "#app/models/deliveries/retries.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { everywhere } from "#app/models/pacing/limits.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { inSteps } from "#db/quick.server.ts";
import type { AtOnce } from "#db/statements.server.ts";
import { openDueQueue, type DueQueue, type Orders } from "./dueQueue.server.ts";
import { openReplyJudge, type Finished, type JudgedReply, type ReplyJudge } from "./judgeReply.server.ts";
import type { Admission, Budget } from "./pacing.server.ts";
import type { Destined } from "./prefetch.server.ts";
import { retryWrite } from "./retryWrite.server.ts";

/** The state of a process's recording and claiming, which go one step at a time, each step one commit. */
export type Clerk = {
  context: Context;
  processId: string;
  orders: Orders;
  judge: ReplyJudge;
  atHand: DueQueue;
  /** Claimed and committed, but not given to a connection yet. */
  ready: ClaimedDelivery[];
  /** Possibly claimed by a commit whose reply was lost; no connection has it. */
  unsure: Wish[];
  /** The time at which the limits let the next message leave, if it waits for them. */
  waitUntil: number | null;
};

export function openClerk(context: Context, processId: string, orders: Orders): Clerk {
  const judge = openReplyJudge(orders.pacing);
  const atHand = openDueQueue(context, orders, judge.forget);
  return { context, processId, orders, judge, atHand, ready: [], unsure: [], waitUntil: null };
}

/**
 * Records results, and claims until `wanted` deliveries are ready or nothing more may leave now. Afterwards the claims
 * are on the disk.
 */
export async function recordAndClaim(clerk: Clerk, finished: Finished[], wanted: number): Promise<void> {
  const { context, judge, ready, orders } = clerk;
  const settled: JudgedReply[] = [];
  for (const one of finished) if (!one.isRecorded) settled.push(judge.answer(context, one));
  let closed = await commit(clerk, settled, wanted - ready.length);
  while (wanted > ready.length && !closed && (await readOn(clerk))) {
    closed = await commit(clerk, [], wanted - ready.length);
    // Yields, so that skipping a long stretch of waiting readers does not block everything else.
    await new Promise(setImmediate);
  }
  // If this fails for good, the claimed deliveries wait for the next connections.
  if (ready.length > 0) await retryWrite(context, () => flush(context.db), orders.stop);
}

/** Requeues claimed deliveries without a connection, when the process ends. */
export async function returnReady(clerk: Clerk): Promise<void> {
  const { context, judge } = clerk;
  const outcome: Result = { kind: "returned", verdict: "connection", code: null, reply: "It was not handed over." };
  const back = clerk.ready.splice(0).map((delivery) => judge.answer(context, { delivery, outcome, isFresh: false }));
  await commit(clerk, back, 0);
}

/** Counts up to `wanted` messages that may leave now. It takes no permit, and reads no more rows than needed. */
export async function mayLeave(clerk: Clerk, wanted: number): Promise<number> {
  let { count, closed } = countNow(clerk, wanted);
  if (count === 0 && closed) await clerk.atHand.readWho();
  while (count < wanted && !closed && (await readOn(clerk))) {
    ({ count, closed } = countNow(clerk, wanted));
    await new Promise(setImmediate);
  }
  return count;
}

function countNow(clerk: Clerk, wanted: number) {
  const { ready, atHand, orders, context } = clerk;
  const admission = orders.pacing.peek(context.clock());
  const count = Math.min(wanted, ready.length + atHand.count(Math.max(0, wanted - ready.length), admission));
  // With nothing to count, the limit of all mail must still be checked.
  if (count === 0) admission.admits(everywhere);
  if (count < wanted) clerk.waitUntil = admission.waitUntil();
  return { count, closed: admission.closed() };
}

/** Reads on; claimed deliveries must not wait for a database that fails here. */
async function readOn({ atHand, ready }: Clerk): Promise<boolean> {
  try {
    return await atHand.readOn();
  } catch (error) {
    if (ready.length === 0) throw error;
    return false;
  }
}

/** The result of a commit. `closed`: no further message may leave, for any reader. */
type Committed = { claimed: ClaimedDelivery[]; decided: Send[]; closed: boolean; waitUntil: number | null };

/** @returns true when no further message may leave, for any reader */
async function commit(clerk: Clerk, settled: JudgedReply[], wanted: number): Promise<boolean> {
  if (settled.length === 0 && wanted <= 0) return false;
  const { context, judge, orders } = clerk;
  const { claimed, decided, closed, waitUntil } = await retryWrite(
    context,
    () => commitOnce(clerk, settled, wanted),
    orders.stop,
  );
  if (wanted > 0) clerk.waitUntil = waitUntil;
  clerk.unsure = [];
  for (const { finished } of settled) finished.isRecorded = true;
  for (const send of decided) judge.forget(send);
  for (const delivery of claimed) {
    orders.pacing.begun(orders.pacing.destinationOf(delivery.domain));
    judge.asked(delivery);
    clerk.ready.push(delivery);
  }
  for (const { finished, outcome, destination, send } of settled)
    if (outcome.kind === "returned") {
      const { subscriberId, domain } = finished.delivery;
      clerk.atHand.putBack(send, { subscriberId, domain, dueAt: context.clock(), destination });
    }
  return closed;
}

function commitOnce(clerk: Clerk, settled: JudgedReply[], wanted: number): Promise<Committed> {
  const { context, orders, unsure, judge } = clerk;
  if (unsure.length > 0 || !settled.every(judge.isPlain)) return commitWithCare(clerk, settled, wanted);
  const steps = inSteps(context.db, (atOnce) => commitInSteps(clerk, atOnce, settled, wanted));
  if (steps) return steps;
  const admission = orders.pacing.unbound(context.clock());
  return admission ? commitPlainly(clerk, settled, wanted, admission) : commitWithCare(clerk, settled, wanted);
}

/** Nearly every commit on a file: answers without consequences for others. */
function commitInSteps(clerk: Clerk, atOnce: AtOnce, settled: JudgedReply[], wanted: number): Committed {
  const { context, processId, atHand, unsure, orders } = clerk;
  exchangeNow(context, atOnce, processId, settled.map(answerOf), null);
  const budget = orders.pacing.openInSteps(atOnce, context.clock());
  const claimed: ClaimedDelivery[] = [];
  while (claimed.length < wanted) {
    const next = atHand.take(wanted - claimed.length, budget);
    if (!next) break;
    const wish = wishOf(next);
    unsure.push(wish);
    const taken = exchangeNow(context, atOnce, processId, [], wish);
    releaseOthers(next, taken, budget);
    claimed.push(...taken);
  }
  budget.keep();
  return { claimed, decided: [], closed: budget.closed(), waitUntil: budget.waitUntil() };
}

/** Nearly every commit on a server, while there is no limit to share: one round trip. */
async function commitPlainly(
  clerk: Clerk,
  settled: JudgedReply[],
  wanted: number,
  admission: Admission,
): Promise<Committed> {
  const claimed: ClaimedDelivery[] = [];
  for (let answers = settled.map(answerOf); ; answers = []) {
    const next = wanted > claimed.length ? clerk.atHand.take(wanted - claimed.length, admission) : null;
    if (answers.length > 0 || next) claimed.push(...(await exchangeNext(clerk, answers, next, admission)));
    // Readers who left are skipped at once, so that no connection goes idle because of them.
    if (!next || claimed.length >= wanted) break;
  }
  return { claimed, decided: [], closed: admission.closed(), waitUntil: admission.waitUntil() };
}

function answerOf({ finished, outcome }: JudgedReply) {
  return { delivery: finished.delivery, outcome };
}

type Next = { send: Send; prospects: Destined[] };

async function exchangeNext(
  { context, processId, unsure }: Clerk,
  answers: ReturnType<typeof answerOf>[],
  next: Next | null,
  admission: Admission,
): Promise<ClaimedDelivery[]> {
  const wish = next && wishOf(next);
  if (wish) unsure.push(wish);
  const claimed = await exchange(context, processId, answers, wish);
  if (next) releaseOthers(next, claimed, admission);
  return claimed;
}

function wishOf({ send, prospects }: Next): Wish {
  return { send, subscriberIds: prospects.map(({ subscriberId }) => subscriberId) };
}

/** Returns the permits of those who were not claimed, for most of the time nobody. */
function releaseOthers({ prospects }: Next, claimed: ClaimedDelivery[], admission: Admission): void {
  if (claimed.length === prospects.length) return;
  const isClaimed = new Set(claimed.map(({ subscriberId }) => subscriberId));
  for (const { subscriberId, destination } of prospects)
    if (!isClaimed.has(subscriberId)) admission.release(destination);
}

/** With limits, pauses, refusals that may be about us, or a former commit whose reply was lost. */
function commitWithCare(clerk: Clerk, settled: JudgedReply[], wanted: number): Promise<Committed> {
  const { processId, judge, orders } = clerk;
  const { pacing } = orders;
  return inQuickTransaction(clerk.context, async (context) => {
    const inside = { ...clerk, context };
    for (const { send, subscriberIds } of clerk.unsure)
      await putBack(context, processId, send.editionId, subscriberIds);
    await exchange(context, processId, settled.map(answerOf), null);
    for (const reply of settled) await follow(inside, reply);
    const decided = await judge.decide(context, settled);
    const unused = settled.filter(({ outcome }) => outcome.kind === "returned").map(({ destination }) => destination);
    if (wanted <= 0) {
      await pacing.giveBack(context, unused);
      return { claimed: [], decided, closed: false, waitUntil: null };
    }
    const budget = await pacing.open(context);
    for (const destination of unused) budget.release(destination);
    const claimed = await claimWithin(inside, wanted, budget);
    return { claimed, decided, closed: budget.closed(), waitUntil: budget.waitUntil() };
  });
}

/** The consequences of a reply for others than its reader. */
async function follow({ context, orders }: Clerk, { outcome, destination, send, final, pause }: JudgedReply) {
  if (outcome.verdict === "rate") await orders.pacing.slow(context, destination, outcome);
  if (pause !== null) await pauseSend(context, send, "the sender", pause);
  if (final.size > 0) await refuseUndecided(context, final);
}

async function claimWithin(clerk: Clerk, wanted: number, budget: Budget): Promise<ClaimedDelivery[]> {
  const taken: ClaimedDelivery[] = [];
  while (taken.length < wanted) {
    const next = clerk.atHand.take(wanted - taken.length, budget);
    if (!next) break;
    taken.push(...(await exchangeNext(clerk, [], next, budget)));
  }
  await budget.keep();
  return taken;
}
