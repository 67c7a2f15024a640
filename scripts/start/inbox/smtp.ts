import { SMTPServer } from "smtp-server";
import type { Mailbox } from "./mailbox.ts";

/** A mail server that accepts every mail and forwards none. @param onMail called after a mail is stored */
export function inboxSmtp(mailbox: Mailbox, onMail: () => void): SMTPServer {
  return new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = envelope.rcptTo.map(({ address }) => address);
        mailbox.take(Buffer.concat(chunks), to).then(
          () => {
            onMail();
            done();
          },
          (error: Error) => done(error),
        );
      });
    },
  });
}
