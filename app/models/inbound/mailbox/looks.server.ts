import { createHash } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import type { MailboxPlace } from "./connection.server.ts";
import type { Looked } from "./look.server.ts";

/** @returns how far a folder was looked through before, also by a former process; null for one that was not */
export async function lookedBefore(context: Context, place: MailboxPlace): Promise<Looked | null> {
  const row = await context.db
    .selectFrom("mailbox_looks")
    .select(["validity", "up_to"])
    .where("place", "=", nameOf(context, place))
    .executeTakeFirst();
  return row ? { validity: BigInt(row.validity), upTo: row.up_to } : null;
}

/** Keeps how far a folder was looked through, so that its headers are not asked for again after a restart. */
export async function keepLooked(context: Context, place: MailboxPlace, { validity, upTo }: Looked): Promise<void> {
  const kept = { validity: String(validity), up_to: upTo, looked_at: context.clock() };
  await context.db
    .insertInto("mailbox_looks")
    .values({ place: nameOf(context, place), ...kept })
    .onConflict((conflict) => conflict.column("place").doUpdateSet(kept))
    .execute();
}

/** With other addresses in the configuration, other mails of the folder are for us, and all of it is looked at again. */
function nameOf({ config }: Context, { host, port, user, folder }: MailboxPlace): string {
  const { bounceAddress, replyAddress } = config;
  const parts = [host, port, user, folder, bounceAddress, replyAddress];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
