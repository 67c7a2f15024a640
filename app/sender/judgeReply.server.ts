import type { Context } from "#app/context.server.ts";
import { othersOf, refuseUndecided } from "#app/models/deliveries/claims.server.ts";
import type { ClaimedDelivery } from "#app/models/deliveries/exchange.server.ts";
import type { RecordedOutcome, Result } from "#app/models/deliveries/retries.server.ts";
import { openEditionsOf, sendKey, type Send } from "#app/models/deliveries/sends.server.ts";
import { pauseSend } from "#app/models/sending/pauses.server.ts";
import { openCircuitBreaker } from "./circuitBreaker.server.ts";
import { openComebacks } from "./comebacks.server.ts";
import { openFirstReplies, stopReason, type Undecided } from "./firstReplies.server.ts";
import type { Pacing } from "./pacing.server.ts";

/** A reply's record, and its consequences. */
export type JudgedReply = {
  finished: Finished;
  outcome: RecordedOutcome;
  destination: string;
  send: Send;
  /** Undecided refusals that this reply makes final. */
  final: Undecided;
  /** Why the send must pause; null when it need not. */
  pause: string | null;
};

/** Interprets replies, one by one and together: those to all editions of a send, where subjects are tried. */
export type ReplyJudge = {
  /** Called for each reader who is tried. */
  asked(delivery: ClaimedDelivery): void;
  /** Called once for each reply, however often its write is retried. */
  answer(context: Context, finished: Finished): JudgedReply;
  /** True when a reply is to be recorded and nothing follows from it for other readers. */
  isPlain(reply: JudgedReply): boolean;
  /**
   * Judges the first refusals of these replies' sends, inside the transaction that records them.
   * @returns the sends whose undecided refusals are decided now; to be forgotten once that is committed
   */
  decide(context: Context, settled: JudgedReply[]): Promise<Send[]>;
  /** Starts a new run of a send. */
  forget(send: Send): void;
};

/** Long because: its functions share what is known of each send’s replies. */
export function openReplyJudge(pacing: Pacing): ReplyJudge {
  const breaker = openCircuitBreaker();
  const returns = openComebacks();
  const firstAnswers = openFirstReplies();

  const judge = (context: Context, finished: Finished): JudgedReply => {
    const { delivery } = finished;
    const { send, subscriberId } = delivery;
    const now = context.clock();
    const destination = pacing.destinationOf(delivery.domain);
    const answer = returns.judge(send.editionId, subscriberId, finished, now);
    const { outcome, final } = firstAnswers.judge(sendKey(send), delivery, answer);
    pacing.ended(destination, now, outcome);
    // The circuit breaker counts undecided refusals only when they become final.
    if (final.size > 0) for (const refusal of final.values()) pauseFor(send, refusal);
    const pause = outcome.kind === "undecided" ? null : pauseFor(send, answer);
    return { finished, outcome, destination, send, final, pause };
  };

  const pauseFor = (send: Send, outcome: Result) => {
    if (outcome.kind === "stop") return `The mail server refuses us, not the reader: ${outcome.reply}`;
    return breaker.count(sendKey(send), outcome);
  };

  return {
    asked: (delivery) => firstAnswers.asked(sendKey(delivery.send), delivery),
    answer(context, finished) {
      return (finished.judged ??= judge(context, finished));
    },
    isPlain: ({ outcome: { kind, verdict }, send, final, pause }) =>
      kind !== "returned" &&
      verdict !== "rate" &&
      pause === null &&
      final.size === 0 &&
      firstAnswers.undecided(sendKey(send)).size === 0,
    async decide(context, settled) {
      const decided: Send[] = [];
      for (const send of new Map(settled.map(({ send }) => [sendKey(send), send])).values()) {
        const undecided = firstAnswers.undecided(sendKey(send));
        if (undecided.size === 0) continue;
        const { accepted, toCome } = await othersOf(context, await openEditionsOf(context, send));
        const reason = stopReason(undecided, send.kind, !accepted && !toCome);
        if (reason) await pauseSend(context, send, "the sender", reason);
        else if (!toCome) await refuseUndecided(context, undecided);
        if (reason || !toCome) decided.push(send);
      }
      return decided;
    },
    forget(send) {
      breaker.forget(sendKey(send));
      firstAnswers.forget(sendKey(send));
    },
  };
}

/** A handed-over delivery and its result. */
export type Finished = {
  delivery: ClaimedDelivery;
  outcome: Result;
  /** True for the first message on its connection. */
  isFresh: boolean;
  /** Set when it was judged, which happens once. */
  judged?: JudgedReply;
  /** True when it is recorded, which happens once, however often a connection hands it in. */
  isRecorded?: boolean;
};
