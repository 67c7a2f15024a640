import type { RecordedOutcome } from "#app/models/deliveries/retries.server.ts";

/** Too many of the last answers were refusals: the send stops before the rest of the list gets them too. */
export type CircuitBreaker = {
  /** Counts an answer. @returns why the send must pause, when this one was one too many */
  count(editionId: number, outcome: Answer): string | null;
  /** Begins anew for an edition, after an operator let it go on. */
  forget(editionId: number): void;
};

/** Looked at from the 20th answer on, over about the last thousand. Shares of the answers. */
const enough = 20;
const memory = 1000;
const limits = { block: { least: 5, share: 0.05 }, refused: { least: 10, share: 0.1 } };

type Answer = Pick<RecordedOutcome, "kind" | "verdict" | "reply">;
type Tally = { answers: number; refused: number; blocks: number; lastBlock: string; lastRefusal: string };

export function openCircuitBreaker(): CircuitBreaker {
  const tallies = new Map<number, Tally>();
  return {
    count(editionId, outcome) {
      if (outcome.kind !== "accepted" && outcome.kind !== "refused") return null;
      const tally = tallies.get(editionId) ?? { answers: 0, refused: 0, blocks: 0, lastBlock: "", lastRefusal: "" };
      tallies.set(editionId, tally);
      tally.answers += 1;
      if (outcome.kind === "refused") note(tally, outcome);
      const reason = tripped(tally);
      if (reason) tallies.delete(editionId);
      if (tally.answers >= memory) halve(tally);
      return reason;
    },
    forget: (editionId) => void tallies.delete(editionId),
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

/** What is long ago weighs less, and the last thousand count most. */
function halve(tally: Tally) {
  tally.answers /= 2;
  tally.refused /= 2;
  tally.blocks /= 2;
}
