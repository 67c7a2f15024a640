import type { Context } from "#app/context.server.ts";
import { claim, dueAfter, type ClaimedDelivery } from "#app/models/claims.server.ts";
import { registerProcess } from "#app/models/processes.server.ts";
import { openEditions } from "#app/sender/editions.server.ts";
import { openExchange, type Orders } from "#app/sender/exchange.server.ts";
import { openLane, type Lane } from "#app/sender/lane.server.ts";
import { openPacing } from "#app/sender/pacing.server.ts";
import { upkeep, type Worker } from "#app/sender/upkeep.server.ts";

/** One lane of a sender process of its own, for tests that take the sender's steps one by one. */
export type TestLane = Lane & {
  /** What the process does each second. `trouble`: what its lanes met meanwhile, since then. */
  upkeep(trouble?: string | null): Promise<void>;
  worker: Worker;
};

export async function aLane(context: Context): Promise<TestLane> {
  const processId = await registerProcess(context);
  const orders: Orders = { share: { rank: 0, of: 1 }, pacing: openPacing() };
  const worker: Worker = { processId, orders, trouble: null, troubleSince: null, held: null };
  const lane = openLane(processId, openExchange(context, processId, orders), openEditions(context));
  const once = async () => {
    await upkeep(context, worker);
    // A test's lanes come one after the other, and each may take everything.
    orders.share = { rank: 0, of: 1 };
  };
  await once();
  return Object.assign(lane, {
    worker,
    async upkeep(trouble: string | null = null) {
      worker.trouble = trouble;
      worker.troubleSince = trouble === null ? null : (worker.troubleSince ?? context.clock());
      await once();
    },
  });
}

/** Claims the next `count` deliveries of an issue, as a process that is not there. */
export async function claimNext(
  context: Context,
  processId: string,
  count: number,
  issueId: number,
): Promise<ClaimedDelivery[]> {
  const due = await dueAfter(context, issueId, null, { rank: 0, of: 1 }, count);
  return claim(
    context,
    processId,
    issueId,
    due.map(({ subscriberId }) => subscriberId),
  );
}
