import type { Context } from "#app/context.server.ts";
import { growthSettings } from "#app/models/growthSettings.server.ts";
import { byReader, withoutWord } from "#app/models/joinSources.ts";
import { openSealedNumber, sealNumber } from "#app/models/sealedNumbers.server.ts";
import { suppressionOf } from "./suppressions.server.ts";

const path = "/with/";

/** Returns the address that a reader passes on. It is the same each time, and says nothing about the reader. */
export function passOnUrl({ config }: Pick<Context, "config">, subscriberId: number): string {
  return `${config.appUrl}${path}${sealNumber({ config }, "share", subscriberId)}`;
}

/** A reader's personal link, and how many confirmed people came by it. */
export type ShareLink = { url: string; came: number };

/** Returns the personal link of a reader; null where the briefing has none. */
export async function shareLinkOf(context: Context, subscriberId: number): Promise<ShareLink | null> {
  if ((await growthSettings(context)).shareLinks === "off") return null;
  const { came } = await context.db
    .selectFrom("referrals")
    .select(({ fn }) => fn.countAll<number>().as("came"))
    .where("referrer_id", "=", subscriberId)
    .where("counted_at", "is not", null)
    .executeTakeFirstOrThrow();
  return { url: passOnUrl(context, subscriberId), came: Number(came) };
}

/** True where the page of a personal link is that of a reader who may have one; nobody has one who is gone. */
export async function isShareLink(context: Context, token: string): Promise<boolean> {
  const id = openSealedNumber(context, "share", token);
  if (id === null || (await growthSettings(context)).shareLinks === "off") return false;
  return isThere(context, id);
}

async function isThere({ db }: Context, id: number): Promise<boolean> {
  const row = await db
    .selectFrom("subscribers")
    .select("id")
    .where("id", "=", id)
    .where("erased_at", "is", null)
    .where("suppressed_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Returns the source as a sign-up keeps it, and whose link it was: no token is stored. */
export function withoutToken(context: Context, source: string): { source: string; referrerId: number | null } {
  if (!source.startsWith(path)) return { source, referrerId: null };
  const referrerId = openSealedNumber(context, "share", withoutWord(source).slice(path.length));
  return { source: referrerId === null ? path.slice(0, -1) : byReader, referrerId };
}

/**
 * Notes that somebody new came by a reader’s link. It counts for nothing before they confirm: scripted sign-ups never do.
 * @param person `isNew`: nobody of this address was there before
 */
export async function noteReferral(
  context: Context,
  person: { id: number; email: string; isNew: boolean },
  referrerId: number | null,
): Promise<void> {
  if (referrerId === null || !person.isNew || person.id === referrerId) return;
  // An erased person was there before.
  if ((await suppressionOf(context, person.email)) !== null || !(await isThere(context, referrerId))) return;
  await context.db
    .insertInto("referrals")
    .values({ subscriber_id: person.id, referrer_id: referrerId, asked_at: context.clock(), counted_at: null })
    .onConflict((conflict) => conflict.column("subscriber_id").doNothing())
    .execute();
}

/** True while it is kept by whose link anybody came, also after links were turned off. */
export async function isAnybodyReferred({ db }: Context): Promise<boolean> {
  const query = db.selectFrom("referrals").select("referrer_id").where("subscriber_id", "is not", null);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** Counts somebody who has confirmed for the reader whose link they came by, once. */
export async function countReferral(context: Context, subscriberId: number): Promise<void> {
  await context.db
    .updateTable("referrals")
    .set({ counted_at: context.clock() })
    .where("subscriber_id", "=", subscriberId)
    .where("counted_at", "is", null)
    .execute();
}

/** Forgets who an erased person brought, and who brought them; the other reader's count stays. */
export async function forgetReferralsOf({ db }: Context, subscriberId: number): Promise<void> {
  await db.deleteFrom("referrals").where("referrer_id", "=", subscriberId).execute();
  await db.deleteFrom("referrals").where("subscriber_id", "=", subscriberId).where("counted_at", "is", null).execute();
  await db.updateTable("referrals").set({ subscriber_id: null }).where("subscriber_id", "=", subscriberId).execute();
}

/** Returns what is held about somebody. By whose link they came is the other’s: only that it was one. */
export async function referralsHeld(context: Context, subscriberId: number) {
  const own = await context.db
    .selectFrom("referrals")
    .select(["asked_at as askedAt", "counted_at as countedAt"])
    .where("subscriber_id", "=", subscriberId)
    .executeTakeFirst();
  const brought = await context.db
    .selectFrom("referrals")
    .select(["counted_at as countedAt"])
    .where("referrer_id", "=", subscriberId)
    .where("counted_at", "is not", null)
    .orderBy("counted_at")
    .execute();
  return { cameByLink: own ?? null, cameByTheirLink: brought.map(({ countedAt }) => ({ at: countedAt! })) };
}
