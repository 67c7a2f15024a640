import { createChallenge, verifySolution, type Challenge, type Solution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { Context } from "#app/context.server.ts";
import { keyedHashes } from "#app/models/signedTokens.server.ts";

/** Rounds of one try at level 0, about a millisecond; and the highest level. */
const cost = 2000;
const hardest = 3;
/** One key in 256 begins so. A challenge costs the server nothing, and checking a solution costs one try. */
const keyPrefix = "00";

/**
 * Returns a challenge that a browser must solve before a mail is sent (C-24). It belongs to one form token, which
 * limits
 * its time and its use to one.
 * @param level each level doubles the work; at 0 most browsers take under a second
 */
export async function newChallenge(context: Context, formToken: string, level: number): Promise<string> {
  const challenge = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost: cost * 2 ** Math.min(Math.max(0, Math.floor(level)), hardest),
    keyPrefix,
    data: { form: formToken },
    deriveKey,
    hmacSignatureSecret: secretOf(context),
  });
  return JSON.stringify(challenge);
}

/** Checks a solution. @param proof the browser's JSON of challenge and solution, in base64 */
export async function isSolved(context: Context, proof: string, formToken: string): Promise<boolean> {
  const { challenge, solution } = readProof(proof);
  if (!challenge?.parameters || !solution || challenge.parameters.data?.form !== formToken) return false;
  try {
    return (await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: secretOf(context) })).verified;
  } catch {
    return false;
  }
}

function readProof(proof: string): { challenge?: Challenge; solution?: Solution } {
  try {
    const read: unknown = JSON.parse(Buffer.from(proof.slice(0, 4000), "base64").toString("utf8"));
    return typeof read === "object" && read !== null ? read : {};
  } catch {
    return {};
  }
}

function secretOf(context: Context): string {
  return keyedHashes(context, "proof of work")[0];
}
