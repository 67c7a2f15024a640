import { lookAtMailbox, watchMailbox, wordMailboxTally } from "#app/models/inbound/mailbox/watch.server.ts";
import { command, CommandFault } from "./command.ts";
import { stopSignal } from "./frame/stop.ts";

await command({
  name: "mailbox",
  about:
    "Reads what comes back from a mailbox (MAILBOX_URL), until it is told to stop. It reads only mail with one of our references, and\n" +
    "reports of mail servers; it moves them to Pressrun/Read and deletes nothing.",
  options: { once: { help: "looks once, and ends" } },
  log: "stderr",
  async run({ context, options, print }) {
    const { mailbox } = context.config.inbound;
    if (!mailbox)
      throw new CommandFault("MAILBOX_URL is missing: imaps://user:password@host/FOLDER of the mailbox to read.");
    if (!options.once) return watchMailbox(context, mailbox, stopSignal());
    const tally = await lookAtMailbox(context, mailbox).catch((error: Error) => {
      throw error.name === "MailboxTrouble" ? new CommandFault(`The mailbox cannot be read: ${error.message}.`) : error;
    });
    print(`${wordMailboxTally(tally)}.`, tally);
  },
});
