import type { Context } from "#app/context.server.ts";
import type { ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import { dueAfter } from "#app/models/deliveries/due.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { closeConnection, ConnectionTrouble, openConnection, type Connection } from "#app/sender/connection.server.ts";
import { deliverNext, handIn } from "#app/sender/deliver.server.ts";
import { openDispatcher } from "#app/sender/dispatcher.server.ts";
import type { Orders } from "#app/sender/dueQueue.server.ts";
import { openEditions } from "#app/sender/editions.server.ts";
import { newWorker, runMaintenance, type Worker } from "#app/sender/maintenance.server.ts";
import { openPacing } from "#app/sender/pacing.server.ts";
import { claim } from "./ledger.ts";

/** One lane of a sender process of its own, for tests that take the sender's steps one by one. */
export type TestLane = Connection & {
  /** What the process does each second. */
  upkeep(): Promise<void>;
  worker: Worker;
};

export async function aLane(context: Context): Promise<TestLane> {
  return (await someLanes(context, 1))[0]!;
}

/** Several lanes of one sender process. */
export async function someLanes(context: Context, count: number): Promise<TestLane[]> {
  const processId = await registerProcess(context);
  const orders: Orders = { share: { rank: 0, of: 1 }, pacing: openPacing() };
  const exchange = openDispatcher(context, processId, orders);
  const worker = newWorker(processId, orders, exchange.waits);
  const editions = openEditions(context);
  const once = async () => {
    await runMaintenance(context, worker);
    // A test's processes come one after the other, and each may take everything.
    orders.share = { rank: 0, of: 1 };
    await orders.pacing.refresh(context, 1);
  };
  await once();
  return Array.from({ length: count }, () =>
    Object.assign(openConnection(processId, exchange, editions), { worker, upkeep: once }),
  );
}

/** Lets lanes work until nothing more may leave now. */
export async function workOff(context: Context, lanes: TestLane[]): Promise<void> {
  await Promise.all(
    lanes.map(async (lane) => {
      while (await deliverNext(context, lane).catch(isTrouble));
      await handIn(lane);
      closeConnection(lane);
    }),
  );
  await lanes[0]!.upkeep();
}

function isTrouble(error: unknown): boolean {
  if (error instanceof ConnectionTrouble) return false;
  throw error;
}

/** Claims the next `count` deliveries of a send, as a process that is not there. */
export async function claimNext(
  context: Context,
  processId: string,
  count: number,
  sent: Send,
): Promise<ClaimedDelivery[]> {
  const due = await dueAfter(context, sent.editionId, null, { rank: 0, of: 1 }, count);
  return claim(
    context,
    processId,
    sent,
    due.map(({ subscriberId }) => subscriberId),
  );
}
