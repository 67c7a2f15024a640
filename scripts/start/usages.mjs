import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { builtFolder } from "./checks.mjs";

const noteName = "usages.json";

/** Prints what `--help` of a built command prints, which needs nothing of the command itself. */
export function sayUsage(script) {
  console.log(JSON.parse(readFileSync(join(builtFolder, noteName), "utf8"))[basename(script, ".ts")]);
}

/** Asks each command in a folder of built ones for its help, and notes the answers there. */
export async function noteUsages(names, folder) {
  const { argv } = process;
  const { log } = console;
  const usages = {};
  // Each of them listens to it.
  process.stdout.setMaxListeners(names.length + 10);
  for (const name of names) {
    const file = join(folder, `${name}.js`);
    process.argv = [process.execPath, file, "--help"];
    console.log = (usage) => (usages[name] = usage);
    // A command is what its module does when it is loaded.
    await import(pathToFileURL(file).href);
  }
  Object.assign(process, { argv });
  console.log = log;
  writeFileSync(join(folder, noteName), JSON.stringify(usages));
}
