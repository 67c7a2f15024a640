import { inTransaction, type Context } from "../context.server.ts";
import { parseAddress } from "./addresses.server.ts";
import { keyedHashes } from "./tokens.server.ts";

export type SuppressionReason = "complaint" | "hard bounce" | "operator" | "erased";

/** Never writes to this address again; the first reason stays (P-04, B-10). Only a keyed hash of it is kept (C-08). */
export async function suppress(context: Context, email: string, reason: SuppressionReason): Promise<void> {
  const key = keyOf(email);
  await inTransaction(context, async (context) => {
    const now = context.clock();
    await context.db
      .insertInto("suppressions")
      .values({ email_hash: keyedHashes(context, key)[0], reason, created_at: now })
      .onConflict((conflict) => conflict.column("email_hash").doNothing())
      .execute();
    await context.db
      .updateTable("subscribers")
      .set({ suppressed_at: now })
      .where("email_key", "=", key)
      .where("suppressed_at", "is", null)
      .execute();
  });
}

/** @returns why an address is suppressed, or null */
export async function suppressionOf(context: Context, email: string): Promise<string | null> {
  const row = await context.db
    .selectFrom("suppressions")
    .select("reason")
    .where("email_hash", "in", keyedHashes(context, keyOf(email)))
    .executeTakeFirst();
  return row?.reason ?? null;
}

function keyOf(email: string): string {
  const address = parseAddress(email);
  return "key" in address ? address.key : email.toLowerCase();
}
