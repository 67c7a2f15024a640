import type { Message } from "#emails/message.server.ts";
import { isSmtpUnavailable, type Outcome, type SmtpLine } from "#emails/smtp.server.ts";
import type { Context } from "../context.server.ts";
import type { Editions } from "./editions.server.ts";
import type { Exchange, Finished } from "./exchange.server.ts";

/** One kept-open connection of a sender process; it carries one message at a time. */
export type Lane = {
  processId: string;
  exchange: Exchange;
  editions: Editions;
  /** Handed over but not yet recorded: it goes into the same commit as the next claim. */
  finished: Finished | null;
  line: SmtpLine | null;
  /** The claim of a letter got no answer: it may be ours without our knowing. */
  isUnsure: boolean;
};

/** Something keeps every message from leaving; no reader's attempt was used up on it. */
export class Trouble extends Error {
  override name = "Trouble";
  /** @param lasting it stays so until somebody mends it */
  constructor(
    message: string,
    readonly lasting = false,
  ) {
    super(message);
  }
}

export function openLane(processId: string, exchange: Exchange, editions: Lane["editions"]): Lane {
  return { processId, exchange, editions, finished: null, line: null, isUnsure: false };
}

/** Makes sure that the lane's connection is up, before anything is claimed. @throws Trouble */
export async function ready(context: Context, lane: Lane): Promise<void> {
  if (lane.line?.usable()) return;
  lane.line?.close();
  lane.line = null;
  try {
    lane.line = await context.smtp.open();
  } catch (error) {
    throw isSmtpUnavailable(error) ? new Trouble(error.message, error.lasting) : error;
  }
}

/** Hands one message over; whatever goes wrong unexpectedly counts as unknown, never as sent (S-17). */
export async function handOver(context: Context, lane: Lane, build: () => Promise<Message>): Promise<Outcome> {
  let message: Message;
  try {
    message = await build();
  } catch (error) {
    context.log.error({ error }, "a message could not be written");
    if (error instanceof Trouble) return { kind: "stop", verdict: "setup", code: null, reply: error.message };
    const reply = `The message could not be written: ${(error as Error).message}`;
    return { kind: "refused", verdict: "content", code: null, reply };
  }
  try {
    return await lane.line!.handOver(message);
  } catch (error) {
    context.log.error({ error }, "a hand-over ended unexpectedly");
    return { kind: "uncertain", verdict: "unknown", code: null, reply: "The hand-over ended unexpectedly." };
  }
}

export function closeLane(lane: Lane): void {
  lane.line?.close();
  lane.line = null;
}
