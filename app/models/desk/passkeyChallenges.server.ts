import { createHash, randomInt } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { hashToken, openToken, signToken } from "#app/models/signedTokens.server.ts";

/** Minutes in which a challenge can be answered. */
export const challengeMinutes = 5;

type ChallengePurpose = "passkey sign-in" | "passkey to add";

/**
 * Makes what a passkey is to sign (S-06). It is MACed, so that asking for one writes nothing; `spendChallenge` makes it
 * single use.
 * @param holder the secret of the browser that asked: nobody else can use the answer
 */
export function newPasskeyChallenge(context: Context, purpose: ChallengePurpose, holder: string): string {
  return signToken(context, purpose, [context.clock(), randomInt(2 ** 48 - 1), ...fingerprint(holder)]);
}

/** @returns whether we made the challenge for this browser and purpose, and still in time */
export function checkChallenge(
  context: Context,
  purpose: ChallengePurpose,
  holder: string,
  challenge: string,
): "right" | "wrong" | "expired" {
  const [at = 0, , ...holds] = openToken(context, purpose, challenge) ?? [];
  if (holder === "" || holds.join() !== fingerprint(holder).join()) return "wrong";
  return at > context.clock() - challengeMinutes * minute ? "right" : "expired";
}

/** Marks a challenge as answered, in the caller's transaction. @returns false when it was already */
export async function spendChallenge(context: Context, challenge: string): Promise<boolean> {
  const row = await context.db
    .insertInto("spent_challenges")
    .values({ challenge_hash: hashToken(challenge), spent_at: context.clock() })
    .onConflict((conflict) => conflict.doNothing())
    .returning("spent_at")
    .executeTakeFirst();
  return row !== undefined;
}

/** Two numbers of 48 bits. */
function fingerprint(holder: string): [number, number] {
  const hash = createHash("sha256").update(`pressrun passkey\0${holder}`).digest();
  return [hash.readUIntBE(0, 6), hash.readUIntBE(6, 6)];
}
