import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { addToConfirmation, enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { day } from "#app/models/durations.ts";
import { withinLimit } from "#app/models/rateLimits.server.ts";
import { subscriberFor } from "#app/models/readers/subscribers.server.ts";
import { keyedHashes } from "#app/models/signedTokens.server.ts";

/** Over so many days an address gets at most so many; the count is kept as long. */
export const confirmationLimit = { mails: 3, days: 30 };
const counted = confirmationLimit.days * day;

/**
 * Says whether a confirmation (or its reminder) may go to an address now, and counts it if so: at most one in 24 hours
 * and three in 30 days, over all lists and whoever asks from wherever (C-22). Counted by keyed hash, so that erasing a
 * reader does not begin the count anew.
 */
export async function mayMailConfirmation(context: Context, email: string): Promise<boolean> {
  const address = parseAddress(email);
  if ("error" in address) return false;
  const hashes = keyedHashes(context, address.key);
  // The counter's row is also what two who ask for one address at once wait for.
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

/**
 * Where a confirmation went out within the day, lets its address be asked for more lists without a second mail in that
 * day: one that still waits asks for them too, else one goes out when the day is over.
 * @param subscriberId of who has the address, when somebody has
 * @returns whom it will be mailed to; null where the limit of the month forbids it
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

/** @returns when the next confirmation may go to an address, which is counted by that; null for not within the month */
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

/** Forgets what no limit looks at any more. */
export async function forgetOldConfirmations(context: Context): Promise<void> {
  await context.db
    .deleteFrom("confirmation_mails")
    .where("queued_at", "<", context.clock() - counted)
    .execute();
}
