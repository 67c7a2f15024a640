import type { Context } from "#app/context.server.ts";
import { domainsInDoubt } from "#app/models/deliveries/returns.server.ts";
import { editionsBeside } from "#app/models/deliveries/sends.server.ts";
import { liftSuppression } from "#app/models/readers/liftSuppression.server.ts";
import { lockReader } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";

/** Codes of RFC 3463 that say that there is no such mailbox or domain. */
export const goneCodes = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"];

/** Readers that are judged again in one transaction. */
const atOnce = 100;
const by = "what came back";
const why = "So many mailboxes of one domain cannot be gone at once: its server is more likely at fault.";

/**
 * Has the walk judge again what came back of an edition whose ledger is counted: a domain turned out to be in doubt after its
 * first readers were suppressed.
 */
export async function askToJudgeAgain({ db }: Context, editionId: number): Promise<void> {
  await db
    .updateTable("edition_hearings")
    .set({ walked_at: null })
    .where("edition_id", "in", [...(await editionsBeside({ db }, [editionId])).keys()])
    .where("counted_at", "is not", null)
    .where("walked_at", "is not", null)
    .execute();
}

/**
 * Makes up for the order in which bounces came: lifts the suppressions of readers at a domain that is in doubt since, and
 * suppresses those who waited until the domain's share was known.
 * @returns true when nobody is left
 */
export async function judgeAgain(context: Context, editionId: number): Promise<boolean> {
  const doubtful = await domainsInDoubt(context, editionId);
  const believed = doubtful.length > 0 ? await onceBelieved(context, editionId, doubtful).execute() : [];
  for (const { message_id: messageId, n, email } of believed) {
    const { reason, evidence } = (await suppressionRecord(context, email)) ?? {};
    const isOfIt = reason === "hard bounce" && evidence?.messageId === messageId && evidence.n === n;
    if (isOfIt) await liftSuppression(context, email, by, why);
    await actWas(context, { messageId, n }, "counted");
  }
  if (believed.length > 0) return false;
  const waiting = await waitingFor(context, editionId, doubtful).execute();
  for (const { message_id: messageId, n, email, id } of waiting) {
    await lockReader(context, id);
    await suppress(context, email, "hard bounce", { by, evidence: { messageId, n } });
    await actWas(context, { messageId, n }, "suppressed");
  }
  return waiting.length < atOnce;
}

function hardReports({ db }: Context, editionId: number, act: "suppressed" | "counted") {
  return db
    .selectFrom("inbound_reports")
    .innerJoin("subscribers", "subscribers.id", "inbound_reports.subscriber_id")
    .select(["message_id", "n", "subscribers.id", "email"])
    .where("inbound_reports.edition_id", "=", editionId)
    .where("kind", "=", "hard")
    .where("act", "=", act)
    .where("erased_at", "is", null)
    .orderBy("subscribers.id")
    .orderBy("message_id")
    .limit(atOnce);
}

/** Another issue that came back as well is reason enough. */
function onceBelieved(context: Context, editionId: number, domains: string[]) {
  return hardReports(context, editionId, "suppressed")
    .where("inbound_reports.domain", "in", domains)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("inbound_reports as other")
            .select("other.message_id")
            .whereRef("other.subscriber_id", "=", "inbound_reports.subscriber_id")
            .whereRef("other.edition_id", "!=", "inbound_reports.edition_id")
            .where("other.kind", "=", "hard")
            .where("other.acted_at", "is not", null),
        ),
      ),
    );
}

function waitingFor(context: Context, editionId: number, doubtful: string[]) {
  const certain = hardReports(context, editionId, "counted")
    .where("confidence", "=", "certain")
    .where("inbound_reports.status", "in", goneCodes)
    .where(({ or, eb }) => or([eb("category", "is", null), eb("category", "=", "address")]))
    .innerJoin("inbound_messages", "inbound_messages.id", "message_id")
    .where(({ or, eb }) => or([eb("matched_by", "not in", ["message-id", "queue-id"]), eb("door", "=", "webhook")]))
    .where("suppressed_at", "is", null);
  return doubtful.length > 0 ? certain.where("inbound_reports.domain", "not in", doubtful) : certain;
}

async function actWas({ db }: Context, { messageId, n }: { messageId: number; n: number }, act: string): Promise<void> {
  await db.updateTable("inbound_reports").set({ act }).where("message_id", "=", messageId).where("n", "=", n).execute();
}
