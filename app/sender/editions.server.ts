import { prepareEdition, type PreparedEdition } from "#emails/message.server.ts";
import type { Context } from "../context.server.ts";
import { editionOfIssue, type IssuedEdition } from "../models/editions.server.ts";

export type ReadyEdition = IssuedEdition & PreparedEdition;

/** How many are kept; more than one issue seldom goes out at once. */
const kept = 3;

/**
 * Editions encoded once for all lanes of a process; frozen, so they never go stale.
 * @returns what gives the edition of an issue
 */
export function openEditions(context: Context): (issueId: number) => Promise<ReadyEdition> {
  const ready = new Map<number, Promise<ReadyEdition>>();
  return (issueId) => {
    const known = ready.get(issueId);
    if (known) return known;
    const edition = editionOfIssue(context, issueId).then((edition) => prepareEdition(edition, context.config.appUrl));
    ready.set(issueId, edition);
    if (ready.size > kept) ready.delete(ready.keys().next().value!);
    // One that failed is tried again the next time.
    edition.catch(() => ready.delete(issueId));
    return edition;
  };
}
