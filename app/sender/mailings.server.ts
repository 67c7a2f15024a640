import type { Context } from "#app/context.server.ts";
import {
  claim,
  othersOf,
  putBack,
  record,
  refuseUndecided,
  type ClaimedDelivery,
} from "#app/models/deliveries/claims.server.ts";
import { dueAfter, dueAt, sendingIssues, type Prospect } from "#app/models/deliveries/due.server.ts";
import type { RecordedOutcome } from "#app/models/deliveries/retries.server.ts";
import {
  claimCopies,
  copiesAfter,
  copiesAt,
  otherCopiesOf,
  putCopiesBack,
  recordCopy,
  refuseUndecidedCopies,
  type ClaimedCopy,
} from "#app/models/digests/claims.server.ts";
import { sendingDigests } from "#app/models/digests/digests.server.ts";
import type { Share } from "#app/models/instance/senderProcesses.server.ts";

/** One reader's copy of an issue or a digest, claimed. */
export type Claimed = ClaimedDelivery | ClaimedCopy;

/** An issue or a digest on its way to its readers, as the exchange sees it. */
export type Mailing = {
  kind: "issue" | "digest";
  id: number;
  dueAfter(context: Context, after: Prospect | null, share: Share, limit: number): Promise<Prospect[]>;
  dueAt(context: Context, domains: string[], after: number, share: Share, limit: number): Promise<Prospect[]>;
  claim(context: Context, processId: string, subscriberIds: number[]): Promise<Claimed[]>;
  /** Undoes a claim of which nobody knows whether it was committed. */
  putBack(context: Context, processId: string, subscriberIds: number[]): Promise<void>;
  /** Makes refusals final of which it was undecided whom they are about. */
  refuse(context: Context, subscriberIds: number[]): Promise<void>;
  /** Whether anybody was ever accepted, and whether anybody besides those undecided can answer now. */
  others(context: Context): Promise<{ accepted: boolean; toCome: boolean }>;
};

/** The issue or the digest that a copy is of. */
export function mailingOf(claimed: Claimed): Mailing {
  return "digestId" in claimed ? digestMailing(claimed.digestId) : issueMailing(claimed.issueId);
}

/**
 * What is on its way, in the order it goes: issues before digests, so that a month's headlines hold up no news.
 * @param issueId only this issue, when given
 */
export async function mailings(context: Context, issueId?: number): Promise<Mailing[]> {
  if (issueId !== undefined) return (await sendingIssues(context)).filter((id) => id === issueId).map(issueMailing);
  const [issues, digests] = [await sendingIssues(context), await sendingDigests(context)];
  return [...issues.map(issueMailing), ...digests.map(digestMailing)];
}

function issueMailing(id: number): Mailing {
  return {
    kind: "issue",
    id,
    dueAfter: (context, after, share, limit) => dueAfter(context, id, after, share, limit),
    dueAt: (context, domains, after, share, limit) => dueAt(context, id, domains, after, share, limit),
    claim: (context, processId, subscriberIds) => claim(context, processId, id, subscriberIds),
    putBack: (context, processId, subscriberIds) => putBack(context, processId, id, subscriberIds),
    refuse: (context, subscriberIds) => refuseUndecided(context, id, subscriberIds),
    others: (context) => othersOf(context, id),
  };
}

function digestMailing(id: number): Mailing {
  return {
    kind: "digest",
    id,
    dueAfter: (context, after, share, limit) => copiesAfter(context, id, after, share, limit),
    dueAt: (context, domains, after, share, limit) => copiesAt(context, id, domains, after, share, limit),
    claim: (context, processId, subscriberIds) => claimCopies(context, processId, id, subscriberIds),
    putBack: (context, processId, subscriberIds) => putCopiesBack(context, processId, id, subscriberIds),
    refuse: (context, subscriberIds) => refuseUndecidedCopies(context, id, subscriberIds),
    others: (context) => otherCopiesOf(context, id),
  };
}

/** Records what became of a copy. */
export function recordClaimed(
  context: Context,
  processId: string,
  claimed: Claimed,
  outcome: RecordedOutcome,
): Promise<void> {
  return "digestId" in claimed
    ? recordCopy(context, processId, claimed, outcome)
    : record(context, processId, claimed, outcome);
}
