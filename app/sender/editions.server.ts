import { probeDkim } from "#emails/dkimProbe.server.ts";
import { prepareEdition, type PreparedEdition } from "#emails/issueMessage.server.ts";
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
    const edition = prepare(context, issueId);
    ready.set(issueId, edition);
    if (ready.size > kept) ready.delete(ready.keys().next().value!);
    // One that failed is tried again the next time.
    edition.catch(() => ready.delete(issueId));
    return edition;
  };
}

/** Not without the signature that the issue was to have: a host that lacks the key would send it unsigned (D-03). */
async function prepare(context: Context, issueId: number): Promise<ReadyEdition> {
  const edition = await editionOfIssue(context, issueId);
  const unsigned = await probeDkim(context.dkim, edition.from_address);
  if (unsigned) throw new Error(unsigned);
  if (edition.signed_by && edition.signed_by !== context.dkim.key?.domain)
    throw new Error(`it is to be signed for ${edition.signed_by}, and this host has no key for that domain.`);
  return prepareEdition(edition, context.config.appUrl);
}
