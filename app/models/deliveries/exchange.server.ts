import type { Context } from "#app/context.server.ts";
import { quickTrip } from "#db/quick.server.ts";
import type { AtOnce } from "#db/statements.server.ts";
import { exchangeAtOnce } from "./exchangeAtOnce.server.ts";
import { exchangeInSteps } from "./exchangeInSteps.server.ts";
import type { Recorded, WaitingRow, Wish } from "./ledgerChanges.server.ts";
import { nextState, type RecordedOutcome } from "./retries.server.ts";
import type { Send } from "./sends.server.ts";

/** A claimed delivery to one reader. Times in milliseconds. */
export type ClaimedDelivery = {
  send: Send;
  subscriberId: number;
  email: string;
  name: string;
  domain: string;
  /** True for who refused to be counted. */
  uncounted: boolean;
  /** The message's Date, the same on every retry (H-27). */
  firstClaimedAt: number;
  /** Start of the attempts that count; reset when an operator resends it. */
  triedFrom: number;
  attempts: number;
  /** The run of its send in which it is tried: a sender counts runs, which end with a pause. */
  run?: number;
};

/** The outcome of a delivery that the process claimed. */
type Answer = { delivery: ClaimedDelivery; outcome: RecordedOutcome };

/**
 * Records what came and claims the next deliveries, all or nothing; within a transaction it is a part of that.
 *
 * An answer is recorded by the claiming process alone, and only while nothing else has resolved the delivery; a late one
 * still replaces `uncertain`.
 *
 * Claimed is what is still queued, while its edition is being sent. Each reader's subscription is checked again under the
 * same lock. Readers who left, paused, were suppressed or chose the other frequency become `withdrawn` (H-14) and are
 * not returned. It must be committed before the first byte of a body leaves (T-01).
 */
export async function exchange(
  context: Context,
  processId: string,
  answers: readonly Answer[],
  wish: Wish | null,
): Promise<ClaimedDelivery[]> {
  const now = context.clock();
  const records = recordsOf(context, processId, answers, now);
  const rows = await quickTrip<WaitingRow>(context.db, {
    steps: (atOnce) => exchangeInSteps(atOnce, processId, records, wish, now),
    single: (db) => exchangeAtOnce(db, processId, records, wish, now),
  });
  return wish ? rows.map((row) => claimedFrom(wish.send, row, now)) : [];
}

/** Like `exchange`, as a step of a transaction that runs without promises. */
export function exchangeNow(
  context: Context,
  atOnce: AtOnce,
  processId: string,
  answers: readonly Answer[],
  wish: Wish | null,
): ClaimedDelivery[] {
  const now = context.clock();
  const rows = exchangeInSteps(atOnce, processId, recordsOf(context, processId, answers, now), wish, now);
  return wish ? rows.map((row) => claimedFrom(wish.send, row, now)) : [];
}

function recordsOf(context: Context, processId: string, answers: readonly Answer[], now: number): Recorded[] {
  return answers.map((answer) => recordOf(context, processId, answer, now));
}

function recordOf(context: Context, processId: string, { delivery, outcome }: Answer, now: number): Recorded {
  const { send, subscriberId, attempts, triedFrom } = delivery;
  const row = nextState(outcome, attempts, triedFrom, now, context.config.retryFor);
  return { editionId: send.editionId, subscriberId, processId, ...row };
}

function claimedFrom(send: Send, row: WaitingRow, now: number): ClaimedDelivery {
  return {
    send,
    subscriberId: row.subscriber_id,
    email: row.email,
    name: row.name,
    domain: row.domain,
    uncounted: row.uncounted_at !== null,
    firstClaimedAt: row.first_claimed_at ?? now,
    triedFrom: (row.attempts > 0 && row.tried_from) || now,
    attempts: row.attempts + 1,
    run: undefined,
  };
}
