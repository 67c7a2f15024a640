import { emptyLog, forUpdate } from "#db/client.server.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { note } from "./audit.server.ts";
import { forgetConsentOf } from "./consent.server.ts";
import { suppress } from "./suppressions.server.ts";

/**
 * Erases a person (C-08): address, name, choices, consent, letters, reasons, and what mail servers said about them.
 * Two things remain: a keyed hash of the address among the suppressions, so that no import brings it back, and a row
 * that is nobody's, so that the ledgers of issues still add up. Nothing more is handed over: what waits is withdrawn,
 * and what is in flight this moment stays uncertain, because its answer would name the address.
 * @param actor who did it, for the audit log; the log never has the address
 * @returns false when there was nobody to erase
 */
export async function erase(context: Context, subscriberId: number, actor: string): Promise<boolean> {
  const erased = await inTransaction(context, async (context) => {
    const person = await forUpdate(
      context.db,
      context.db.selectFrom("subscribers").select(["email", "erased_at"]).where("id", "=", subscriberId),
    ).executeTakeFirst();
    if (!person || person.erased_at !== null) return false;
    await suppress(context, person.email, "erased");
    await forgetConsentOf(context, subscriberId);
    for (const table of ["leave_reasons", "address_changes", "letters", "subscriber_topics", "subscriptions"] as const)
      await context.db.deleteFrom(table).where("subscriber_id", "=", subscriberId).execute();
    await forgetAnswers(context, subscriberId);
    await becomeNobody(context, subscriberId);
    await note(context, actor, "erase", `subscriber ${subscriberId}`);
    return true;
  });
  // Also pages of the database's log as they were before; while somebody reads, the next commits overwrite them.
  if (erased && !context.db.isTransaction && !(await emptyLog(context.db)))
    context.log.warn("the database's log could not be emptied after an erasure; it will be with the next checkpoint");
  return erased;
}

async function forgetAnswers(context: Context, subscriberId: number): Promise<void> {
  const now = context.clock();
  const deliveries = () => context.db.updateTable("deliveries").where("subscriber_id", "=", subscriberId);
  await deliveries().set({ status: "withdrawn", finished_at: now }).where("status", "=", "queued").execute();
  // Nobody's claim any more: who holds it cannot record an answer.
  await deliveries()
    .set({ status: "uncertain", finished_at: now, claimed_by: null, verdict: "unknown" })
    .where("status", "=", "sending")
    .execute();
  await deliveries().set({ reply: null }).execute();
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
