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
const site = spawnSync(process.execPath, [programOf("remix"), "vite:build", ...options], {
  stdio: ["inherit", "inherit", "pipe"],
  encoding: "utf8",
});
process.stderr.write(withoutStacks(site.stderr));
if (site.status !== 0) failed("The site could not be built: what is wrong stands above.");
const made = await bundleScripts(builtFolder, { site: true }).catch(({ errors = [], message }) =>
  failed(["The commands could not be built:", ...(errors.length > 0 ? errors.map(wordFault) : [message])].join("\n  ")),
);
removeOld(made);
rmSync("build/cache", { recursive: true, force: true });
await import(pathToFileURL(join(builtFolder, "mails.js")).href).catch(({ message }) => failed(message));
await noteUsages(commandNames());
noteBuilt(sources);
process.exit(0);

/** Where a builder failed in its own files helps nobody. */
function withoutStacks(said) {
  return said.replace(/^ +at .*\n/gm, "");
}

function wordFault({ text, location }) {
  return location ? `${location.file}:${location.line}: ${text}` : text;
}

function failed(words) {
  console.error(words);
  process.exit(1);
}

/** Removes what the build before the last one made: processes of the last one may still load parts of it. */
function removeOld(made) {
  const note = join(builtFolder, "files.json");
  const last = existsSync(note) ? JSON.parse(readFileSync(note, "utf8")) : [];
  const keep = new Set([...made, ...last, "files.json"]);
  for (const name of readdirSync(builtFolder)) if (!keep.has(name)) rmSync(join(builtFolder, name));
  writeFileSync(note, JSON.stringify(made));
}
