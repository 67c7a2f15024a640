import { languages } from "#app/i18n/languages.ts";
import { parseMailbox } from "#app/models/addresses.server.ts";
import { briefingSchema } from "#app/models/briefing.server.ts";
import { setUpBriefing } from "#app/models/desk/setUp.server.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { checked } from "./frame/checked.ts";

const oneMailbox = "Give one address, alone or with a name: The Briefing <weekly@example.org>.";

await command({
  name: "set-up",
  about: "Sets up the briefing and its first list, weekly: what the first visit to the desk asks.",
  options: {
    name: { value: "NAME", needed: true, help: "the briefing's name" },
    pitch: { value: "TEXT", needed: true, help: "what readers get, in a sentence" },
    from: { value: '"NAME <A@B>"', needed: true, help: "the sender that readers see in their inbox" },
    "reply-to": { value: "ADDRESS", help: "where answers go, when not to the sender" },
    "postal-address": { value: "TEXT", needed: true, help: "stands in every issue; mail law asks for it" },
    "time-zone": { value: "ZONE", needed: true, help: "like Europe/Paris" },
    language: {
      value: "TAG",
      help: `what readers are spoken to in: ${Object.keys(languages).join(", ")}; en without it`,
    },
  },
  async run({ context, options, print }) {
    const from = parseMailbox(options.from);
    if ("error" in from)
      throw new UsageFault(`--from: ${from.error === "not-one" ? oneMailbox : wordAddressFault(from)}`);
    const input = checked(briefingSchema, {
      name: options.name,
      pitch: options.pitch,
      fromName: from.name || options.name,
      fromAddress: from.email,
      replyTo: options["reply-to"],
      postalAddress: options["postal-address"],
      timeZone: options["time-zone"],
      language: options.language,
    });
    const set = await setUpBriefing(context, input);
    if ("error" in set) throw new CommandFault("The briefing is set up already; the desk's settings change it.");
    print(`“${input.name}” is set up, with the list weekly.`, { name: input.name, list: "weekly" });
  },
});
