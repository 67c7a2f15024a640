import type { Context } from "#app/context.server.ts";
import type { RecordedOutcome } from "#app/models/deliveries/retries.server.ts";
import { pauseIssue } from "#app/models/sending/pauses.server.ts";
import type { Outcome } from "#emails/smtp/replies.server.ts";
import { openCircuitBreaker } from "./circuitBreaker.server.ts";
import { openComebacks } from "./comebacks.server.ts";
import { openFirstReplies, stopReason, type Undecided } from "./firstReplies.server.ts";
import { mailingOf, type Claimed, type Mailing } from "./mailings.server.ts";
import type { Pacing } from "./pacing.server.ts";

/** What an answer means: its record, and what follows from it. */
export type JudgedReply = {
  finished: Finished;
  outcome: RecordedOutcome;
  destination: string;
  mailing: Mailing;
  /** Refusals that were undecided, and are final by this answer. */
  final: Undecided;
  pause: { issueId: number; reason: string } | null;
};

/** What answers mean, one by one and together. */
export type ReplyJudge = {
  /** Told of each reader who is asked. */
  asked(delivery: Claimed): void;
  /** Once for each answer, however often the database must be asked to take it. */
  answer(context: Context, finished: Finished): JudgedReply;
  /**
   * Looks at the first refusals of the mailings that these answers are of, inside the transaction that records them.
   * @returns the mailings of which it is known now whom those were about; to be forgotten once that is committed
   */
  decide(context: Context, settled: JudgedReply[]): Promise<Mailing[]>;
  /** A new run of a mailing begins. */
  forget(mailing: Pick<Mailing, "kind" | "id">): void;
};

/** How long digests wait when our server refused us for one: lanes that go on trying have no turn for anything else. */
const digestRest = 60_000;
/** How long they wait when their first answers were all refusals. */
const undecidedDigestRest = 60 * 60_000;

/** @param restDigests leaves digests alone until then */
export function openReplyJudge(pacing: Pacing, restDigests: (until: number) => void): ReplyJudge {
  const breaker = openCircuitBreaker();
  const returns = openComebacks();
  const firstAnswers = openFirstReplies();
  const judged = new WeakMap<Finished, JudgedReply>();

  const judge = (context: Context, finished: Finished): JudgedReply => {
    const { delivery } = finished;
    const now = context.clock();
    const destination = pacing.destinationOf(delivery.domain);
    const mailing = mailingOf(delivery);
    const answer = returns.judge(`${nameOf(mailing)}, reader ${delivery.subscriberId}`, finished, now);
    const { outcome, final } = firstAnswers.judge(nameOf(mailing), delivery, answer);
    pacing.ended(destination, now, outcome);
    // Of what is undecided nobody knows yet whom it is about: the breaker counts it when it is final.
    for (const refusal of final.values()) pauseFor(delivery, refusal, now);
    const pause = outcome.kind === "undecided" ? null : pauseFor(delivery, answer, now);
    return { finished, outcome, destination, mailing, final, pause };
  };

  /** A digest has no page at which an operator could let it go on: it waits, and goes on by itself. */
  const pauseFor = (delivery: Claimed, outcome: Outcome, now: number) => {
    if ("digestId" in delivery) {
      if (outcome.kind === "stop") restDigests(now + digestRest);
      return null;
    }
    const stop = `The mail server refuses us, not the reader: ${outcome.reply}`;
    const reason = outcome.kind === "stop" ? stop : breaker.count(delivery.issueId, outcome);
    return reason ? { issueId: delivery.issueId, reason } : null;
  };

  const stop = async (context: Context, { kind, id }: Mailing, reason: string) => {
    if (kind === "issue") return void (await pauseIssue(context, id, "the sender", reason));
    restDigests(context.clock() + undecidedDigestRest);
    context.log.warn(`a digest waits for an hour: ${reason}`);
  };

  return {
    asked: (delivery) => firstAnswers.asked(nameOf(mailingOf(delivery)), delivery),
    answer(context, finished) {
      const known = judged.get(finished) ?? judge(context, finished);
      judged.set(finished, known);
      return known;
    },
    async decide(context, settled) {
      const decided: Mailing[] = [];
      for (const mailing of new Map(settled.map(({ mailing }) => [nameOf(mailing), mailing])).values()) {
        const undecided = firstAnswers.undecided(nameOf(mailing));
        if (undecided.size === 0) continue;
        const { accepted, toCome } = await mailing.others(context);
        const reason = stopReason(undecided, !accepted && !toCome);
        if (reason) await stop(context, mailing, reason);
        else if (!toCome) await mailing.refuse(context, [...undecided.keys()]);
        if (reason || !toCome) decided.push(mailing);
      }
      return decided;
    },
    forget(mailing) {
      if (mailing.kind === "issue") breaker.forget(mailing.id);
      firstAnswers.forget(nameOf(mailing));
    },
  };
}

function nameOf({ kind, id }: Pick<Mailing, "kind" | "id">): string {
  return `${kind} ${id}`;
}

/** A delivery that a lane has handed over, and what became of it. */
export type Finished = {
  delivery: Claimed;
  outcome: Outcome;
  /** It was the first on its connection. */
  isFresh: boolean;
};
