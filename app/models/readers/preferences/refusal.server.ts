import { inTransaction, type Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { languageOf } from "#app/models/briefing.server.ts";
import { countedAnywhere } from "#app/models/clicks/counting.server.ts";
import { forgetReaderOfHits } from "#app/models/clicks/leaving.server.ts";
import { recordConsent } from "#app/models/consent/record.server.ts";
import { lockReader } from "#app/models/readers/subscribers.server.ts";
import { ownPage } from "./choices.server.ts";

/**
 * Says whether a reader has refused to be counted.
 * @returns null where nobody is counted, now or in mail whose clicks are still known, and there is nothing to refuse
 */
export async function refusalOf(context: Context, subscriberId: number): Promise<{ refused: boolean } | null> {
  if (!(await countedAnywhere(context)).clicks) return null;
  const row = await context.db
    .selectFrom("subscribers")
    .select("uncounted_at")
    .where("id", "=", subscriberId)
    .executeTakeFirst();
  // The page of a test is nobody's.
  return { refused: (row?.uncounted_at ?? null) !== null };
}

/**
 * Keeps a reader’s choice not to be counted, or to be counted again, with its receipt (C-03). A refusal holds at once: for mail that
 * is going out, for clicks in mail that went out before, and for what is kept of them.
 */
export async function chooseCounting(context: Context, subscriberId: number, refused: boolean): Promise<void> {
  const words = messagesIn(await languageOf(context));
  await inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    const changed = await context.db
      .updateTable("subscribers")
      .set({ uncounted_at: refused ? context.clock() : null })
      .where("id", "=", subscriberId)
      .where("erased_at", "is", null)
      .where("uncounted_at", refused ? "is" : "is not", null)
      .returning("id")
      .executeTakeFirst();
    if (!changed) return;
    if (refused) await forgetReaderOfHits(context, subscriberId);
    await recordConsent(context, {
      ...{ subscriberId, listId: null, kind: refused ? "counting-refused" : "counting-allowed" },
      ...{ wording: words("reader.counting.about"), source: ownPage, method: "button" },
    });
  });
}
