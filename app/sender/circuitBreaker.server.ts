import type { RecordedOutcome } from "#app/models/deliveries/retries.server.ts";
import type { SendKey } from "#app/models/deliveries/sends.server.ts";

/**
 * Pauses a send when too many of its last replies were refusals, before the rest of the list gets them too. All editions of a
 * send count together: tried subjects go to few readers each, and keep the rest from what they met.
 */
export type CircuitBreaker = {
  /** Counts a reply. @returns why the send must pause, when this one exceeds a limit */
  count(send: SendKey, outcome: Answer): string | null;
  /** Resets a send's counts, after an operator resumed it. */
  forget(send: SendKey): void;
};

/** It judges from the 20th reply on, over about the last thousand. The limits are shares of the replies. */
const enough = 20;
const memory = 1000;
const limits = { block: { least: 5, share: 0.05 }, refused: { least: 10, share: 0.1 } };

type Answer = Pick<RecordedOutcome, "kind" | "verdict" | "reply">;
type Tally = { answers: number; refused: number; blocks: number; lastBlock: string; lastRefusal: string };

export function openCircuitBreaker(): CircuitBreaker {
  const tallies = new Map<SendKey, Tally>();
  return {
    count(send, outcome) {
      if (outcome.kind !== "accepted" && outcome.kind !== "refused") return null;
      const tally = tallies.get(send) ?? { answers: 0, refused: 0, blocks: 0, lastBlock: "", lastRefusal: "" };
      tallies.set(send, tally);
      tally.answers += 1;
      if (outcome.kind === "refused") note(tally, outcome);
      const reason = tripped(tally);
      if (reason) tallies.delete(send);
      if (tally.answers >= memory) halve(tally);
      return reason;
    },
    forget: (send) => void tallies.delete(send),
  };
}

function note(tally: Tally, outcome: Answer) {
  tally.refused += 1;
  tally.lastRefusal = outcome.reply;
  if (outcome.verdict !== "block") return;
  tally.blocks += 1;
  tally.lastBlock = outcome.reply;
}

function tripped({ answers, refused, blocks, lastBlock, lastRefusal }: Tally): string | null {
  if (answers < enough) return null;
  const of = `of the last ${Math.round(answers)} answers`;
  if (isTooMany(blocks, answers, limits.block))
    return `Receivers do not want this mail: ${Math.round(blocks)} ${of} were blocks, like “${lastBlock}”.`;
  if (isTooMany(refused, answers, limits.refused))
    return `Too many refusals: ${Math.round(refused)} ${of}, like “${lastRefusal}”.`;
  return null;
}

function isTooMany(count: number, answers: number, limit: { least: number; share: number }): boolean {
  return count >= limit.least && count / answers > limit.share;
}

/** Halves old counts, so that the last thousand weigh most. */
function halve(tally: Tally) {
  tally.answers /= 2;
  tally.refused /= 2;
  tally.blocks /= 2;
}
