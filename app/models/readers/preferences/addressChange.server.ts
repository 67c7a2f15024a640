import { inTransaction, type Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { maskAddress, type Address } from "#app/models/addresses.server.ts";
import { languageOf } from "#app/models/briefing.server.ts";
import { recordConsent } from "#app/models/consent/record.server.ts";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { kindsAbout } from "#app/models/deliveries/transactionalKinds.ts";
import { day } from "#app/models/durations.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import { readerUrl, type ReaderOfLink } from "#app/models/readers/links.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { addressRow, lockReader } from "#app/models/readers/subscribers.server.ts";
import { liftErasure, suppress, suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";

/** Both addresses must agree within this many days. */
export const changeDays = 7;

/** A pending change of address; `until` in milliseconds. */
export type WantedChange = { next: string; oldAgreed: boolean; newAgreed: boolean; until: number };

/**
 * Requests a change of address; both addresses are asked by mail. The caller answers the same whether the new address
 * is
 * free, known or suppressed; only the mails differ. A new request replaces an earlier one; the same request again
 * changes
 * nothing.
 * @returns `too-many` when no mail may go out; then nothing has changed
 */
export async function requestAddressChange(
  context: Context,
  reader: ReaderOfLink,
  next: Address,
): Promise<{ error: "too-many" } | null> {
  const reason = await suppressionOf(context, next.email);
  return inTransaction(context, async (context) => {
    await lockReader(context, reader.id);
    if (await isWanted(context, reader.id, next.key)) return null;
    // Two limits, by sender and by recipient, so that a forwarded link cannot flood either mailbox.
    const calm = await withinLimit(context, "address-change", String(reader.id), 3, day);
    if (!calm || !(await withinLimit(context, "address-change-to", next.key, 1, day))) return { error: "too-many" };
    await cancelChange(context, reader.id);
    const change = await context.db
      .insertInto("address_changes")
      .values({
        subscriber_id: reader.id,
        email: next.email,
        email_key: next.key,
        asked_at: context.clock(),
        old_agreed_at: null,
        new_agreed_at: null,
        done_at: null,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const list = await firstList(context);
    if (!list) return null;
    const detail = { change: change.id };
    await enqueueTransactional(context, "address-old", reader.id, list.id, detail);
    if (reason && reason !== "erased") return null;
    const kind = (await isTaken(context, next.key)) ? "address-taken" : "address-new";
    await enqueueTransactional(context, kind, reader.id, list.id, detail);
    return null;
  });
}

/** True while a request for this very address is pending. */
async function isWanted(context: Context, subscriberId: number, key: string): Promise<boolean> {
  const row = await context.db
    .selectFrom("address_changes")
    .select("id")
    .where("subscriber_id", "=", subscriberId)
    .where("email_key", "=", key)
    .where("done_at", "is", null)
    .where("asked_at", ">", context.clock() - changeDays * day)
    .executeTakeFirst();
  return row !== undefined;
}

/** Cancels a request. Links already mailed stop working, and queued mails are withdrawn. */
export async function cancelChange(context: Context, subscriberId: number): Promise<void> {
  await inTransaction(context, async (context) => {
    await lockReader(context, subscriberId);
    await context.db.deleteFrom("address_changes").where("subscriber_id", "=", subscriberId).execute();
    await context.db
      .updateTable("letters")
      .set({ status: "withdrawn", finished_at: context.clock() })
      .where("subscriber_id", "=", subscriberId)
      .where("kind", "in", kindsAbout("address-change"))
      .where("status", "=", "queued")
      .execute();
  });
}

/** Deletes changes that are too old to be agreed to, completed ones too (C-10). */
export async function forgetOldChanges(context: Context): Promise<void> {
  await context.db
    .deleteFrom("address_changes")
    .where("asked_at", "<=", context.clock() - changeDays * day)
    .execute();
}

/**
 * @returns the pending change of a reader, or null; its address is unmasked, so show it only behind a short-lived link
 */
export async function addressChangeOf(context: Context, subscriberId: number): Promise<WantedChange | null> {
  const row = await context.db
    .selectFrom("address_changes")
    .selectAll()
    .where("subscriber_id", "=", subscriberId)
    .where("done_at", "is", null)
    .where("asked_at", ">", context.clock() - changeDays * day)
    .executeTakeFirst();
  if (!row) return null;
  const agreed = { oldAgreed: row.old_agreed_at !== null, newAgreed: row.new_agreed_at !== null };
  return { next: row.email, ...agreed, until: row.asked_at + changeDays * day };
}

type Side = "old" | "new";
const sides: Side[] = ["old", "new"];

/** Returns the data of a mail about a change; null when the request no longer exists. */
export async function addressChangeForMail(context: Context, id: number, side: Side) {
  const row = await changeRow(context, id);
  if (!row) return null;
  const token = signToken(context, "address", [id, sides.indexOf(side)]);
  return { old: row.old, next: row.email, url: `${context.config.appUrl}/address/${token}` };
}

/** @returns the URL of the page of the reader with this address; null when there is no such reader */
export async function pageOfAddress(context: Context, email: string, at: number): Promise<string | null> {
  const row = await context.db
    .selectFrom("subscribers")
    .select("id")
    .where("email_key", "=", email.toLowerCase())
    .executeTakeFirst();
  return row ? readerUrl(context, row.id, at) : null;
}

export type AddressChangePage = {
  side: Side;
  old: string;
  next: string;
  state: "open" | "agreed" | "done" | "taken";
  /** URL of the reader's page; only for the new address, and only when the change is done. */
  page: string | null;
};

/** @returns the data of the page behind a button in such a mail; null for an invalid or outdated token */
export async function openAddressChange(context: Context, token: string): Promise<AddressChangePage | null> {
  const opened = opensChange(context, token);
  const row = opened && (await changeRow(context, opened.id));
  if (!opened || !row) return null;
  const { side } = opened;
  const agreed = side === "old" ? row.old_agreed_at : row.new_agreed_at;
  const taken = side === "new" && !row.done_at && (await isTaken(context, row.email_key));
  return {
    side,
    old: row.done_at ? "" : maskAddress(row.old),
    // Unmasked, so that a typing error is seen before agreeing. Afterwards the former mailbox sees it masked.
    next: row.done_at && side === "old" ? maskAddress(row.email) : row.email,
    state: row.done_at ? "done" : taken ? "taken" : agreed ? "agreed" : "open",
    page: row.done_at && side === "new" ? readerUrl(context, row.subscriber_id, context.clock()) : null,
  };
}

/**
 * Records that one of the two addresses agrees. When both have, the reader's data moves to the new address. Unsubscribe
 * links already mailed keep working. Links to the page stop working, because the old mailbox may be another person's.
 * @returns false for an invalid or outdated token
 */
export async function agreeToAddress(context: Context, token: string, ip: string): Promise<boolean> {
  const opened = opensChange(context, token);
  if (!opened) return false;
  const words = messagesIn(await languageOf(context));
  try {
    return await inTransaction(context, async (context) => {
      const change = await changeRow(context, opened.id);
      if (!change) return false;
      await lockReader(context, change.subscriber_id);
      const row = await changeRow(context, opened.id);
      if (!row) return false;
      if (row.done_at) return true;
      const now = context.clock();
      const agreed = {
        old_agreed_at: opened.side === "old" ? (row.old_agreed_at ?? now) : row.old_agreed_at,
        new_agreed_at: opened.side === "new" ? (row.new_agreed_at ?? now) : row.new_agreed_at,
      };
      const both = agreed.old_agreed_at !== null && agreed.new_agreed_at !== null;
      const done = both && (await move(context, row));
      await context.db
        .updateTable("address_changes")
        .set({ ...agreed, done_at: done ? now : null })
        .where("id", "=", row.id)
        .execute();
      if (done) await recordMove(context, row.subscriber_id, words("reader.address.wording"), ip);
      return true;
    });
  } catch (error) {
    // Another sign-up took the address at the same moment, and keeps it.
    if (isUniqueViolation(error)) return true;
    throw error;
  }
}

/**
 * Deletes the request, because one of the two addresses declined.
 * @returns false for an invalid or outdated token, or a completed change
 */
export async function refuseAddress(context: Context, token: string): Promise<boolean> {
  const opened = opensChange(context, token);
  const row = opened && (await changeRow(context, opened.id));
  if (!row || row.done_at) return false;
  await cancelChange(context, row.subscriber_id);
  return true;
}

/** @returns false when the new address is another subscriber's by now, or suppressed */
async function move(context: Context, row: ChangeRow): Promise<boolean> {
  const reason = await suppressionOf(context, row.email);
  if ((reason && reason !== "erased") || (await isTaken(context, row.email_key))) return false;
  await liftErasure(context, row.email);
  const now = context.clock();
  const address = addressRow({ email: row.email, key: row.email_key }, row.name);
  await context.db
    .updateTable("subscribers")
    .set({ ...address, links_from: now })
    .where("id", "=", row.subscriber_id)
    .execute();
  // No import of an older file adds the former address again; who confirms there has it back.
  await suppress(context, row.old, "erased");
  return true;
}

function recordMove(context: Context, subscriberId: number, wording: string, ip: string): Promise<void> {
  const said = { wording, source: "change of address", method: "button", ip };
  return recordConsent(context, { subscriberId, listId: null, kind: "address-changed", ...said });
}

type ChangeRow = NonNullable<Awaited<ReturnType<typeof changeRow>>>;

/** Returns a change, completed or not, that is less than seven days old. */
async function changeRow(context: Context, id: number) {
  return context.db
    .selectFrom("address_changes")
    .innerJoin("subscribers", "subscribers.id", "address_changes.subscriber_id")
    .selectAll("address_changes")
    .select(["subscribers.email as old", "subscribers.name"])
    .where("address_changes.id", "=", id)
    .where("asked_at", ">", context.clock() - changeDays * day)
    .executeTakeFirst();
}

function opensChange(context: Context, token: string): { id: number; side: Side } | null {
  const [id, which, ...more] = openToken(context, "address", token) ?? [];
  const side = which === undefined ? undefined : sides[which];
  return id && side && more.length === 0 ? { id, side } : null;
}

async function isTaken(context: Context, key: string): Promise<boolean> {
  const row = await context.db.selectFrom("subscribers").select("id").where("email_key", "=", key).executeTakeFirst();
  return row !== undefined;
}
