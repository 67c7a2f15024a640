import { countOf } from "#app/models/fields.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import type { Outcome, ReplyCategory } from "#emails/smtp/replies.server.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Growing waits between attempts (T-06); greylisting expects the first after 5 to 15 minutes (T-07). */
const waits = [5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour];

/** The most attempts for a reader whose server's refusals may be about us. */
export const mostAttempts = 3;

/** The result of a claimed delivery: an outcome, or `withdrawn` when there was nothing for this reader. */
export type Result = Omit<Outcome, "kind"> & { kind: Outcome["kind"] | "withdrawn" };

/** A result, or a refusal that is `undecided`: it may be about us, so the reader stays queued. */
export type RecordedOutcome = Omit<Outcome, "kind"> & { kind: Result["kind"] | "undecided" };

/** The reply of an `uncertain` delivery whose sender process died (T-03). */
export const endedBeforeReply = "The sender ended before the server's answer was recorded.";

type NextState = {
  status: DeliveryStatus;
  due_at: number;
  finished_at: number | null;
  reply_code: number | null;
  reply: string;
  verdict: ReplyCategory;
};

/**
 * Returns the next state of a delivery after an attempt.
 * @param attempts the number of attempts, this one included
 * @param firstTriedAt milliseconds, start of the first
 * @param horizon milliseconds for which a deferred delivery is retried
 * @param random from 0 to 1, spreads retries by a fifth, so that they do not come back as one wave
 */
export function nextState(
  outcome: RecordedOutcome,
  attempts: number,
  firstTriedAt: number,
  now: number,
  horizon: number,
  random = Math.random(),
): NextState & { attempts: number } {
  const said = { reply_code: outcome.code, reply: outcome.reply, verdict: outcome.verdict };
  if (outcome.kind === "stop") return stopped(outcome, attempts, now);
  if (outcome.kind === "returned")
    return { ...said, status: "queued", due_at: now, finished_at: null, attempts: attempts - 1 };
  const wait = waits[Math.min(attempts, waits.length) - 1]!;
  const due = now + Math.round(wait * (1 + random * 0.2));
  // No limit of attempts: the send is paused by then, or the refusal is final.
  if (outcome.kind === "undecided") return { ...said, status: "queued", due_at: due, finished_at: null, attempts };
  if (outcome.kind !== "deferred") return { ...said, status: outcome.kind, due_at: now, finished_at: now, attempts };
  if (due - firstTriedAt <= horizon) return { ...said, status: "queued", due_at: due, finished_at: null, attempts };
  return {
    ...said,
    status: "refused",
    due_at: now,
    finished_at: now,
    reply: `Given up after ${countOf(attempts, "try", "tries")} in ${countOf(Math.round(horizon / hour), "hour")}. The last answer: ${outcome.reply}`,
    attempts,
  };
}

/** A refusal of us before the reader was named is not the reader's attempt. */
function stopped(outcome: RecordedOutcome, attempts: number, now: number): NextState & { attempts: number } {
  const said = { reply_code: outcome.code, reply: outcome.reply, verdict: outcome.verdict, attempts };
  const sawReader = outcome.stage === "RCPT" || outcome.stage === "DATA";
  if (!sawReader) return { ...said, status: "queued", due_at: now, finished_at: null, attempts: attempts - 1 };
  // A single server's odd rule must not stop a whole list each time it is resumed: other readers come first, and the
  // attempts are limited.
  if (attempts < mostAttempts) return { ...said, status: "queued", due_at: now + waits[0]!, finished_at: null };
  return { ...said, status: "refused", due_at: now, finished_at: now };
}
