import { mostAttempts, type RecordedOutcome } from "#app/models/deliveries/retries.server.ts";
import type { Outcome } from "#emails/smtp/replies.server.ts";
import type { Claimed } from "./mailings.server.ts";

/** Refusals by reader, of which nobody knows yet whom they are about. */
export type Undecided = ReadonlyMap<number, Outcome>;

/**
 * The first answers of a run of one issue or digest. While nobody was accepted in it, a refusal may be about us, or about
 * what we send, rather than about its reader. So it is undecided: the reader stays in the queue, the answer beside. Once
 * somebody is accepted, what is undecided was about its readers after all.
 */
type FirstReplies = {
  /** Notes in which run a reader is asked. */
  asked(mailing: string, delivery: Claimed): void;
  /** @returns the outcome as it is to be recorded, and the refusals that are final by it */
  judge(mailing: string, delivery: Claimed, outcome: Outcome): { outcome: RecordedOutcome; final: Undecided };
  undecided(mailing: string): Undecided;
  /** A new run begins: it was paused, or what was undecided is decided. */
  forget(mailing: string): void;
};

/** So many refusals before anybody is accepted are no chance: those that are about us, and all of them. */
const enough = { aboutUs: 5, all: 10 };
/** Where nobody else is left to ask, so many dead addresses and nothing else are suspicious. */
const enoughAtTheEnd = 5;

const none: Undecided = new Map();

export function openFirstReplies(): FirstReplies {
  const begun = new Set<string>();
  const runs = new Map<string, Map<number, Outcome>>();
  const ended = new Map<string, number>();
  const askedIn = new WeakMap<Claimed, number>();
  const runNow = (mailing: string) => ended.get(mailing) ?? 0;
  return {
    asked: (mailing, delivery) => void askedIn.set(delivery, runNow(mailing)),
    judge(mailing, delivery, outcome) {
      const { subscriberId, attempts } = delivery;
      // In flight when its run was stopped: that decides nothing about the next one, and costs no turn.
      if (askedIn.get(delivery) !== runNow(mailing)) {
        const isLate = outcome.kind === "refused" && attempts < mostAttempts;
        return { outcome: isLate ? { ...outcome, kind: "undecided" } : outcome, final: none };
      }
      const undecided = runs.get(mailing) ?? new Map<number, Outcome>();
      undecided.delete(subscriberId);
      if (outcome.kind === "accepted") {
        begun.add(mailing);
        runs.delete(mailing);
        return { outcome, final: undecided };
      }
      if (outcome.kind !== "refused" || begun.has(mailing) || attempts >= mostAttempts) return { outcome, final: none };
      runs.set(mailing, undecided.set(subscriberId, outcome));
      return { outcome: { ...outcome, kind: "undecided" }, final: none };
    },
    undecided: (mailing) => runs.get(mailing) ?? none,
    forget(mailing) {
      begun.delete(mailing);
      runs.delete(mailing);
      ended.set(mailing, runNow(mailing) + 1);
    },
  };
}

/**
 * Why a mailing must stop because of what is undecided of it, in one sentence; null when it need not.
 * @param isEnd nobody else of it can be asked now, and nobody was ever accepted
 */
export function stopReason(undecided: Undecided, isEnd: boolean): string | null {
  const answers = [...undecided.values()];
  // `address` and `mailbox` are about one reader; a block is about us, and the content is the same for all.
  const aboutUs = answers.filter(({ verdict }) => verdict === "block" || verdict === "content");
  const isEnough = aboutUs.length >= enough.aboutUs || answers.length >= enough.all;
  const isAll = isEnd && (aboutUs.length > 0 || answers.length >= enoughAtTheEnd);
  if (!isEnough && !isAll) return null;
  const reply = (aboutUs.at(-1) ?? answers.at(-1)!).reply;
  if (answers.length === 1)
    return `The first answer was a refusal: “${reply}”. It may be about this issue or about us, so the reader keeps the turn.`;
  return `The first ${answers.length} answers were all refusals, like “${reply}”. They may be about this issue or about us, so the readers keep their turns.`;
}
