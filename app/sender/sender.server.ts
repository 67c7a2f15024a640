import { setTimeout as sleep } from "node:timers/promises";
import { databaseOutage, type Context, type DatabaseOutage } from "#app/context.server.ts";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { minute } from "#app/models/durations.ts";
import { deregisterProcess, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { NewerDatabase } from "#db/migrate.server.ts";
import { closeConnection, ConnectionTrouble, openConnection, type Connection } from "./connection.server.ts";
import { deliverNext, handIn } from "./deliver.server.ts";
import { openDispatcher } from "./dispatcher.server.ts";
import type { Orders } from "./dueQueue.server.ts";
import { openEditions } from "./editions.server.ts";
import { turnTo } from "./laneTimes.server.ts";
import { openLoans, type Loans } from "./loans.server.ts";
import { openLanes, type Lanes } from "./lanes.server.ts";
import { newWorker, repeatMaintenance, tellNow, type Worker } from "./maintenance.server.ts";
import { openPacing } from "./pacing.server.ts";
import { retryWrite } from "./retryWrite.server.ts";
import { sendTransactional } from "./transactional.server.ts";

/** Milliseconds that idle connections wait; longer while everything due waits for a limit. */
const pause = 300;
const longestPause = 1000;
const shortestPause = 20;
/** Milliseconds between looks for a transactional mail. */
const transactionalEvery = 20;
/** Milliseconds after which an idle connection is closed. */
const keepIdleLine = 10_000;
/**
 * Milliseconds, the first and the longest wait during an outage. A restarted database is back within seconds, and
 * asking it is cheap.
 */
const serverWaits = [2_000, minute] as const;
const databaseWaits = [500, 3_000] as const;
/** Milliseconds that a script waits to deliver its last notices; the next sender delivers the rest. */
const lastWords = 5_000;
/** Milliseconds: after an outage of this length the waiting sends are paused, and operators are told. */
const patience = 10 * minute;

/**
 * Hands over what is due until `asked` aborts; then it finishes what is in flight and takes nothing new, so that
 * nothing
 * becomes uncertain. It ends in the same way once a newer version has migrated the database.
 * @param issueId limits it to this issue, without transactional mails
 * @throws NewerDatabase in the latter case
 */
export async function runSender(context: Context, asked: AbortSignal, issueId?: number): Promise<void> {
  const overtaken = new AbortController();
  const signal = AbortSignal.any([asked, overtaken.signal]);
  const processId = await registerProcess(context, issueId);
  const orders: Orders = { share: { rank: 0, of: 1 }, pacing: openPacing(), issueId, stop: signal };
  const exchange = openDispatcher(context, processId, orders);
  const editions = openEditions(context);
  const lanes = openLanes(context, processId, () => openConnection(processId, exchange, editions), signal);
  const worker = newWorker(processId, orders, exchange.waits, lanes);
  worker.onOvertaken = (newest) => overtaken.abort(new NewerDatabase(newest));
  const drained = new AbortController();
  const loans = openLoans(context.smtp, signal);
  const upkeep = await repeatMaintenance({ ...context, smtp: loans.smtp }, worker, drained.signal);
  const steps = openSteps(context, worker, loans, signal);
  const pauseTogether = openPauses(signal);
  const ended = await Promise.allSettled(
    lanes.all.map((lane, i) =>
      runLane(context, worker, lane, signal, pauseTogether, steps[i]!).finally(() => closeConnection(lane)),
    ),
  );
  ended.push(...(await Promise.allSettled([exchange.close()])));
  drained.abort();
  await upkeep.ended;
  // It stops after the rows at hand; another process goes on.
  await Promise.all(["imports", "site-moves", "inbound"].map((work) => context.underWay.get(work)));
  await retryWrite(context, () => leave(context, processId), signal);
  for (const lane of ended) if (lane.status === "rejected") throw lane.reason;
  overtaken.signal.throwIfAborted();
  // Without another sender, nobody would report the end before the next one starts.
  if (issueId !== undefined) await tellNow(context, worker);
  await Promise.race([Promise.all(worker.telling), sleep(lastWords, undefined, { ref: false })]);
}

/** @returns what each connection does next, again and again; true when it found work */
function openSteps(context: Context, worker: Worker, loans: Loans, signal: AbortSignal): Step[] {
  const lanes = worker.lanes!;
  const letters = openTurns(transactionalEvery);
  const deliver = openDelivery(context);
  const letter = async (lane: Connection) => {
    if (!(await sendTransactional(context, lane, signal))) return deliver(lane);
    letters.goOn();
    return true;
  };
  // Not `async`, as a promise more for each message costs.
  return lanes.all.map((lane, i): Step => {
    const hasLetters = i === 0 && worker.orders.issueId === undefined;
    const work = () => {
      if (!lanes.isWanted(lane)) return handIn(lane).then(() => true);
      return hasLetters && letters.areTheirTurn() ? letter(lane) : deliver(lane);
    };
    return () => {
      if (worker.held) return Promise.resolve(false);
      if (!loans.areAsked()) return work();
      return handIn(lane)
        .then(() => loans.lend(lane.line))
        .then(work);
    };
  });
}

async function leave(context: Context, processId: string) {
  // Finds nothing unless the database failed: deliveries still claimed are for an operator to resolve.
  await uncertainDeliveries(context, [processId]);
  await closeWhenDone(context);
  await deregisterProcess(context, processId);
}

/** Delivers, and closes a send with its last reader instead of within a second. */
function openDelivery(context: Context): (lane: Connection) => Promise<boolean> {
  let hasDelivered = false;
  return async (lane) => {
    const found = await deliverNext(context, lane);
    if (!found && hasDelivered) await closeWhenDone(context);
    hasDelivered = found;
    return found;
  };
}

/**
 * Turns that come every `ms`, or at once after `goOn`: one connection also carries transactional mails, and a look for
 * them before each message costs too much.
 */
function openTurns(ms: number) {
  let next = -Infinity;
  return {
    areTheirTurn() {
      const now = performance.now();
      if (now < next) return false;
      next = now + ms;
      return true;
    },
    goOn: () => void (next = -Infinity),
  };
}

type Step = () => Promise<boolean>;

async function runLane(
  context: Context,
  worker: Worker,
  lane: Connection,
  signal: AbortSignal,
  pauseTogether: (ms: number) => Promise<void>,
  step: Step,
) {
  let idleSince = context.clock();
  let troubles = 0;
  while (!signal.aborted) {
    if (!lane.finished && !worker.lanes!.isWanted(lane)) {
      await park(worker.lanes!, lane);
      idleSince = context.clock();
      continue;
    }
    let found: boolean | "server" | "database";
    try {
      found = await step();
      noteWork(worker, found);
    } catch (error) {
      found = await excused(context, worker, lane, signal, error);
    }
    if (found === true) {
      idleSince = context.clock();
      troubles = 0;
      continue;
    }
    if (found === false) {
      if (context.clock() - idleSince > keepIdleLine) closeConnection(lane);
      await idle(lane, pauseTogether(untilTurn(context, lane)));
      continue;
    }
    const [first, longest] = found === "database" ? databaseWaits : serverWaits;
    await idle(lane, rest(Math.min(first * 2 ** troubles, longest), signal));
    troubles += 1;
  }
  await handIn(lane);
}

async function idle(lane: Connection, pause: Promise<void>) {
  turnTo(lane.times, "idle");
  await pause;
  turnTo(lane.times, "recording");
}

/** A connection that is not wanted has nothing in flight any more. */
async function park(lanes: Lanes, lane: Connection) {
  closeConnection(lane);
  turnTo(lane.times, "parked");
  await lanes.whenWanted(lane);
  turnTo(lane.times, "recording");
}

/**
 * A connection that is one too many for the mail server rests; the others go on.
 * @returns true when it was that, or the kind of the outage
 */
async function excused(context: Context, worker: Worker, lane: Connection, signal: AbortSignal, error: unknown) {
  const ms = worker.lanes!.excuse(lane, error);
  if (ms === null) return troubled(context, worker, error);
  turnTo(lane.times, "opening");
  await rest(ms, signal);
  turnTo(lane.times, "recording");
  noteWork(worker, true);
  return true;
}

/** Returns when the limits let the next message leave; a second at most, because limits and issues may change. */
function untilTurn(context: Context, lane: Connection): number {
  const turn = lane.exchange.waitUntil();
  return turn === null ? pause : Math.min(Math.max(turn - context.clock(), shortestPause), longestPause);
}

/** Idle connections wake together, at the earliest time of all, so that they share one query. */
function openPauses(signal: AbortSignal): (ms: number) => Promise<void> {
  const asleep: (() => void)[] = [];
  let [wakeAt, timer]: [number, NodeJS.Timeout | undefined] = [Infinity, undefined];
  const wake = () => {
    clearTimeout(timer);
    wakeAt = Infinity;
    for (const go of asleep.splice(0)) go();
  };
  signal.addEventListener("abort", wake);
  return (ms) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      asleep.push(resolve);
      if (performance.now() + ms >= wakeAt) return;
      clearTimeout(timer);
      wakeAt = performance.now() + ms;
      timer = setTimeout(wake, ms);
    });
}

function noteWork(worker: Worker, found: boolean): void {
  if (found) worker.reached = true;
  if (!found && !worker.databaseAway) return;
  worker.trouble = null;
  worker.pauseAt = null;
  worker.databaseAway = false;
}

/** @returns the kind of the outage */
function troubled(context: Context, worker: Worker, error: unknown): "server" | "database" {
  const trouble = error instanceof ConnectionTrouble ? error.message : wordTrouble(error);
  // Five connections in the same outage log it once.
  if (trouble !== worker.trouble) logTrouble(context, worker, error, trouble);
  worker.trouble = trouble;
  worker.databaseAway = !(error instanceof ConnectionTrouble);
  if (!(error instanceof ConnectionTrouble)) return "database";
  worker.reached = false;
  // A database outage pauses no send: it continues when the database is back.
  const pauseAt = context.clock() + (error.lasting ? 0 : patience);
  worker.pauseAt = Math.min(worker.pauseAt ?? Infinity, pauseAt);
  return "server";
}

/** A server that refuses one more connection beside other senders is no fault: they have all that it gives. */
function logTrouble(context: Context, { orders }: Worker, error: unknown, trouble: string) {
  if (!(error instanceof ConnectionTrouble)) return context.log.error({ error }, trouble);
  const areOthersAtWork = orders.share.of > 1 && typeof error.unopened?.code === "number";
  if (areOthersAtWork) context.log.info(`${trouble} Other senders are at work; this one tries again.`);
  else context.log.error(trouble);
}

const databaseTroubles: Record<DatabaseOutage, string> = {
  busy: "The database is held by another process; see the log.",
  full: "The disk of the database is full; see the log.",
  away: "The database does not answer; see the log.",
  unusable: "The database cannot be used; see the log.",
};

function wordTrouble(error: unknown): string {
  const trouble = databaseOutage(error);
  return trouble ? databaseTroubles[trouble] : "Something unexpected keeps the sender from working; see the log.";
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
