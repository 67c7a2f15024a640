import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { addToConfirmation, enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { day } from "#app/models/durations.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import { subscriberFor } from "#app/models/readers/subscribers.server.ts";
import { keyedHashes } from "#app/models/signedTokens.server.ts";
import { isAmong } from "#db/bulk.server.ts";

/** The most mails to one address within this many days; the counts are kept as long. */
export const confirmationLimit = { mails: 3, days: 30 };
const counted = confirmationLimit.days * day;

/**
 * Says whether a confirmation (or its reminder) may go to an address now, and counts it if so. The limit is one in 24
 * hours and three in 30 days, over all lists and all requesters (C-22). It is counted by keyed hash, so that erasing a
 * reader does not reset it.
 */
export async function mayMailConfirmation(context: Context, email: string): Promise<boolean> {
  const address = parseAddress(email);
  if ("error" in address) return false;
  const hashes = keyedHashes(context, address.key);
  // The counter's row also serialises simultaneous requests for one address.
  if (!(await withinLimit(context, "confirmation", address.key, 1, day))) return false;
  const now = context.clock();
  const sent = await context.db
    .selectFrom("confirmation_mails")
    .select("queued_at")
    .where("email_hash", "in", hashes)
    .where("queued_at", ">", now - counted)
    .execute();
  if (sent.length >= confirmationLimit.mails || sent.some((row) => row.queued_at > now - day)) return false;
  await context.db.insertInto("confirmation_mails").values({ email_hash: hashes[0], queued_at: now }).execute();
  return true;
}

/** Returns those of some thousand addresses, by key, to which no confirmation may go now; nothing is counted. */
export async function confirmationsBarred(context: Context, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const now = context.clock();
  const byHash = new Map(keys.flatMap((key) => keyedHashes(context, key).map((hash) => [hash, key] as const)));
  const sent = await context.db
    .selectFrom("confirmation_mails")
    .select(["email_hash", "queued_at"])
    .where(isAmong(context.db, "email_hash", [...byHash.keys()]))
    .where("queued_at", ">", now - counted)
    .execute();
  const mails = new Map<string, number[]>();
  for (const { email_hash, queued_at } of sent) {
    const key = byHash.get(email_hash)!;
    mails.set(key, [...(mails.get(key) ?? []), queued_at]);
  }
  const isBarred = (times: number[]) => times.length >= confirmationLimit.mails || times.some((at) => at > now - day);
  return new Set([...mails].flatMap(([key, times]) => (isBarred(times) ? [key] : [])));
}

/**
 * Adds lists to an address that got a confirmation within the last day, without a second mail in that day. A queued
 * confirmation takes the lists in; otherwise one is queued for the end of the day.
 * @param subscriberId of the subscriber with this address, if there is one
 * @returns the recipient; null when the limit of 30 days forbids it
 */
export async function mailConfirmationLater(
  context: Context,
  email: string,
  subscriberId: number | null,
  listIds: number[],
): Promise<{ subscriberId: number } | null> {
  if (subscriberId !== null && (await addToConfirmation(context, subscriberId, listIds))) return { subscriberId };
  const at = await nextDay(context, email);
  if (at === null) return null;
  const subscriber = await subscriberFor(context, email, "");
  const [first, ...others] = listIds;
  await enqueueTransactional(context, "confirmation", subscriber.id, first!, others.length > 0 ? { others } : null, at);
  return { subscriberId: subscriber.id };
}

/**
 * @returns when the next confirmation may go to an address, and counts it; null when the limit of 30 days forbids it
 */
async function nextDay(context: Context, email: string): Promise<number | null> {
  const hashes = keyedHashes(context, email.toLowerCase());
  const sent = await context.db
    .selectFrom("confirmation_mails")
    .select("queued_at")
    .where("email_hash", "in", hashes)
    .where("queued_at", ">", context.clock() - counted)
    .execute();
  if (sent.length >= confirmationLimit.mails) return null;
  const at = Math.max(context.clock(), ...sent.map((row) => row.queued_at + day));
  await context.db.insertInto("confirmation_mails").values({ email_hash: hashes[0], queued_at: at }).execute();
  return at;
}

/** Deletes counts that no limit reads any more. */
export async function forgetOldConfirmations(context: Context): Promise<void> {
  await context.db
    .deleteFrom("confirmation_mails")
    .where("queued_at", "<", context.clock() - counted)
    .execute();
}
