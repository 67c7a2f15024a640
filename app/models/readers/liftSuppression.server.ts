import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { wording } from "#app/models/faults.ts";
import { countOf } from "#app/models/fields.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { subscriberByEmail, lockReader } from "./subscribers.server.ts";
import { suppress } from "./suppressions.server.ts";
import { suppressionReason } from "./suppressionReasons.ts";
import { hashesOf, suppressionRecord } from "./suppressionRecords.server.ts";

/** `reason`: that of the suppression. */
type LiftFault =
  { error: "not-suppressed" } | { error: "no-reason" } | { error: "complained" | "erased"; reason: string };

/** A suppression that was lifted. Times in milliseconds. */
export type LiftedSuppression = { reason: string; suppressedAt: number; liftedAt: number; by: string; why: string };

/**
 * Lifts the suppression of an address: mail goes there again. Subscriptions that ended stay ended. A complaint needs a
 * sign-up since, an erasure its owner (decision 47, P-04). The time stays on record, because only bounces after it count.
 * @param why the operator’s reason, in one line
 */
export async function liftSuppression(
  context: Context,
  email: string,
  by: string,
  why: string,
): Promise<LiftFault | { lifted: string }> {
  const said = tidyLine(why, 200);
  if (said === "") return { error: "no-reason" };
  return inTransaction(context, async (context) => {
    const reader = await subscriberByEmail(context, email);
    if (reader) await lockReader(context, reader.id);
    const record = await suppressionRecord(context, email);
    if (!record) return { error: "not-suppressed" };
    const { reason, createdAt } = record;
    if (!record.liftable)
      return { error: suppressionReason(reason)?.lifted === "on request" ? "complained" : "erased", reason };
    const hashes = hashesOf(context, email);
    await context.db.deleteFrom("suppressions").where("email_hash", "in", hashes).execute();
    const lifted = { suppressed_at: createdAt, lifted_at: context.clock(), lifted_by: by, why: said };
    await context.db
      .insertInto("lifted_suppressions")
      .values({ email_hash: hashes[0], reason, ...lifted })
      .execute();
    if (reader) {
      await context.db.updateTable("subscribers").set({ suppressed_at: null }).where("id", "=", reader.id).execute();
      recordEvent(context, "suppression-lifted", reader.id, by);
    }
    await logAction(
      context,
      by,
      "suppression-lifted",
      `${nameOf(reader)}, suppressed for “${reason}”: ${masked(said)}`,
    );
    return { lifted: reason };
  });
}

/** Suppresses an address because an operator wants it, which the activity log tells. @returns false when it was already */
export function suppressByHand(context: Context, email: string, by: string, why: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    if (await suppressionRecord(context, email)) return false;
    await suppress(context, email, "operator", { by });
    const detail = `${nameOf(await subscriberByEmail(context, email))}: ${masked(tidyLine(why, 200)) || "no reason given"}`;
    await logAction(context, by, "suppress", detail);
    return true;
  });
}

/** @returns the liftings of an address, the newest first */
export async function liftingsOf(context: Context, email: string): Promise<LiftedSuppression[]> {
  return context.db
    .selectFrom("lifted_suppressions")
    .select(["reason", "suppressed_at as suppressedAt", "lifted_at as liftedAt", "lifted_by as by", "why"])
    .where("email_hash", "in", hashesOf(context, email))
    .orderBy("id", "desc")
    .execute();
}

/** Deletes what operators typed when they lifted suppressions of an address, and the way to its reports (C-08). */
export async function forgetWhySuppressed(context: Context, email: string): Promise<void> {
  const hashes = hashesOf(context, email);
  await context.db.deleteFrom("lifted_suppressions").where("email_hash", "in", hashes).execute();
  await context.db
    .updateTable("suppressions")
    .set({ message_id: null, report_n: null })
    .where("email_hash", "in", hashes)
    .execute();
}

/** @returns the number of suppressed addresses by reason, the most first */
export async function countSuppressions(context: Context): Promise<{ reason: string; count: number }[]> {
  const rows = await context.db
    .selectFrom("suppressions")
    .select(({ fn }) => ["reason", fn.countAll<number>().as("count")])
    .groupBy("reason")
    .execute();
  return rows.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

/** Words why a suppression is not lifted. */
export const wordLiftFault = wording<LiftFault>({
  "not-suppressed": () => "The address is not suppressed.",
  "no-reason": () => "Say in a few words why it is lifted; the log keeps them.",
  complained: () =>
    "Its reader complained about our mail. It can be lifted once somebody has signed up with the address again.",
  erased: () => "Its reader was erased. The suppression ends when they sign up and confirm by themselves.",
});

/** Words how many addresses are suppressed, a line each reason. */
export function wordSuppressions(counts: { reason: string; count: number }[]): string {
  const line = ({ reason, count }: { reason: string; count: number }) =>
    `${countOf(count, "address", "addresses")}: ${reason}, because ${suppressionReason(reason)?.because ?? "a newer version says so"}.`;
  return counts.map(line).join("\n") || "No address is suppressed.";
}

/** The log has no addresses. */
function nameOf(reader: { id: number } | undefined): string {
  return reader ? `subscriber ${reader.id}` : "an address of no reader";
}

function masked(text: string): string {
  return text.replace(/[^\s<>"“”(),;:]+@[^\s<>"“”(),;:]+/g, "…");
}
