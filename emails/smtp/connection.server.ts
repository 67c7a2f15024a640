import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { messageBytes, type Message } from "#emails/message/message.server.ts";
import type { Stage } from "./replies.server.ts";

/** nodemailer's connection, with a way for our messages to it. */
export type SmtpWriter = SMTPConnection & {
  /**
   * Hands one message over.
   * @param done `error`, or the server's last reply
   */
  handOver(message: Message, done: HandOverCallback): void;
  /** How far the last hand-over came. */
  readonly reached: Reached;
  /** True when nodemailer's public `send()` writes the messages, because its inner parts are not those we know. */
  readonly isPublic: boolean;
};

export type HandOverCallback = (error: Error | null, response: string) => void;

/** How far a hand-over came. `bodyIsOut`: the system has taken every byte up to the final dot. */
export type Reached = { stage: Stage; bodyIsOut: boolean };

export const nothingReached = (): Reached => ({ stage: "MAIL", bodyIsOut: false });

/** An object of its own for each message: nodemailer notes in it what became of it. */
export function envelopeOf({ envelope: { from, to }, size }: Message): SMTPConnection.Envelope {
  return { from, to: [to], size };
}

/** Small, so that the end of a message is read late: what was not read has certainly not left. Bytes. */
const chunkLength = 16 * 1024;

/** A message as nodemailer reads it, beginning after the 354; `reached` follows what is read. */
export function streamOf(message: Message, reached: Reached): Readable {
  const bytes = messageBytes(message);
  let at = 0;
  return new Readable({
    highWaterMark: 0,
    read() {
      reached.stage = "DATA";
      const chunk = bytes.subarray(at, (at += chunkLength));
      // nodemailer has the dot follow the last byte at once.
      reached.bodyIsOut ||= at >= bytes.length;
      this.push(chunk.length > 0 ? chunk : null);
    },
  });
}
