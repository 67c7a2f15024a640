import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { forgetConsentOf, recordConsent } from "#app/models/consent/record.server.ts";
import { ownPage } from "#app/models/readers/preferences/choices.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { emptyLog, forUpdate } from "#db/client.server.ts";

/** Who erased somebody, when it was they themselves. */
export const theReader = "the reader";

/**
 * Erases a person (C-08): address, name, choices, consent, letters, reasons, and what mail servers said about them.
 * Three things remain: a keyed hash of the address among the suppressions, so that no import brings it back; a row that
 * is nobody's, so that the ledger still adds up; and receipts that are nobody's, so that the chain
 * of consent can still be checked. Nothing more is handed over: what waits is withdrawn,
 * and what is in flight this moment stays uncertain, because its answer would name the address.
 * @param actor who did it, for the audit log; the log never has the address
 * @returns false when there was nobody to erase
 */
export async function erase(context: Context, subscriberId: number, actor: string): Promise<boolean> {
  const erased = await inTransaction(context, async (context) => {
    // Before the person is held: whoever works a sign-up off has its row first too.
    await forgetWaitingSignUps(context, subscriberId);
    const person = await forUpdate(
      context.db,
      context.db.selectFrom("subscribers").select(["email", "erased_at"]).where("id", "=", subscriberId),
    ).executeTakeFirst();
    if (!person || person.erased_at !== null) return false;
    await suppress(context, person.email, "erased");
    for (const table of ["leave_reasons", "address_changes", "subscriber_topics", "subscriptions", "letters"] as const)
      await context.db.deleteFrom(table).where("subscriber_id", "=", subscriberId).execute();
    await forgetAnswers(context, subscriberId);
    await logAction(context, actor, "erase", `subscriber ${subscriberId}`);
    const source = actor === theReader ? ownPage : `operator ${actor}`;
    await recordConsent(context, { subscriberId, listId: null, kind: "erased", wording: "", source });
    await forgetConsentOf(context, subscriberId);
    await becomeNobody(context, subscriberId);
    return true;
  });
  // Also pages of the database's log as they were before; while somebody reads, the next commits overwrite them.
  if (erased && !context.db.isTransaction && !(await emptyLog(context.db)))
    context.log.warn("the database's log could not be emptied after an erasure; it will be with the next checkpoint");
  return erased;
}

async function forgetWaitingSignUps(context: Context, subscriberId: number): Promise<void> {
  await context.db
    .deleteFrom("sign_ups")
    .where("email_key", "=", ({ selectFrom }) =>
      selectFrom("subscribers").select("subscribers.email_key").where("id", "=", subscriberId),
    )
    .execute();
}

/** Deliveries stay to be counted; what servers said of them names the address. */
async function forgetAnswers(context: Context, subscriberId: number): Promise<void> {
  const now = context.clock();
  const rows = () => context.db.updateTable("deliveries").where("subscriber_id", "=", subscriberId);
  await rows().set({ status: "withdrawn", finished_at: now }).where("status", "=", "queued").execute();
  // Nobody's claim any more: who holds it cannot record an answer.
  await rows()
    .set({ status: "uncertain", finished_at: now, claimed_by: null, verdict: "unknown" })
    .where("status", "=", "sending")
    .execute();
  await rows().set({ reply: null }).execute();
}

async function becomeNobody(context: Context, subscriberId: number): Promise<void> {
  const now = context.clock();
  // A domain that no address can have (RFC 2606), so that nobody can sign up as one who was erased.
  const email = `erased-${subscriberId}@erased.invalid`;
  await context.db
    .updateTable("subscribers")
    .set({ email, email_key: email, name: "", search_key: "", domain: "erased.invalid", erased_at: now })
    .where("id", "=", subscriberId)
    .execute();
}
