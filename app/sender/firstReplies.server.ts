import type { ClaimedDelivery } from "#app/models/deliveries/claims.server.ts";
import { mostAttempts, type RecordedOutcome, type Result } from "#app/models/deliveries/retries.server.ts";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";

/** Refusals by reader, of which nobody knows yet whom they are about. */
export type Undecided = ReadonlyMap<number, Result>;

/**
 * The first answers of a run of one send. While nobody was accepted in it, a refusal may be about us, or about
 * what we send, rather than about its reader. So it is undecided: the reader stays in the queue, the answer beside. Once
 * somebody is accepted, what is undecided was about its readers after all.
 */
type FirstReplies = {
  /** Notes in which run a reader is asked. */
  asked(editionId: number, delivery: ClaimedDelivery): void;
  /** @returns the outcome as it is to be recorded, and the refusals that are final by it */
  judge(editionId: number, delivery: ClaimedDelivery, outcome: Result): { outcome: RecordedOutcome; final: Undecided };
  undecided(editionId: number): Undecided;
  /** A new run begins: it was paused, or what was undecided is decided. */
  forget(editionId: number): void;
};

/** So many refusals before anybody is accepted are no chance: those that are about us, and all of them. */
const enough = { aboutUs: 5, all: 10 };
/** Where nobody else is left to ask, so many dead addresses and nothing else are suspicious. */
const enoughAtTheEnd = 5;

const none: Undecided = new Map();

export function openFirstReplies(): FirstReplies {
  const begun = new Set<number>();
  const runs = new Map<number, Map<number, Result>>();
  const ended = new Map<number, number>();
  const askedIn = new WeakMap<ClaimedDelivery, number>();
  const runNow = (editionId: number) => ended.get(editionId) ?? 0;
  return {
    asked: (editionId, delivery) => void askedIn.set(delivery, runNow(editionId)),
    judge(editionId, delivery, outcome) {
      const { subscriberId, attempts } = delivery;
      // In flight when its run was stopped: that decides nothing about the next one, and costs no turn.
      if (askedIn.get(delivery) !== runNow(editionId)) {
        const isLate = outcome.kind === "refused" && attempts < mostAttempts;
        return { outcome: isLate ? { ...outcome, kind: "undecided" } : outcome, final: none };
      }
      const undecided = runs.get(editionId) ?? new Map<number, Result>();
      undecided.delete(subscriberId);
      if (outcome.kind === "accepted") {
        begun.add(editionId);
        runs.delete(editionId);
        return { outcome, final: undecided };
      }
      if (outcome.kind !== "refused" || begun.has(editionId) || attempts >= mostAttempts)
        return { outcome, final: none };
      runs.set(editionId, undecided.set(subscriberId, outcome));
      return { outcome: { ...outcome, kind: "undecided" }, final: none };
    },
    undecided: (editionId) => runs.get(editionId) ?? none,
    forget(editionId) {
      begun.delete(editionId);
      runs.delete(editionId);
      ended.set(editionId, runNow(editionId) + 1);
    },
  };
}

/**
 * Why a send must stop because of what is undecided of it, in one sentence; null when it need not.
 * @param isEnd nobody else of it can be asked now, and nobody was ever accepted
 */
export function stopReason(undecided: Undecided, kind: EditionKind, isEnd: boolean): string | null {
  const answers = [...undecided.values()];
  // `address` and `mailbox` are about one reader; a block is about us, and the content is the same for all.
  const aboutUs = answers.filter(({ verdict }) => verdict === "block" || verdict === "content");
  const isEnough = aboutUs.length >= enough.aboutUs || answers.length >= enough.all;
  const isAll = isEnd && (aboutUs.length > 0 || answers.length >= enoughAtTheEnd);
  if (!isEnough && !isAll) return null;
  const reply = (aboutUs.at(-1) ?? answers.at(-1)!).reply;
  if (answers.length === 1)
    return `The first answer was a refusal: “${reply}”. It may be about this ${kind} or about us, so the reader keeps the turn.`;
  return `The first ${answers.length} answers were all refusals, like “${reply}”. They may be about this ${kind} or about us, so the readers keep their turns.`;
}
