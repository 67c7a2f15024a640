import type { Context } from "#app/context.server.ts";
import { exchange, type ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import type { RecordedOutcome } from "#app/models/deliveries/retries.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";

/** Claims deliveries of one edition, without recording any. */
export function claim(context: Context, processId: string, send: Send, subscriberIds: number[]) {
  return exchange(context, processId, [], { send, subscriberIds });
}

/** Records the outcome of one delivery, without claiming another. */
export async function record(
  context: Context,
  processId: string,
  delivery: ClaimedDelivery,
  outcome: RecordedOutcome,
): Promise<void> {
  await exchange(context, processId, [{ delivery, outcome }], null);
}
