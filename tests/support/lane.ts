import type { Context } from "#app/context.server.ts";
import { registerProcess } from "#app/models/processes.server.ts";
import { openExchange } from "#app/sender/exchange.server.ts";
import { openLane, type Lane } from "#app/sender/lane.server.ts";

/** One lane of a sender process of its own, for tests that take the sender's steps one by one. */
export async function aLane(context: Context): Promise<Lane> {
  const processId = await registerProcess(context);
  return openLane(processId, openExchange(context, processId));
}
