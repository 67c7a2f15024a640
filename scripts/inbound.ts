import { command, UsageFault } from "./command.ts";
import { again, hear, mailExits, mustTryAgain, takeMail, testTheWay } from "./frame/inbound.ts";
import { stopSignal } from "./frame/stop.ts";

const hears = !process.argv.some(
  (word) => word === "-" || word === "--again" || word === "--self-test" || /^[^-].*\.eml$/.test(word),
);
const isPiped = process.argv.some((word) => word === "-" || word === "--recipient" || word.endsWith(".eml"));

await command({
  name: "inbound",
  about:
    "Hears mail that comes back: bounces, complaints, answers. Without a file it is a mail server for the hosts of\n" +
    "BOUNCE_ADDRESS and REPLY_ADDRESS until it is told to stop. With a file, or - for standard input, it keeps that mail,\n" +
    "for a mail server that pipes; its exit codes are those that mail servers know (75: try again).",
  operands: "[FILE.eml|-]",
  options: {
    host: { value: "ADDRESS", help: "where it listens; everywhere when left out" },
    port: { value: "N", help: "the port that it listens on; 2525 when left out" },
    cert: { value: "FILE", help: "the certificate for STARTTLS, with its chain; read again when it changes" },
    key: { value: "FILE", help: "the key of the certificate" },
    sender: { value: "ADDRESS", help: "of a piped mail: its envelope's sender, <> or MAILER-DAEMON for none" },
    recipient: { value: "ADDRESS", many: true, help: "of a piped mail: a recipient of its envelope" },
    "self-test": {
      help: "sends a letter to BOUNCE_ADDRESS that must come back, and tells what became of the last one",
    },
    again: { help: "hears nothing: understands all that is kept by the rules of now, acting on what changed alone" },
  },
  log: hears ? "stderr" : "file",
  async run({ context, options, operands: [mail, ...more], print }) {
    if (more.length > 0) throw new UsageFault("One mail at a time.");
    if (options.again && mail) throw new UsageFault("--again takes no mail.");
    if (options["self-test"]) {
      if (mail) throw new UsageFault("--self-test takes no mail.");
      return testTheWay(context, print);
    }
    if (options.again) return again(context, stopSignal(), print);
    if (mail) return takeMail(context, mail, options, print);
    await hear(context, options, stopSignal());
  },
});

if (isPiped && mustTryAgain(process.exitCode)) process.exitCode = mailExits.tryAgain;
