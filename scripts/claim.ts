import { damageOf } from "#app/models/instance/damage.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { claimedWords, damageWords } from "./frame/claim.ts";
import { operator } from "./frame/operator.ts";
import { askYes, canAsk } from "./frame/terminal.ts";

await command({
  name: "claim",
  about:
    "Says that this database is the one that sends, from here: what a copied, moved or restored one waits for.\n" +
    "If the database it is a copy of still sends, stop that first: readers would get every mail twice. Whoever waits in a\n" +
    "restored one may have got the issue since the backup: they become uncertain, for you to decide about.",
  options: {
    yes: { help: "claims without asking" },
    "nothing-sent-since": {
      help: "whoever waits goes on waiting: you know that nothing was sent after the backup or copy",
    },
    "despite-damage": { help: "claims a database in which something is broken" },
  },
  async run({ context, options, print }) {
    const away = await databaseFault(context);
    if (!away) return print("This database is where it belongs; there is nothing to claim.", { claimed: false });
    const damage = await damageOf(context);
    if (damage.length > 0 && !options["despite-damage"]) throw new CommandFault(damageWords(damage));
    if (!options.yes) await ask(away);
    const heldBack = await claimDatabase(context, operator(), options["nothing-sent-since"]);
    print(claimedWords(heldBack), { claimed: true, why: away, damage, ...heldBack });
  },
});

async function ask(away: string) {
  console.error(away);
  if (!canAsk()) throw new UsageFault("Nobody is here to ask. Add --yes to claim it. Nothing was changed.");
  console.error("A restored backup does not know what was sent, and who left, after it was made.");
  const sure = await askYes("Is every other copy stopped, and is this the one that sends?");
  if (!sure) throw new CommandFault("Not claimed. Nothing was changed.");
}
