import type { Context } from "#app/context.server.ts";
import { editionOfIssue } from "#app/models/issues/editions.server.ts";
import { openDigestEditions } from "./digestEditions.server.ts";
import type { Claimed } from "./mailings.server.ts";
import { keptWhileUsed, readyEdition, type ReadyEdition } from "./readyEdition.server.ts";

/** Gives what a claimed copy is made of. */
export type Editions = (claimed: Claimed) => Promise<ReadyEdition>;

/** How many are kept; more than one issue seldom goes out at once. */
const kept = 3;

/** Editions encoded once for all lanes of a process; frozen, so they never go stale. */
export function openEditions(context: Context): Editions {
  const issues = keptWhileUsed(kept, (issueId: number) =>
    editionOfIssue(context, issueId).then((one) => readyEdition(context, one)),
  );
  const digests = openDigestEditions(context);
  return (claimed) => ("digestId" in claimed ? digests(claimed) : issues(claimed.issueId));
}
