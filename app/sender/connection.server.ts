import type { Context } from "#app/context.server.ts";
import type { Result } from "#app/models/deliveries/retries.server.ts";
import type { Message } from "#emails/message/message.server.ts";
import { isSmtpUnavailable, type SmtpConnection } from "#emails/smtp/smtp.server.ts";
import type { Dispatcher } from "./dispatcher.server.ts";
import { NothingChosen, type Editions } from "./editions.server.ts";
import type { Finished } from "./judgeReply.server.ts";
import { openLaneTimes, turnTo, type LaneTimes } from "./laneTimes.server.ts";

/** One open connection of a sender process; it carries one message at a time. */
export type Connection = {
  processId: string;
  exchange: Dispatcher;
  editions: Editions;
  /** Handed over and not recorded yet; it is recorded in the commit of the next claim. */
  finished: Finished | null;
  line: SmtpConnection | null;
  /** The reply to the claim of a transactional mail was lost: it may be claimed without our knowledge. */
  isUnsure: boolean;
  /** The use of its time. */
  times: LaneTimes;
  /** Called with every reply that is no acceptance, where the number of connections depends on it. */
  complain?: (outcome: Result) => void;
};

/** An outage that keeps every message from leaving; it counts as no reader's attempt. */
export class ConnectionTrouble extends Error {
  override name = "Trouble";
  /**
   * @param lasting true until somebody mends it
   * @param unopened a connection could not be opened, or not used once; `code`: of the reply, null without one
   */
  constructor(
    message: string,
    readonly lasting = false,
    readonly unopened: { code: number | null } | null = null,
  ) {
    super(message);
  }
}

/** A message that our own fault kept from being written: it is put off like one that its server puts off. */
export class NotYetWritten extends Error {}

export function openConnection(processId: string, exchange: Dispatcher, editions: Connection["editions"]): Connection {
  return { processId, exchange, editions, finished: null, line: null, isUnsure: false, times: openLaneTimes() };
}

/** Opens the connection if needed, before anything is claimed. @throws ConnectionTrouble */
export async function isReady(context: Context, lane: Connection): Promise<void> {
  if (lane.line?.usable()) return;
  lane.line?.close();
  lane.line = null;
  turnTo(lane.times, "opening");
  try {
    lane.line = await context.smtp.open();
  } catch (error) {
    if (!isSmtpUnavailable(error)) throw error;
    const { message, lasting, code } = error;
    // A login that is put off is no wrong login.
    const isPutOff = code !== null && code < 500;
    throw new ConnectionTrouble(message, lasting, lasting && !isPutOff ? null : { code: isPutOff ? code : null });
  } finally {
    turnTo(lane.times, "recording");
  }
}

/** The result of a message, and the outage to throw after recording it, when any other message would meet it too. */
export type HandedOver = {
  outcome: Result;
  /** True for the first message on its connection. */
  isFresh: boolean;
  trouble: ConnectionTrouble | null;
};

/** Hands one message over; an unexpected error counts as unknown, never as sent (S-17). */
export async function handOverMessage(
  context: Context,
  lane: Connection,
  build: () => Message | Promise<Message>,
): Promise<HandedOver> {
  const line = lane.line!;
  const isFresh = line.answered() === 0;
  turnTo(lane.times, "answers");
  let outcome: Result;
  let message: Message | null = null;
  try {
    const built = build();
    message = built instanceof Promise ? await built : built;
    outcome = await line.handOver(message);
  } catch (error) {
    outcome = message ? endedUnexpectedly(context, error) : unwritten(context, error);
  }
  turnTo(lane.times, "recording");
  if (outcome.kind !== "accepted") lane.complain?.(outcome);
  return { outcome, isFresh, trouble: troubleOf(context, outcome, isFresh) };
}

function unwritten(context: Context, error: unknown): Result {
  if (error instanceof NothingChosen)
    return { kind: "withdrawn", verdict: "content", code: null, reply: error.message };
  context.log.error({ error }, "a message could not be written");
  if (error instanceof ConnectionTrouble) return { kind: "stop", verdict: "setup", code: null, reply: error.message };
  const reply = `The message could not be written: ${(error as Error).message}`;
  if (error instanceof NotYetWritten) return { kind: "deferred", verdict: "setup", code: null, reply };
  return { kind: "refused", verdict: "content", code: null, reply };
}

function endedUnexpectedly(context: Context, error: unknown): Result {
  context.log.error({ error }, "a hand-over ended unexpectedly");
  return { kind: "uncertain", verdict: "unknown", code: null, reply: "The hand-over ended unexpectedly." };
}

/**
 * A connection that ends between two messages is no outage: the next one takes the message. One that ends before it
 * took any message is an outage. So is a reply to MAIL that the next connection would get as well.
 */
function troubleOf({ smtp }: Context, outcome: Result, isFresh: boolean): ConnectionTrouble | null {
  const { kind, verdict, code, reply } = outcome;
  if (kind === "stop") return new ConnectionTrouble(`Nothing can be handed over: ${reply}`);
  if (kind !== "returned" || verdict === "rate") return null;
  const isAnswer = code !== null && code !== 421 && verdict !== "connection";
  if (!isFresh && !isAnswer) return null;
  const unopened = isAnswer ? null : { code };
  return new ConnectionTrouble(`The mail server ${smtp.server} takes no message: ${reply}`, false, unopened);
}

export function closeConnection(lane: Connection): void {
  lane.line?.close();
  lane.line = null;
}
