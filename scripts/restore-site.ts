import { bringBackSite } from "#app/models/moving/bringBack.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { typedPath } from "./frame/environment.ts";
import { bringBackFault, broughtBackWords } from "./frame/exports.ts";
import { operator } from "./frame/operator.ts";

await command({
  name: "restore-site",
  about:
    "Makes an empty installation the same as the one that export-site --format json was run on: articles, drafts, issues,\n" +
    "pictures, topics, redirects and settings. Accounts and readers come by other ways. All of it is brought, or nothing.",
  operands: "FOLDER|FILE.zip",
  options: {},
  async run({ context, operands, print }) {
    if (operands.length > 1) throw new UsageFault("One export at a time.");
    const brought = await bringBackSite(context, typedPath(operands[0]!), operator());
    if ("error" in brought) throw new CommandFault(`${bringBackFault(brought)} Nothing was changed.`);
    print(broughtBackWords(brought), brought);
  },
});
