/**
 * `npm run build`: the site (`remix vite:build`, whose options it takes), then the commands, the sender and the server
 * as plain JavaScript, which contain the site, and the mail templates compiled.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleScripts, commandNames } from "./start/bundle.mjs";
import { builtFolder, noteBuilt, root, sourcesNow } from "./start/checks.mjs";
import { programOf } from "./start/ready.mjs";
import { noteUsages } from "./start/usages.mjs";

process.chdir(root);
const sources = await sourcesNow();
const options = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [programOf("remix"), "vite:build", ...options], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
const made = await bundleScripts(builtFolder, { site: true });
removeOld(made);
rmSync("build/cache", { recursive: true, force: true });
await import(pathToFileURL(join(builtFolder, "mails.js")).href);
await noteUsages(commandNames());
noteBuilt(sources);
process.exit(0);

/** Removes what the build before the last one made: processes of the last one may still load parts of it. */
function removeOld(made) {
  const note = join(builtFolder, "files.json");
  const last = existsSync(note) ? JSON.parse(readFileSync(note, "utf8")) : [];
  const keep = new Set([...made, ...last, "files.json"]);
  for (const name of readdirSync(builtFolder)) if (!keep.has(name)) rmSync(join(builtFolder, name));
  writeFileSync(note, JSON.stringify(made));
}
