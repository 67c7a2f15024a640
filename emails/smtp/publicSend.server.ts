import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { messageBytes, type Message } from "#emails/message/message.server.ts";
import {
  endsTheConnection,
  hungUp,
  nothingReached,
  outcomeOf,
  shownReply,
  type Reached,
  type SmtpConnection,
} from "./connection.server.ts";
import { readReply, type Outcome } from "./replies.server.ts";

/** Tells when the server accepts the sender, from nodemailer's log of the transaction. */
export type TransactionWatch = {
  /** For nodemailer's option `logger`, beside `transactionLog`. */
  logger: SMTPConnection.Options["logger"];
  onSender: () => void;
};

export function watchTransactions(): TransactionWatch {
  const none = () => {};
  let asked = false;
  const debug = (entry: { tnx?: string }, line: string) => {
    if (entry.tnx === "client") asked ||= line.startsWith("MAIL FROM");
    else if (entry.tnx === "server" && asked) {
      asked = false;
      if (line.startsWith("2")) watch.onSender();
    }
  };
  const logger = { trace: none, debug, info: none, warn: none, error: none, fatal: none };
  const watch: TransactionWatch = { logger: logger as SMTPConnection.Options["logger"], onSender: none };
  return watch;
}

/**
 * Opens the way that uses only documented parts of nodemailer, for versions whose socket is out of reach: its `send()`,
 * and its log, to see which command a reply answers. It is slower. It is also less exact: once nodemailer has a
 * message's last bytes, a loss counts as `uncertain`, although they may still be in this process.
 * Long because: its functions share the state of one connection.
 */
export function openPublicSend(
  connection: SMTPConnection,
  watch: TransactionWatch,
  messagesPerConnection: number,
): SmtpConnection {
  let reached = nothingReached();
  let lost = false;
  let carried = 0;
  let answered = 0;
  /** Ends the current hand-over when the connection closes without reporting it. */
  let ended: (() => void) | null = null;
  watch.onSender = () => (reached.stage = "RCPT");
  // Without a listener an error between two hand-overs would end the process.
  connection.on("error", () => (lost = true));
  connection.once("end", () => {
    lost = true;
    // A known error is reported right after this event.
    queueMicrotask(() => ended?.());
  });
  return {
    usable: () => !lost && carried < messagesPerConnection,
    answered: () => answered,
    close: () => (lost ? connection.close() : connection.quit()),
    handOver(message) {
      carried += 1;
      reached = nothingReached();
      return new Promise((resolve) => {
        const settle = (outcome: Outcome) => {
          ended = null;
          if (outcome.kind !== "returned") answered += 1;
          resolve(outcome);
        };
        const give = (outcome: Outcome) => {
          lost = true;
          settle(outcome);
          connection.close();
        };
        // nodemailer drops a message whose socket is gone; then nothing of it has left, or its reply is unknown.
        ended = () => give(outcomeOf(hungUp, reached, answered));
        // On a closed connection nodemailer calls back before `handOver` returns.
        connection.send(envelopeOf(message), streamOf(message, reached), (error, info) => {
          const response = info?.response ?? "";
          if (!error) return settle(readReply(Number(response.slice(0, 3)) || 250, shownReply(response), "DATA"));
          const outcome = outcomeOf(error, reached, answered);
          // The rest of a failed transaction must not affect the next reader (T-11).
          if (outcome.code !== null && !endsTheConnection(outcome) && !lost)
            return connection.reset((failed) => (failed ? give(outcome) : settle(outcome)));
          give(outcome);
        });
      });
    },
  };
}

/** A new object for each message, because nodemailer adds its result to it. */
function envelopeOf({ envelope: { from, to, id }, size }: Message): SMTPConnection.Envelope {
  const dsn = id ? ({ ret: "HDRS", envid: id, notify: "FAILURE" } as const) : undefined;
  return { from, to: [to], size, ...(dsn && { dsn }) };
}

/** In bytes; small, so that the end of a message is read late: what was not read has certainly not left. */
const chunkLength = 16 * 1024;

/** Returns a message as a stream for nodemailer, read after the 354; `reached` follows the reading. */
function streamOf(message: Message, reached: Reached): Readable {
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
