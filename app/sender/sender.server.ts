import { setTimeout as sleep } from "node:timers/promises";
import { databaseOutage, type Context, type DatabaseOutage } from "#app/context.server.ts";
import { uncertainDeliveries } from "#app/models/deliveries/claims.server.ts";
import { tellNotices } from "#app/models/desk/alerts.server.ts";
import { deregisterProcess, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { closeWhenDone } from "#app/models/sending/pauses.server.ts";
import { NewerDatabase } from "#db/migrate.server.ts";
import { closeConnection, ConnectionTrouble, openConnection, type Connection } from "./connection.server.ts";
import { deliverNext, handIn } from "./deliver.server.ts";
import { openDispatcher } from "./dispatcher.server.ts";
import type { Orders } from "./dueQueue.server.ts";
import { openEditions } from "./editions.server.ts";
import { newWorker, repeatMaintenance, type Worker } from "./maintenance.server.ts";
import { openPacing } from "./pacing.server.ts";
import { retryWrite } from "./retryWrite.server.ts";
import { sendTransactional } from "./transactional.server.ts";

/** How long idle lanes wait before they look again, longer while all that is due waits for the pace. Milliseconds. */
const pause = 300;
const longestPause = 1000;
const shortestPause = 20;
/** How long an idle lane keeps its connection. */
const keepIdleLine = 10_000;
/** The first and the longest wait in trouble. A database that restarts is back within seconds, and to ask it costs little. */
const serverWaits = [2_000, 60_000] as const;
const databaseWaits = [500, 3_000] as const;
/** How long a script waits for what it has to tell at its end; the next sender tells the rest. Milliseconds. */
const lastWords = 5_000;
/** A server that is away for so long is no hiccup: what waits for it is paused, and an operator is told. */
const patience = 10 * 60_000;

/**
 * Hands over what is due until `asked` tells it to stop; then it finishes what is in flight and takes nothing new, so
 * that nothing is left uncertain. It ends in the same way once a newer version has changed the database.
 * @param issueId only this issue, and no letters, when given
 * @throws NewerDatabase in the latter case
 */
export async function runSender(context: Context, asked: AbortSignal, issueId?: number): Promise<void> {
  const overtaken = new AbortController();
  const signal = AbortSignal.any([asked, overtaken.signal]);
  const processId = await registerProcess(context, issueId);
  const orders: Orders = { share: { rank: 0, of: 1 }, pacing: openPacing(), issueId, stop: signal };
  const exchange = openDispatcher(context, processId, orders);
  const worker = newWorker(processId, orders, exchange.waits);
  worker.onOvertaken = (newest) => overtaken.abort(new NewerDatabase(newest));
  const drained = new AbortController();
  const upkeep = await repeatMaintenance(context, worker, drained.signal);
  const editions = openEditions(context);
  const lanes = Array.from({ length: context.smtp.connections }, () => openConnection(processId, exchange, editions));
  // One lane carries letters too: asking for them before every message of every lane costs more than they are many.
  const steps = lanes.map((lane, i) => async () => {
    if (worker.held) return false;
    const letter = i === 0 && issueId === undefined && (await sendTransactional(context, lane, signal));
    return letter || deliverNext(context, lane);
  });
  const pauseTogether = openPauses(signal);
  const ended = await Promise.allSettled(
    lanes.map((lane, i) =>
      runLane(context, worker, lane, signal, pauseTogether, steps[i]!).finally(() => closeConnection(lane)),
    ),
  );
  ended.push(...(await Promise.allSettled([exchange.close()])));
  drained.abort();
  await upkeep.ended;
  await retryWrite(context, () => leave(context, processId), signal);
  for (const lane of ended) if (lane.status === "rejected") throw lane.reason;
  overtaken.signal.throwIfAborted();
  // Where no other sender runs, nobody would tell of the end before the next one does.
  if (issueId === undefined) return;
  const { told } = await tellNotices(context, worker.held !== null);
  await Promise.race([told, sleep(lastWords, undefined, { ref: false })]);
}

async function leave(context: Context, processId: string) {
  // Nothing, unless the database failed us: what is still held is for a person to settle, not forgotten.
  await uncertainDeliveries(context, [processId]);
  await closeWhenDone(context);
  await deregisterProcess(context, processId);
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
    const found = await tried(context, worker, step);
    if (found === true) {
      idleSince = context.clock();
      troubles = 0;
      continue;
    }
    if (found === false) {
      if (context.clock() - idleSince > keepIdleLine) closeConnection(lane);
      await pauseTogether(untilTurn(context, lane));
      continue;
    }
    const [first, longest] = found === "database" ? databaseWaits : serverWaits;
    await rest(Math.min(first * 2 ** troubles, longest), signal);
    troubles += 1;
  }
  await handIn(lane);
}

/** When the pace lets the next message leave; a second at most, as rules and issues may change meanwhile. */
function untilTurn(context: Context, lane: Connection): number {
  const turn = lane.exchange.waitUntil();
  return turn === null ? pause : Math.min(Math.max(turn - context.clock(), shortestPause), longestPause);
}

/** Idle lanes wake together, at the earliest time that one of them named, so that one look at the database is for all. */
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

/** @returns whether there was work, or what the trouble is about */
async function tried(context: Context, worker: Worker, step: Step): Promise<boolean | "server" | "database"> {
  try {
    const found = await step();
    if (found) worker.reached = true;
    if (found || worker.databaseAway) [worker.trouble, worker.pauseAt, worker.databaseAway] = [null, null, false];
    return found;
  } catch (error) {
    const trouble = error instanceof ConnectionTrouble ? error.message : wordTrouble(error);
    // Five lanes that meet the same trouble say it once.
    if (trouble !== worker.trouble) context.log.error(error instanceof ConnectionTrouble ? {} : { error }, trouble);
    worker.trouble = trouble;
    worker.databaseAway = !(error instanceof ConnectionTrouble);
    if (!(error instanceof ConnectionTrouble)) return "database";
    worker.reached = false;
    // A database that is away keeps nobody's mail from leaving for good: it is back when it is back.
    const pauseAt = context.clock() + (error.lasting ? 0 : patience);
    worker.pauseAt = Math.min(worker.pauseAt ?? Infinity, pauseAt);
    return "server";
  }
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
