import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../context.server.ts";
import { uncertainDeliveries } from "../models/deliveries.server.ts";
import { closeWhenDone } from "../models/issues.server.ts";
import { uncertainLetters } from "../models/letters.server.ts";
import { deregisterProcess, goneProcesses, keepAlive, registerProcess } from "../models/processes.server.ts";
import { forgetUnconfirmed } from "../models/subscriptions.server.ts";
import { deliverNext, handIn } from "./deliver.server.ts";
import { openExchange } from "./exchange.server.ts";
import { closeLane, openLane, Trouble, type Lane } from "./lane.server.ts";
import { sendLetter } from "./letter.server.ts";

/** How long an idle lane waits before it looks again, and keeps its connection. Milliseconds. */
const pause = 300;
const keepIdleLine = 10_000;
const longestTrouble = 60_000;

type Worker = { processId: string; trouble: string | null };

/**
 * Hands over what is due until `signal` tells it to stop; then it finishes what is in flight and takes nothing new, so
 * that nothing is left uncertain.
 * @param issueId only this issue, and no letters, when given
 */
export async function runSender(context: Context, signal: AbortSignal, issueId?: number): Promise<void> {
  const worker: Worker = { processId: await registerProcess(context), trouble: null };
  const exchange = openExchange(context, worker.processId, issueId);
  const lanes = Array.from({ length: context.smtp.connections }, () => openLane(worker.processId, exchange));
  const drained = new AbortController();
  const upkeep = repeatUpkeep(context, worker, drained.signal);
  // One lane carries letters too: asking for them before every message of every lane costs more than they are many.
  const steps = lanes.map((lane, i) => async () => {
    const letter = i === 0 && issueId === undefined && (await sendLetter(context, lane));
    return letter || deliverNext(context, lane, issueId);
  });
  await Promise.all(lanes.map((lane, i) => runLane(context, worker, lane, signal, steps[i]!)));
  drained.abort();
  await upkeep;
  await closeWhenDone(context);
  await deregisterProcess(context, worker.processId);
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
    await rest(found === "trouble" ? Math.min(1000 * 2 ** troubles, longestTrouble) : pause, signal);
  }
  await handIn(lane);
  closeLane(lane);
}

async function tried(context: Context, worker: Worker, step: Step): Promise<boolean | "trouble"> {
  try {
    const found = await step();
    if (found) worker.trouble = null;
    return found;
  } catch (error) {
    worker.trouble = error instanceof Trouble ? error.message : "The database does not answer; see the log.";
    context.log.error(error instanceof Trouble ? {} : { error }, worker.trouble);
    return "trouble";
  }
}

async function repeatUpkeep(context: Context, worker: Worker, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      await upkeep(context, worker.processId, worker.trouble);
    } catch (error) {
      context.log.error({ error }, "the sender's upkeep failed; trying again");
    }
    await rest(1000, signal);
  }
}

/** Shows that this process lives, settles what processes now gone left behind, and closes issues that are done. */
export async function upkeep(context: Context, processId: string, trouble: string | null): Promise<void> {
  await keepAlive(context, processId, trouble);
  const gone = (await goneProcesses(context)).filter((id) => id !== processId);
  const uncertain = (await uncertainDeliveries(context, gone)) + (await uncertainLetters(context, gone));
  if (uncertain > 0) context.log.warn({ uncertain }, "a sender process is gone; what it had in flight is uncertain");
  for (const id of gone) await deregisterProcess(context, id);
  await closeWhenDone(context);
  await forgetUnconfirmed(context);
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
