import { randomInt } from "node:crypto";
import { createChallenge, verifySolution, type Challenge, type Solution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { Context } from "../context.server.ts";
import { keyedHashes } from "./tokens.server.ts";

/** Rounds of one try, about a millisecond; and how many tries the easiest challenge takes at least. */
const cost = 2000;
const easiest = 250;
const hardest = 4;

/**
 * Work that a browser does before a sign-up is taken (C-24). It belongs to one form, whose token makes it end in time
 * and count once.
 * @param level each one doubles the work: 0 takes under a second
 */
export async function newChallenge(context: Context, formToken: string, level: number): Promise<string> {
  const least = easiest * 2 ** Math.min(Math.max(level, 0), hardest);
  const challenge = await createChallenge({
    algorithm: "PBKDF2/SHA-256",
    cost,
    counter: randomInt(least, 2 * least),
    data: { form: formToken },
    deriveKey,
    ...secretsOf(context),
  });
  return JSON.stringify(challenge);
}

/** @param proof what the browser made of a challenge: JSON of both, in base64 */
export async function isSolved(context: Context, proof: string, formToken: string): Promise<boolean> {
  const { challenge, solution } = readProof(proof);
  if (!challenge?.parameters || !solution || challenge.parameters.data?.form !== formToken) return false;
  try {
    return (await verifySolution({ challenge, solution, deriveKey, ...secretsOf(context) })).verified;
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

function secretsOf(context: Context) {
  return {
    hmacSignatureSecret: keyedHashes(context, "proof of work, challenge")[0],
    hmacKeySignatureSecret: keyedHashes(context, "proof of work, solution")[0],
  };
}
