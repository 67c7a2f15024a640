import type { Outcome } from "#emails/smtp/replies.server.ts";

/** Too many of the last answers were refusals: the send stops before the rest of the list gets them too. */
export type CircuitBreaker = {
  /** Counts an answer. @returns why the issue must pause, when this one was one too many */
  count(issueId: number, outcome: Outcome): string | null;
  /** Begins anew for an issue, after an operator let it go on. */
  forget(issueId: number): void;
};

/** Looked at from the 20th answer on, over about the last thousand. Shares of the answers. */
const enough = 20;
const memory = 1000;
const limits = { block: { least: 5, share: 0.05 }, refused: { least: 10, share: 0.1 } };

type Tally = { answers: number; refused: number; blocks: number; lastBlock: string; lastRefusal: string };

export function openCircuitBreaker(): CircuitBreaker {
  const tallies = new Map<number, Tally>();
  return {
    count(issueId, outcome) {
      if (outcome.kind !== "accepted" && outcome.kind !== "refused") return null;
      const tally = tallies.get(issueId) ?? { answers: 0, refused: 0, blocks: 0, lastBlock: "", lastRefusal: "" };
      tallies.set(issueId, tally);
      tally.answers += 1;
      if (outcome.kind === "refused") note(tally, outcome);
      const reason = tripped(tally);
      if (reason) tallies.delete(issueId);
      if (tally.answers >= memory) halve(tally);
      return reason;
    },
    forget: (issueId) => void tallies.delete(issueId),
  };
}

function note(tally: Tally, outcome: Outcome) {
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
