import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Message } from "#emails/message/message.server.ts";
import { envelopeOf, nothingReached, streamOf, type HandOverCallback, type SmtpWriter } from "./connection.server.ts";

/**
 * A writer that uses only what nodemailer documents, for a version whose inner parts our own writer does not know: its
 * `send()`, and its transaction log to see which command a reply answers. Slower, and less exact in one thing: once a
 * message's last bytes are nodemailer's, what is lost counts as `uncertain`, though they may wait in this process yet.
 */
export function openPublicSend(options: SMTPConnection.Options, Connection: typeof SMTPConnection): SmtpWriter {
  const logger = transactionWatch(() => (writer.reached.stage = "RCPT"));
  const connection = new Connection({ ...options, logger, transactionLog: true });
  const writer = Object.assign(connection, {
    isPublic: true,
    reached: nothingReached(),
    handOver(message: Message, done: HandOverCallback): void {
      writer.reached = nothingReached();
      connection.send(envelopeOf(message), streamOf(message, writer.reached), (error, info) =>
        done(error ?? null, info?.response ?? ""),
      );
    },
  });
  return writer;
}

/** A logger for nodemailer that calls `onSender` when the server takes the sender, the answer to MAIL FROM. */
function transactionWatch(onSender: () => void): SMTPConnection.Options["logger"] {
  const none = () => {};
  let asked = false;
  const debug = (entry: { tnx?: string }, line: string) => {
    if (entry.tnx === "client") asked ||= line.startsWith("MAIL FROM");
    else if (entry.tnx === "server" && asked) {
      asked = false;
      if (line.startsWith("2")) onSender();
    }
  };
  return { trace: none, debug, info: none, warn: none, error: none, fatal: none } as SMTPConnection.Options["logger"];
}
