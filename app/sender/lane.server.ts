import { SmtpUnavailable, type Envelope, type Outcome, type SmtpLine } from "#emails/smtp.server.ts";
import type { Context } from "../context.server.ts";
import type { IssuedEdition } from "../models/editions.server.ts";

/** One kept-open connection of a sender process; it carries one message at a time. */
export type Lane = {
  processId: string;
  line: SmtpLine | null;
  /** The edition it carried last; frozen, so it never goes stale. */
  edition: IssuedEdition | null;
};

/** Something keeps every message from leaving; no reader's attempt was used up on it. */
export class Trouble extends Error {
  override name = "Trouble";
}

export function openLane(processId: string): Lane {
  return { processId, line: null, edition: null };
}

/** Makes sure that the lane's connection is up, before anything is claimed. @throws Trouble */
export async function ready(context: Context, lane: Lane): Promise<void> {
  if (lane.line?.usable()) return;
  lane.line?.close();
  lane.line = null;
  try {
    lane.line = await context.smtp.open();
  } catch (error) {
    throw error instanceof SmtpUnavailable ? new Trouble(error.message) : error;
  }
}

/** Hands one message over; whatever goes wrong unexpectedly counts as unknown, never as sent (S-17). */
export async function handOver(
  context: Context,
  lane: Lane,
  build: () => Promise<{ envelope: Envelope; raw: Buffer }>,
): Promise<Outcome> {
  let message: { envelope: Envelope; raw: Buffer };
  try {
    message = await build();
  } catch (error) {
    context.log.error({ error }, "a message could not be written");
    return { kind: "refused", code: null, reply: `The message could not be written: ${(error as Error).message}` };
  }
  try {
    return await lane.line!.handOver(message.envelope, message.raw);
  } catch (error) {
    context.log.error({ error }, "a hand-over ended unexpectedly");
    return { kind: "uncertain", code: null, reply: "The hand-over ended unexpectedly." };
  }
}

export function closeLane(lane: Lane): void {
  lane.line?.close();
  lane.line = null;
}
