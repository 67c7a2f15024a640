import { restoreBackup } from "#app/models/instance/restore.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { backupFolder, restoredWords, restoreFault } from "./frame/backups.ts";
import { operator } from "./frame/operator.ts";
import { progressLine } from "./frame/terminal.ts";

await command({
  name: "restore",
  about:
    "Brings a backup back as the database of this installation, which must be stopped. A file that stands there is set\n" +
    "aside; a database on a server must be empty. Nothing is sent from it until it is claimed (npm run claim).",
  operands: "BACKUP",
  options: {
    "other-secret": { help: "goes on under another APP_SECRET: links in mails already sent stop working" },
  },
  database: "closed",
  async run({ context, options, operands, print }) {
    if (operands.length > 1) throw new UsageFault("One backup at a time.");
    const path = backupFolder(operands[0]!);
    const line = progressLine();
    const onStep = (words: string) => line.show(`  ${words} …`);
    const order = { path, actor: operator(), otherSecret: options["other-secret"], onStep };
    const restored = await restoreBackup(context, order).finally(line.end);
    if ("error" in restored) throw new CommandFault(restoreFault(path, restored));
    const { manifest, aside, keys } = restored;
    print(restoredWords(path, restored), { restored: path, madeAt: manifest.madeAt, aside, keys, claimed: false });
  },
});
