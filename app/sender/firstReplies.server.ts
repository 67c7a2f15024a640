import type { ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import { mostAttempts, type RecordedOutcome, type Result } from "#app/models/deliveries/retries.server.ts";
import type { EditionKind, SendKey } from "#app/models/deliveries/sends.server.ts";

/** A refusal, and the edition of its reader: one of several where subjects are tried. */
type Refusal = Result & { editionId: number };

/** Refusals by reader that may be about the reader or about us. */
export type Undecided = ReadonlyMap<number, Refusal>;

/**
 * The first replies of a run of one send. Until a reader is accepted, a refusal may be about us, or about the content,
 * not about its reader. It is undecided then: the reader stays queued with the reply. Once a reader is accepted,
 * undecided refusals were about their readers.
 */
type FirstReplies = {
  /** Remembers the run in which a reader is tried. */
  asked(send: SendKey, delivery: ClaimedDelivery): void;
  /** @returns the outcome to record, and the refusals that it makes final */
  judge(send: SendKey, delivery: ClaimedDelivery, outcome: Result): { outcome: RecordedOutcome; final: Undecided };
  undecided(send: SendKey): Undecided;
  /** Starts a new run: the send was paused, or the undecided refusals are decided. */
  forget(send: SendKey): void;
};

/** This many refusals before the first acceptance are no coincidence: those about us, and all of them. */
const enough = { aboutUs: 5, all: 10 };
/** With no other reader left to try, this many dead addresses and nothing else are suspicious. */
const enoughAtTheEnd = 5;

const none: Undecided = new Map();

export function openFirstReplies(): FirstReplies {
  const begun = new Set<SendKey>();
  const runs = new Map<SendKey, Map<number, Refusal>>();
  const ended = new Map<SendKey, number>();
  const runNow = (send: SendKey) => ended.get(send) ?? 0;
  return {
    asked: (send, delivery) => void (delivery.run = runNow(send)),
    judge(send, delivery, outcome) {
      const { subscriberId, attempts } = delivery;
      // A delivery in flight when its run was stopped decides nothing about the next run, and costs no attempt.
      if (delivery.run !== runNow(send)) {
        const isLate = outcome.kind === "refused" && attempts < mostAttempts;
        return { outcome: isLate ? { ...outcome, kind: "undecided" } : outcome, final: none };
      }
      const undecided = runs.get(send) ?? new Map<number, Refusal>();
      undecided.delete(subscriberId);
      if (outcome.kind === "accepted") {
        begun.add(send);
        runs.delete(send);
        return { outcome, final: undecided };
      }
      if (outcome.kind !== "refused" || begun.has(send) || attempts >= mostAttempts) return { outcome, final: none };
      runs.set(send, undecided.set(subscriberId, { ...outcome, editionId: delivery.send.editionId }));
      return { outcome: { ...outcome, kind: "undecided" }, final: none };
    },
    undecided: (send) => runs.get(send) ?? none,
    forget(send) {
      begun.delete(send);
      runs.delete(send);
      ended.set(send, runNow(send) + 1);
    },
  };
}

/**
 * Says in one sentence why a send must stop because of its undecided refusals; null when it need not.
 * @param isEnd true when no other reader can be tried now, and none was ever accepted
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
