import { existsSync } from "node:fs";
import { wordChainFault } from "#app/models/consent/faultWords.server.ts";
import { makeBackup } from "#app/models/instance/backup.server.ts";
import { command, CommandFault, UsageFault } from "./command.ts";
import { backupFault, backupWords, picturesElsewhere, secretFiles, size } from "./frame/backups.ts";
import { typedPath } from "./frame/environment.ts";
import { operator } from "./frame/operator.ts";
import { progressLine } from "./frame/terminal.ts";

await command({
  name: "backup",
  about:
    "Makes a backup in a folder, while everything runs: the database as it is at one moment, the signing keys, and a\n" +
    "manifest. What bears a backup's name there is whole and was looked through. docs/backup.md has the drill.",
  operands: "FOLDER",
  options: {
    keep: { value: "N", help: "removes older backups of this site in the folder, so that N stay" },
    "with-secrets": { help: "puts .env and the demo's secret in, too; keep such a backup as you keep passwords" },
  },
  database: "as-it-is",
  async run({ context, options, operands, print }) {
    if (operands.length > 1) throw new UsageFault("One folder at a time.");
    const keep = options.keep === undefined ? undefined : Number(options.keep);
    if (keep !== undefined && !/^[1-9]\d{0,3}$/.test(options.keep!))
      throw new UsageFault(`--keep is a number from 1 to 9999, not “${options.keep}”.`);
    const secrets = options["with-secrets"] ? secretFiles.filter((file) => existsSync(file)) : [];
    const line = progressLine();
    const onStep = (words: string) => line.show(`  ${words} …`);
    const order = { folder: typedPath(operands[0]!), keep, secrets, actor: operator(), onStep };
    const made = await makeBackup(context, order).finally(line.end);
    if ("error" in made) throw new CommandFault(backupFault(made));
    const fault = made.fault && wordChainFault(made.fault);
    if (fault) console.error(`Warning: the receipts of consent are not as they were written. ${fault}`);
    const { path, bytes, removed, manifest } = made;
    print(backupWords(made), {
      path,
      bytes,
      size: size(bytes),
      madeAt: manifest.madeAt,
      removed,
      fault,
      picturesElsewhere: picturesElsewhere(manifest),
    });
  },
});
