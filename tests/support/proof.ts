import { solveChallenge, type Challenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";

/** Does the work of a press page as a browser does. @returns what its form sends */
export async function solve(challenge: string): Promise<string> {
  const read = JSON.parse(challenge) as Challenge;
  const solution = await solveChallenge({ challenge: read, deriveKey });
  return Buffer.from(JSON.stringify({ challenge: read, solution })).toString("base64");
}
