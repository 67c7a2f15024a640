import { domainToASCII } from "node:url";
import { chooseSigningKey, makeSigningKey, usualSelector } from "#app/models/instance/signingKeyChanges.server.ts";
import { signingKeys } from "#app/models/instance/signingKeys.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { operator } from "./frame/operator.ts";
import { keyTable, madeWords, switchedWords, wordKeyDoubt, wordKeyFault } from "./frame/signingKeys.ts";

await command({
  name: "dkim",
  about: "Makes a key that signs our mail (DKIM) and says which record to publish; lists keys; switches between two.",
  options: {
    domain: { value: "DOMAIN", help: "the From address's domain, or one above it" },
    selector: { value: "S", help: "the new key's name in DNS; the year and quarter when left out, like p2026q4" },
    use: { value: "S", help: "makes no key: from the next start on, the key S signs" },
    list: { help: "makes no key: shows those that are there, which one signs, and their records" },
  },
  async run({ context, options, print }) {
    if ([options.selector, options.use, options.list || undefined].filter(Boolean).length > 1)
      throw new UsageFault("--selector, --use and --list are three things to do: give one.");
    const domain = options.domain && (domainToASCII(options.domain) || options.domain);
    if (options.list) {
      const keys = signingKeys(context, domain);
      if ("error" in keys) throw new CommandFault(wordKeyFault(keys));
      return print(keyTable(keys), keys);
    }
    if (!domain) throw new UsageFault("--domain DOMAIN is missing.");
    if (options.use) {
      const switched = await chooseSigningKey(context, { domain, selector: options.use.toLowerCase() }, operator());
      if ("error" in switched) throw new CommandFault(wordKeyFault(switched));
      const { key, before, doubts } = switched;
      const keepUntil = new Date(switched.keepUntil).toISOString();
      return print(switchedWords(switched), { key, before, keepUntil, warnings: doubts.map(wordKeyDoubt) });
    }
    const selector = (options.selector ?? usualSelector(context.clock())).toLowerCase();
    const made = await makeSigningKey(context, { domain, selector }, operator());
    if ("error" in made) throw new (made.error === "no-key-name" ? UsageFault : CommandFault)(wordKeyFault(made));
    print(madeWords(made.key), made.key);
  },
});
