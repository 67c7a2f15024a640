import { inTransaction, type Context } from "#app/context.server.ts";
import { recordConsent } from "#app/models/consent/record.server.ts";
import { lockReader, subscriberById } from "./subscribers.server.ts";
import { suppress } from "./suppressions.server.ts";
import { suppressionRecord } from "./suppressionRecords.server.ts";
import { endAllSubscriptions } from "./unsubscribe.server.ts";

/** The way by which a complaint comes, in the chain of consent. */
const byComplaint = "complaint";

/**
 * Ends every subscription of a reader who complained, and suppresses the address for good (B-10). A repeated call changes
 * nothing, and neither does a complaint about a reader who was erased.
 * @returns false when there was nothing to do
 */
export async function complain(
  context: Context,
  subscriberId: number,
  evidence: { messageId: number; n: number },
): Promise<boolean> {
  return inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    const reader = await subscriberById(context, subscriberId);
    if (!reader || reader.erased) return false;
    const isKnown = (await suppressionRecord(context, reader.email))?.reason === "complaint";
    await suppress(context, reader.email, "complaint", { by: byComplaint, evidence });
    await endAllSubscriptions(context, subscriberId, byComplaint);
    if (isKnown) return false;
    const step = { kind: "complained", listId: null, wording: "", source: byComplaint } as const;
    await recordConsent(context, { subscriberId, ...step });
    return true;
  });
}
