import type { Result } from "#app/models/deliveries/retries.server.ts";
import { minute } from "#app/models/durations.ts";

/**
 * The times that a reader's message may come back before it counts as an attempt. A server that limits its connections
 * meets the same reader several times by chance, but hardly on new connections.
 */
const mostReturns = 12;
const whenFresh = 4;
/** Milliseconds: a server that replied to another reader within this time does not hang up on everybody. */
const recently = 10 * minute;

/**
 * Messages that came back because the connection ended at their reader's turn. They do not count as attempts, unless
 * the server does it to this reader alone; then the retries would be endless.
 */
type Answered = { outcome: Result; isFresh: boolean };

type Comebacks = {
  /** @returns the outcome to record */
  judge(editionId: number, subscriberId: number, answered: Answered, now: number): Result;
};

const keyOf = (editionId: number, subscriberId: number) => `${editionId}, reader ${subscriberId}`;

export function openComebacks(): Comebacks {
  const times = new Map<string, number>();
  let answeredAt = -Infinity;
  return {
    judge(editionId, subscriberId, { outcome, isFresh }, now) {
      if (outcome.kind !== "returned") {
        if (times.size > 0) times.delete(keyOf(editionId, subscriberId));
        if (outcome.code !== null) answeredAt = now;
        return outcome;
      }
      // Before RCPT the server does not know the reader.
      if (outcome.stage !== "RCPT") return outcome;
      const reader = keyOf(editionId, subscriberId);
      const count = (times.get(reader) ?? 0) + (isFresh ? whenFresh : 1);
      times.set(reader, count);
      if (count < mostReturns || now - answeredAt > recently) return outcome;
      times.delete(reader);
      return { ...outcome, kind: "deferred" };
    },
  };
}
