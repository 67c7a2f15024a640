import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { deskSubscriberPath } from "#app/models/deskPaths.ts";
import { addNotice } from "#app/models/notices.server.ts";

/** The address to which a reader has moved, as their mailbox says. Nobody is written to there by itself. */
export type NewAddress = { email: string; at: number };

/** Keeps a new address for operators, who decide. @returns false when it is no address, or the reader's own */
export async function keepNewAddress(
  context: Context,
  subscriberId: number,
  typed: string,
  at: number,
): Promise<boolean> {
  const address = parseAddress(typed);
  if ("error" in address) return false;
  const { db } = context;
  const own = db.selectFrom("subscribers").select("email_key").where("id", "=", subscriberId);
  if ((await own.executeTakeFirst())?.email_key === address.key) return false;
  const told = { email: address.email, told_at: at };
  await db
    .insertInto("new_addresses")
    .values({ subscriber_id: subscriberId, ...told })
    .onConflict((conflict) => conflict.column("subscriber_id").doUpdateSet(told))
    .execute();
  const text = "A reader’s mailbox says that they have moved to another address. Nothing is sent there by itself.";
  const link = deskSubscriberPath(subscriberId);
  await addNotice(context, { kind: "reader-moved", text, link, key: `subscriber ${subscriberId}` });
  return true;
}

export async function newAddressOf({ db }: Context, subscriberId: number): Promise<NewAddress | null> {
  const row = await db
    .selectFrom("new_addresses")
    .select(["email", "told_at as at"])
    .where("subscriber_id", "=", subscriberId)
    .executeTakeFirst();
  return row ?? null;
}
