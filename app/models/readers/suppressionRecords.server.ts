import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { keyedHashes } from "#app/models/signedTokens.server.ts";
import { mayBeLifted } from "./suppressionReasons.ts";

/** A suppression as it stands. Times in milliseconds. */
export type SuppressionRecord = {
  reason: string;
  createdAt: number;
  /** The operator or the rule; null where nobody wrote it down. */
  by: string | null;
  /** The message and the report that came back. */
  evidence: { messageId: number; n: number } | null;
  /** The last sign-up that asked for mail to it since. */
  askedAgainAt: number | null;
  importId: number | null;
  /** Whether an operator may lift it now. */
  liftable: boolean;
};

/** @returns the suppression of an address, or null */
export async function suppressionRecord(context: Context, email: string): Promise<SuppressionRecord | null> {
  const row = await context.db
    .selectFrom("suppressions")
    .select(["reason", "created_at", "suppressed_by", "message_id", "report_n", "asked_again_at", "import_id"])
    .where("email_hash", "in", hashesOf(context, email))
    .executeTakeFirst();
  if (!row) return null;
  const { reason, created_at: createdAt, suppressed_by: by, message_id: messageId, report_n: n } = row;
  return {
    ...{ reason, createdAt, by, askedAgainAt: row.asked_again_at, importId: row.import_id },
    evidence: messageId === null || n === null ? null : { messageId, n },
    liftable: mayBeLifted(reason, row.asked_again_at !== null),
  };
}

/** Returns the keyed hashes under which an address may be kept, by the current and former secrets. */
export function hashesOf(context: Context, email: string): [string, ...string[]] {
  return keyedHashes(context, comparedKey(email));
}

/** Returns an address as it is compared; what is no address is compared as it is. */
export function comparedKey(email: string): string {
  const address = parseAddress(email);
  return "key" in address ? address.key : email.toLowerCase();
}
