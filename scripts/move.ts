import { moveDatabase, withoutPassword } from "#app/models/moving/moveDatabase.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { databaseTyped, movedWords, moveFault } from "./frame/move.ts";
import { operator } from "./frame/operator.ts";
import { progressLine } from "./frame/terminal.ts";

await command({
  name: "move",
  about:
    "Moves this installation into another database: a file to a server (postgres://…), or a server to a file. The site\n" +
    "and the sender must be stopped, and the other database be empty. Every row is compared afterwards; until all is\n" +
    "well nothing has changed. From then on the new one sends, and the former one does not. Killed, it is run again just so.\n" +
    "docs/moving-out.md tells more.",
  options: { to: { value: "DATABASE", help: "postgres://USER:PASSWORD@HOST/NAME, or the path of a file" } },
  database: "closed",
  async run({ context, options, print }) {
    if (!options.to) throw new UsageFault("Say where it moves to: --to postgres://… or --to FILE.db");
    const to = databaseTyped(options.to);
    const line = progressLine();
    const onStep = (words: string, rows?: number) =>
      line.show(`  ${words} …${rows === undefined ? "" : ` ${rows.toLocaleString("en")} rows`}`);
    const moved = await moveDatabase(context, { to, actor: operator(), onStep }).finally(line.end);
    if ("error" in moved)
      throw new CommandFault(`${moveFault(moved)}${moved.error === "unfinished" ? "" : " Nothing was changed."}`);
    print(movedWords(to, moved), { moved: withoutPassword(to), ...moved });
  },
});
