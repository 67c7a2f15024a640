import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Message } from "#emails/message/message.server.ts";
import { envelopeOf, nothingReached, streamOf, type HandOverCallback, type SmtpWriter } from "./connection.server.ts";

/**
 * Opens a writer that uses only documented parts of nodemailer, for versions with other internals: its `send()`, and
 * its log, to see which command a reply answers. It is slower. It is also less exact: once nodemailer has a message's
 * last bytes, a loss counts as `uncertain`, although they may still be in this process.
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

/** Returns a logger for nodemailer that calls `onSender` when the server accepts the sender, in reply to MAIL FROM. */
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
