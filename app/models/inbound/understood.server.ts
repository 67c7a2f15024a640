import type { Context } from "#app/context.server.ts";
import { noReferences, type Fact, type Report } from "./reports.ts";
import type { Kept, ToldReport } from "./settling.server.ts";

/** The version of the rules; a higher one may understand differently what is kept. */
export const rulesVersion = 1;

/** Returns the reports of a message. */
export async function understood(_context: Context, message: Kept): Promise<ToldReport[]> {
  const report: Report = {
    ...{ kind: "unknown", category: null, status: null, diagnostic: null, evidence: [], rule: "not understood" },
    ...{ confidence: "guess", newAddress: null, references: noReferences },
  };
  return [{ at: message.at, report }];
}

/** Does what a fact asks for. */
export async function actOnFact(_context: Context, _fact: Fact): Promise<string | null> {
  return null;
}
