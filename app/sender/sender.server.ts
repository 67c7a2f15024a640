import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../context.server.ts";
import { uncertainDeliveries } from "../models/claims.server.ts";
import { deregisterProcess, registerProcess } from "../models/processes.server.ts";
import { closeWhenDone } from "../models/issues.server.ts";
import { deliverNext, handIn } from "./deliver.server.ts";
import { openEditions } from "./editions.server.ts";
import { openExchange, type Orders } from "./exchange.server.ts";
import { closeLane, openLane, Trouble, type Lane } from "./lane.server.ts";
import { sendLetter } from "./letter.server.ts";
import { openPacing } from "./pacing.server.ts";
import { repeatUpkeep, type Worker } from "./upkeep.server.ts";

/** How long an idle lane waits before it looks again, and keeps its connection. Milliseconds. */
const pause = 300;
const keepIdleLine = 10_000;
const longestTrouble = 60_000;
/** A server that is away for so long is no hiccup: the issues that wait for it are paused, and an operator is told. */
const patience = 10 * 60_000;

/**
 * Hands over what is due until `signal` tells it to stop; then it finishes what is in flight and takes nothing new, so
 * that nothing is left uncertain.
 * @param issueId only this issue, and no letters, when given
 */
export async function runSender(context: Context, signal: AbortSignal, issueId?: number): Promise<void> {
  const processId = await registerProcess(context, issueId);
  const orders: Orders = { share: { rank: 0, of: 1 }, pacing: openPacing(), issueId };
  const worker: Worker = { processId, orders, trouble: null, pauseAt: null, held: null, tidiedAt: 0 };
  const drained = new AbortController();
  const upkeep = await repeatUpkeep(context, worker, drained.signal);
  const exchange = openExchange(context, processId, orders);
  const editions = openEditions(context);
  const lanes = Array.from({ length: context.smtp.connections }, () => openLane(processId, exchange, editions));
  // One lane carries letters too: asking for them before every message of every lane costs more than they are many.
  const steps = lanes.map((lane, i) => async () => {
    if (worker.held) return false;
    const letter = i === 0 && issueId === undefined && (await sendLetter(context, lane));
    return letter || deliverNext(context, lane, issueId);
  });
  await Promise.all(lanes.map((lane, i) => runLane(context, worker, lane, signal, steps[i]!)));
  drained.abort();
  await upkeep.ended;
  // Nothing, unless the database failed us: what is still held is for a person to settle, not forgotten.
  await uncertainDeliveries(context, [processId]);
  await closeWhenDone(context);
  await deregisterProcess(context, processId);
}

type Step = () => Promise<boolean>;

async function runLane(context: Context, worker: Worker, lane: Lane, signal: AbortSignal, step: Step) {
  let idleSince = Date.now();
  let troubles = 0;
  while (!signal.aborted) {
    const found = await tried(context, worker, step);
    if (found === true) {
      idleSince = Date.now();
      troubles = 0;
      continue;
    }
    if (found === "trouble") troubles += 1;
    else if (Date.now() - idleSince > keepIdleLine) closeLane(lane);
    await rest(found === "trouble" ? Math.min(1000 * 2 ** troubles, longestTrouble) : untilTurn(context, lane), signal);
  }
  await handIn(lane);
  closeLane(lane);
}

/** A pace that lets the next message leave sooner than the usual look is looked at then. */
function untilTurn(context: Context, lane: Lane): number {
  const turn = lane.exchange.waitUntil();
  return turn === null ? pause : Math.min(pause, Math.max(5, turn - context.clock()));
}

async function tried(context: Context, worker: Worker, step: Step): Promise<boolean | "trouble"> {
  try {
    const found = await step();
    if (found) [worker.trouble, worker.pauseAt] = [null, null];
    return found;
  } catch (error) {
    const trouble = error instanceof Trouble ? error.message : "The database does not answer; see the log.";
    // Five lanes that meet the same trouble say it once.
    if (trouble !== worker.trouble) context.log.error(error instanceof Trouble ? {} : { error }, trouble);
    worker.trouble = trouble;
    // A database that is away keeps nobody's mail from leaving for good: it is back when it is back.
    if (error instanceof Trouble) {
      const pauseAt = context.clock() + (error.lasting ? 0 : patience);
      worker.pauseAt = Math.min(worker.pauseAt ?? Infinity, pauseAt);
    }
    return "trouble";
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
