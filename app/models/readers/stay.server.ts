import { inTransaction, type Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { languageOf } from "#app/models/briefing.server.ts";
import { recordConsent } from "#app/models/consent/record.server.ts";
import { day } from "#app/models/durations.ts";
import { noteSigns } from "#app/models/readerSigns.server.ts";
import { ownPage } from "./preferences/choices.server.ts";
import { lockReader } from "./subscribers.server.ts";

/**
 * Keeps that a reader wants to stay: a receipt in the chain, and a sign. Pressed again within a day it is the same answer.
 * @returns false for somebody who is subscribed to nothing
 */
export async function sayTheyStay(
  context: Context,
  subscriberId: number,
  caller: { ip: string; userAgent: string | null },
): Promise<boolean> {
  const words = messagesIn(await languageOf(context));
  return inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    const held = await context.db
      .selectFrom("subscriptions")
      .select("list_id")
      .where("subscriber_id", "=", subscriberId)
      .where("status", "=", "active")
      .executeTakeFirst();
    if (!held) return false;
    const at = context.clock();
    const said = await context.db
      .selectFrom("reader_signs")
      .select("seen_at")
      .where("subscriber_id", "=", subscriberId)
      .where("sign", "=", "stayed")
      .where("seen_at", ">", at - day)
      .executeTakeFirst();
    if (said) return true;
    await noteSigns(context, [{ subscriberId, at, sign: "stayed" }]);
    await recordConsent(context, {
      ...{ subscriberId, listId: null, kind: "stayed", wording: words("stay.button"), source: ownPage },
      ...{ method: "button", ip: caller.ip, userAgent: caller.userAgent },
    });
    return true;
  });
}
