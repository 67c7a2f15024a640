import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { forgetProgramsOf, forgetReaderOfHits } from "#app/models/clicks/leaving.server.ts";
import { forgetConsentOf, recordConsent } from "#app/models/consent/record.server.ts";
import { eraseConversations } from "#app/models/conversations/retention.server.ts";
import { keepErasedMember } from "#app/models/growth/cohorts.server.ts";
import { forgetAnswersOf } from "#app/models/feedback/answers.server.ts";
import { forgetInboundOf } from "#app/models/inbound/forgetting.server.ts";
import { ownPage } from "#app/models/readers/preferences/choices.server.ts";
import { forgetReferralsOf } from "#app/models/readers/referrals.server.ts";
import { forgetWhySuppressed } from "#app/models/readers/liftSuppression.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { emptyLog, forUpdate } from "#db/client.server.ts";

/** The actor of an erasure by the reader. */
export const theReader = "the reader";

/**
 * Erases a person (C-08): address, name, choices, consent, transactional mails, reasons, and servers' replies. Three
 * things remain. A keyed hash of the address stays among the suppressions, so that no import adds it again. An
 * anonymous
 * row stays, so that deliveries still add up. Anonymous receipts stay, so that the consent chain can still be verified.
 * Nothing more is handed over: queued deliveries are withdrawn. Those in flight stay uncertain, because their reply
 * would
 * contain the address.
 * @param actor who did it, for the audit log; the log never contains the address
 * @returns false when there was nobody to erase
 */
export async function erase(context: Context, subscriberId: number, actor: string): Promise<boolean> {
  const erased = await inTransaction(context, async (context) => {
    // Before the reader is locked: `processSignUps` locks the sign-up's row first too.
    for (const table of ["sign_ups", "test_group_addresses"] as const)
      await forgetAddressIn(context, table, subscriberId);
    const person = await forUpdate(
      context.db,
      context.db.selectFrom("subscribers").select(["email", "erased_at"]).where("id", "=", subscriberId),
    ).executeTakeFirst();
    if (!person || person.erased_at !== null) return false;
    await suppress(context, person.email, "erased");
    await forgetWhySuppressed(context, person.email);
    await keepErasedMember(context, subscriberId);
    for (const table of tablesOfReader)
      await context.db.deleteFrom(table).where("subscriber_id", "=", subscriberId).execute();
    await forgetReferralsOf(context, subscriberId);
    await eraseConversations(context, subscriberId);
    await forgetAnswersOf(context, subscriberId);
    await forgetInboundOf(context, subscriberId);
    await forgetAnswers(context, subscriberId);
    await forgetProgramsOf(context, subscriberId);
    await forgetReaderOfHits(context, subscriberId);
    await logAction(context, actor, "erase", `subscriber ${subscriberId}`);
    const source = actor === theReader ? ownPage : `operator ${actor}`;
    await recordConsent(context, { subscriberId, listId: null, kind: "erased", wording: "", source });
    await forgetConsentOf(context, subscriberId);
    await becomeNobody(context, subscriberId);
    return true;
  });
  // SQLite's log still holds the former pages; while another process reads it, the next commits overwrite them.
  if (erased && !context.db.isTransaction && !(await emptyLog(context.db)))
    context.log.warn("the database's log could not be emptied after an erasure; it will be with the next checkpoint");
  return erased;
}

const tablesOfReader = [
  ...(["leave_reasons", "address_changes", "subscriber_topics", "reader_notes", "import_changes"] as const),
  ...(["subscriptions", "letters", "new_addresses", "departures"] as const),
  ...(["reader_signs", "parting_readers"] as const),
];

/** Sign-ups that wait, and the desk's groups for test mails, know a person by the address alone. */
async function forgetAddressIn(
  context: Context,
  table: "sign_ups" | "test_group_addresses",
  subscriberId: number,
): Promise<void> {
  await context.db
    .deleteFrom(table)
    .where("email_key", "=", ({ selectFrom }) =>
      selectFrom("subscribers").select("subscribers.email_key").where("id", "=", subscriberId),
    )
    .execute();
}

/** Deliveries stay to be counted; servers' replies contain the address. */
async function forgetAnswers(context: Context, subscriberId: number): Promise<void> {
  const now = context.clock();
  const rows = () => context.db.updateTable("deliveries").where("subscriber_id", "=", subscriberId);
  await rows().set({ status: "withdrawn", finished_at: now }).where("status", "=", "queued").execute();
  // Ends the claim, so that the claiming process cannot record a reply.
  await rows()
    .set({ status: "uncertain", finished_at: now, claimed_by: null, verdict: "unknown" })
    .where("status", "=", "sending")
    .execute();
  await rows().set({ reply: null }).execute();
}

async function becomeNobody(context: Context, subscriberId: number): Promise<void> {
  const now = context.clock();
  // A domain that no address can have (RFC 2606), so that nobody can sign up as an erased person.
  const email = `erased-${subscriberId}@erased.invalid`;
  await context.db
    .updateTable("subscribers")
    .set({
      email,
      email_key: email,
      name: "",
      search_key: "",
      domain: "erased.invalid",
      language: null,
      erased_at: now,
    })
    .where("id", "=", subscriberId)
    .execute();
}
