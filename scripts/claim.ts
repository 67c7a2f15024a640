import { claimHome, homeFault } from "#app/models/home.server.ts";
import { command, Fault, UsageFault } from "./command.ts";
import { operator } from "./frame/operator.ts";
import { askYes, canAsk } from "./frame/terminal.ts";

await command({
  name: "claim",
  about:
    "Says that this database is the one that sends, from here: what a copied, moved or restored one waits for.\n" +
    "If the database it is a copy of still sends, stop that first: readers would get every mail twice.",
  options: { yes: { help: "claims without asking" } },
  async run({ context, options, print }) {
    const away = await homeFault(context);
    if (!away) return print("This database is where it belongs; there is nothing to claim.", { claimed: false });
    if (!options.yes) await ask(away);
    await claimHome(context, operator());
    print("Claimed. From now on this database sends, from here.", { claimed: true, why: away });
  },
});

async function ask(away: string) {
  console.error(away);
  if (!canAsk()) throw new UsageFault("Nobody is here to ask. Add --yes to claim it. Nothing was changed.");
  console.error("A restored backup does not know what was sent, and who left, after it was made.");
  const sure = await askYes("Is every other copy stopped, and is this the one that sends?");
  if (!sure) throw new Fault("Not claimed. Nothing was changed.");
}
