import type { Result } from "#app/models/deliveries/retries.server.ts";

/**
 * So often a reader's message may come back before it counts as a try. A server that ends each connection somewhere meets
 * the same reader several times by chance, but hardly on connections that carried nothing before.
 */
const mostReturns = 12;
const whenFresh = 4;
/** A server that answered somebody within so many milliseconds is no server that hangs up on everybody. */
const recently = 10 * 60_000;

/**
 * Messages that came back because the connection ended at their reader's turn. That is nobody's try, unless the server
 * does it to this reader alone: then it would be asked for ever.
 */
type Answered = { outcome: Result; isFresh: boolean };

type Comebacks = {
  /** @returns the outcome as it is to be recorded */
  judge(reader: string, { outcome, isFresh }: Answered, now: number): Result;
};

export function openComebacks(): Comebacks {
  const times = new Map<string, number>();
  let answeredAt = -Infinity;
  return {
    judge(reader, { outcome, isFresh }, now) {
      if (outcome.kind !== "returned") {
        times.delete(reader);
        if (outcome.code !== null) answeredAt = now;
        return outcome;
      }
      // Before RCPT the server has seen no reader.
      if (outcome.stage !== "RCPT") return outcome;
      const count = (times.get(reader) ?? 0) + (isFresh ? whenFresh : 1);
      times.set(reader, count);
      if (count < mostReturns || now - answeredAt > recently) return outcome;
      times.delete(reader);
      return { ...outcome, kind: "deferred" };
    },
  };
}
