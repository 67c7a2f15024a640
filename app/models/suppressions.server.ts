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

/** Writes to an erased address again, because its owner has just confirmed that they want it (C-08). No other reason is lifted. */
export async function liftErasure(context: Context, email: string): Promise<void> {
  await context.db
    .deleteFrom("suppressions")
    .where("email_hash", "in", keyedHashes(context, keyOf(email)))
    .where("reason", "=", "erased")
    .execute();
}

/** @returns why an address is suppressed, or null */
export async function suppressionOf(context: Context, email: string): Promise<string | null> {
  return (await suppressionRecord(context, email))?.reason ?? null;
}

/** @returns why and since when an address is suppressed, or null */
export async function suppressionRecord(
  context: Context,
  email: string,
): Promise<{ reason: string; createdAt: number } | null> {
  const row = await context.db
    .selectFrom("suppressions")
    .select(["reason", "created_at as createdAt"])
    .where("email_hash", "in", keyedHashes(context, keyOf(email)))
    .executeTakeFirst();
  return row ?? null;
}

/** @returns the keys of those among up to 500 addresses that are suppressed, for whatever reason */
export async function suppressedAmong(context: Context, addresses: { key: string }[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const keys = new Map(addresses.flatMap(({ key }) => keyedHashes(context, key).map((hash) => [hash, key] as const)));
  const rows = await context.db
    .selectFrom("suppressions")
    .select("email_hash")
    .where("email_hash", "in", [...keys.keys()])
    .execute();
  return new Set(rows.map((row) => keys.get(row.email_hash)!));
}

function keyOf(email: string): string {
  const address = parseAddress(email);
  return "key" in address ? address.key : email.toLowerCase();
}
