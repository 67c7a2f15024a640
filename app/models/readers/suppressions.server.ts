import { sql } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { keyedHashes } from "#app/models/signedTokens.server.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import { forUpdate } from "#db/client.server.ts";
import { suppressionReasons, type SuppressionReason } from "./suppressionReasons.ts";
import { hashesOf, comparedKey } from "./suppressionRecords.server.ts";

/** The report of an inbound message that is the evidence of a suppression. */
type Evidence = { messageId: number; n: number };

/** `by`: an operator’s name or the rule; left out for an erasure, which the chain of consent tells. */
type How = { by?: string; evidence?: Evidence };

/**
 * Suppresses an address: nothing is sent to it again. The first reason stays (P-04, B-10), but for a complaint: that
 * outlasts what could be lifted. Only a keyed hash is stored (C-08).
 */
export async function suppress(
  context: Context,
  email: string,
  reason: SuppressionReason,
  { by, evidence }: How = {},
): Promise<void> {
  const key = comparedKey(email);
  await inTransaction(context, async (context) => {
    // The reader first, as an import does, so that the two do not wait for each other.
    const reader = context.db.selectFrom("subscribers").select("id").where("email_key", "=", key);
    await forUpdate(context.db, reader).execute();
    const now = context.clock();
    const said = {
      ...{ reason, created_at: now, suppressed_by: by ?? null },
      ...{ message_id: evidence?.messageId ?? null, report_n: evidence?.n ?? null },
    };
    if (reason === "complaint")
      await context.db
        .updateTable("suppressions")
        .set({ ...said, import_id: null })
        .where("email_hash", "in", keyedHashes(context, key))
        .where("reason", "in", weaker)
        .execute();
    await context.db
      .insertInto("suppressions")
      .values({ email_hash: keyedHashes(context, key)[0], ...said })
      // An import that said it first is no longer alone, so that undoing it does not lift this.
      .onConflict((conflict) => conflict.column("email_hash").doUpdateSet({ import_id: null }))
      .execute();
    await noteSuppressed(context, [{ key, reason }], now);
  });
}

/** The reasons that an operator may lift, and that a complaint therefore replaces. */
const weaker = Object.entries(suppressionReasons).flatMap(([reason, { lifted }]) =>
  lifted === "by operators" ? [reason] : [],
);

/**
 * Suppresses many addresses whose readers are locked, like `suppress` each, in two statements.
 * @param those none of them twice; `by`: the rule
 */
export async function suppressThose(
  context: Context,
  those: { key: string; reason: "hard bounce" | "soft bounces"; by: string; evidence: Evidence }[],
): Promise<void> {
  if (those.length === 0) return;
  const now = context.clock();
  const rows = those.map(({ key, reason, by, evidence: { messageId, n } }) => ({
    ...{ email_hash: keyedHashes(context, key)[0], reason, created_at: now, suppressed_by: by },
    ...{ message_id: messageId, report_n: n },
  }));
  // One order, so that two processes cannot deadlock.
  rows.sort((a, b) => (a.email_hash < b.email_hash ? -1 : 1));
  await inTransaction(context, async (context) => {
    await insertRows(context.db, "suppressions", rows, "on conflict (email_hash) do update set import_id = null");
    await noteSuppressed(context, those, now);
  });
}

/** Reasons that end subscriptions, too: such readers are not only out of reach. */
const endsAll: SuppressionReason[] = ["complaint", "erased"];

async function noteSuppressed(
  context: Context,
  those: { key: string; reason: SuppressionReason }[],
  at: number,
): Promise<void> {
  const { db } = context;
  const rows = await db
    .updateTable("subscribers")
    .set({ suppressed_at: at })
    .where(
      isAmong(
        db,
        "email_key",
        those.map(({ key }) => key),
      ),
    )
    .where("suppressed_at", "is", null)
    .returning(["id", "email_key"])
    .execute();
  const reasons = new Map(those.map(({ key, reason }) => [key, reason]));
  for (const { id, email_key } of rows)
    if (!endsAll.includes(reasons.get(email_key)!)) recordEvent(context, "reader-suppressed", id);
}

/** Suppresses many addresses whose readers are locked, for an import; `at`: milliseconds, the time of the suppression. */
export async function suppressMany(
  context: Context,
  addresses: { key: string; reason: SuppressionReason; at: number }[],
  importId: number,
): Promise<void> {
  if (addresses.length === 0) return;
  const rows = addresses.map(({ key, reason, at }) => ({
    ...{ email_hash: keyedHashes(context, key)[0], reason, created_at: at, import_id: importId },
  }));
  // One order, so that two imports cannot deadlock.
  rows.sort((a, b) => (a.email_hash < b.email_hash ? -1 : 1));
  await insertRows(context.db, "suppressions", rows, "on conflict (email_hash) do update set import_id = null");
  await noteSuppressed(context, addresses, context.clock());
}

/** Makes suppressions of many addresses that another import brought outlast its undoing: this one says the same. */
export async function keepSuppressions(context: Context, keys: string[], importId: number): Promise<void> {
  if (keys.length === 0) return;
  const hashes = keys.flatMap((key) => keyedHashes(context, key)).sort();
  await context.db
    .updateTable("suppressions")
    .set({ import_id: null })
    .where(isAmong(context.db, "email_hash", hashes))
    .where("import_id", "!=", importId)
    .execute();
}

/** @returns the reasons of many addresses, by key; addresses without a suppression are left out */
export async function suppressionsAmong(context: Context, keys: string[]): Promise<Map<string, string>> {
  if (keys.length === 0 || !(await hasSuppressions(context))) return new Map();
  const byHash = new Map(keys.flatMap((key) => keyedHashes(context, key).map((hash) => [hash, key] as const)));
  const rows = await context.db
    .selectFrom("suppressions")
    .select(["email_hash", "reason"])
    .where(isAmong(context.db, "email_hash", [...byHash.keys()]))
    .execute();
  return new Map(rows.map((row) => [byHash.get(row.email_hash)!, row.reason]));
}

/** Most installations have few or none, and to hash each address of a million takes longer than to ask. */
async function hasSuppressions(context: Context): Promise<boolean> {
  const query = context.db
    .selectFrom("suppressions")
    .select("reason")
    .where("email_hash", ">", "")
    .orderBy("email_hash")
    .limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

/**
 * Removes the suppression of an erased address, because its owner has just confirmed a subscription (C-08). No other
 * reason is removed.
 */
export async function liftErasure(context: Context, email: string): Promise<void> {
  await context.db
    .deleteFrom("suppressions")
    .where("email_hash", "in", hashesOf(context, email))
    .where("reason", "=", "erased")
    .execute();
}

/**
 * Notes that a sign-up asked for mail to a suppressed address. It sends nothing (B-10), but it is the fresh wish without
 * which nobody lifts a complaint.
 */
export async function noteAskedAgain(context: Context, email: string): Promise<void> {
  await context.db
    .updateTable("suppressions")
    .set({ asked_again_at: context.clock() })
    .where("email_hash", "in", hashesOf(context, email))
    .where(sql<boolean>`reason <> 'erased'`)
    .execute();
}

/** @returns the reason of a suppression, or null */
export async function suppressionOf(context: Context, email: string): Promise<string | null> {
  const row = await context.db
    .selectFrom("suppressions")
    .select("reason")
    .where("email_hash", "in", hashesOf(context, email))
    .executeTakeFirst();
  return row?.reason ?? null;
}
