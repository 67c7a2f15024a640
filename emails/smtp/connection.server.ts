import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { messageBytes, type Message } from "#emails/message/message.server.ts";
import type { Stage } from "./replies.server.ts";

/** nodemailer's connection, with a method for our messages. */
export type SmtpWriter = SMTPConnection & {
  /**
   * Hands one message over.
   * @param done gets `error`, or the server's last reply
   */
  handOver(message: Message, done: HandOverCallback): void;
  /** The progress of the last hand-over. */
  readonly reached: Reached;
  /**
   * True when nodemailer's public `send()` writes the messages, because its internals are not those that `ownWriter`
   * knows.
   */
  readonly isPublic: boolean;
};

export type HandOverCallback = (error: Error | null, response: string) => void;

/** The progress of a hand-over. `bodyIsOut`: the system has taken every byte up to the final dot. */
export type Reached = { stage: Stage; bodyIsOut: boolean };

export const nothingReached = (): Reached => ({ stage: "MAIL", bodyIsOut: false });

/** A new object for each message, because nodemailer adds its result to it. */
export function envelopeOf({ envelope: { from, to }, size }: Message): SMTPConnection.Envelope {
  return { from, to: [to], size };
}

/** In bytes; small, so that the end of a message is read late: what was not read has certainly not left. */
const chunkLength = 16 * 1024;

/** Returns a message as a stream for nodemailer, read after the 354; `reached` follows the reading. */
export function streamOf(message: Message, reached: Reached): Readable {
  const bytes = messageBytes(message);
  let at = 0;
  return new Readable({
    highWaterMark: 0,
    read() {
      reached.stage = "DATA";
      const chunk = bytes.subarray(at, (at += chunkLength));
      // nodemailer writes the dot directly after the last byte.
      reached.bodyIsOut ||= at >= bytes.length;
      this.push(chunk.length > 0 ? chunk : null);
    },
  });
}
