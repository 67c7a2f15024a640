/**
 * `npm run build`: the site (`remix vite:build`, whose options it takes), then commands, sender and server as plain
 * JavaScript, and the mail templates. It is made aside: until all has succeeded, the build before is there (place.mjs).
 */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundleScripts, commandNames } from "./start/bundle.mjs";
import { noteBuilt, root, sourcesNow } from "./start/checks.mjs";
import { asideOf, packFiles, putInPlace, removeAside } from "./start/place.mjs";
import { programOf } from "./start/ready.mjs";
import { noteUsages } from "./start/usages.mjs";

process.chdir(root);
removeAside("build");
const sources = await sourcesNow();
const [site, commands, mails] = ["site", "commands", "mails"].map(asideOf);
// remix.config.js reads it.
process.env.PRESSRUN_SITE = site;
run([programOf("remix"), "vite:build", ...process.argv.slice(2)], "The site could not be built");
await bundleScripts(commands, { site }).catch(({ errors = [], message }) =>
  failed(`${["The commands could not be built:", ...wordFaults(errors, message)].join("\n  ")}${afterwards()}`),
);
run([join(commands, "mails.js"), mails], "The mail templates could not be compiled");
packFiles(join(site, "client/assets"));
await noteUsages(commandNames(), join(root, commands));
try {
  putInPlace("build", { commands, mails, server: join(site, "server"), client: join(site, "client") });
  noteBuilt(sources);
} catch ({ message }) {
  failed(`The build could not be put in place: ${message}. Make it once more: npm run build`);
}
removeAside("build");
rmSync("build/cache", { recursive: true, force: true });
process.exit(0);

/** Where a builder failed in its own files helps nobody, nor its error as an object with all that it knows. */
function run(program, what) {
  const { status, stderr } = spawnSync(process.execPath, program, {
    stdio: ["inherit", "inherit", "pipe"],
    encoding: "utf8",
  });
  process.stderr.write(stderr.replace(/^ +at .*\n/gm, "").replace(/ \{\n(?: .*\n)*\}\n/g, "\n"));
  if (status !== 0) failed(`${what}: what is wrong stands above.${afterwards()}`);
}

function wordFaults(errors, message) {
  if (errors.length === 0) return [message];
  return errors.map(({ text, location: at }) => (at ? `${at.file}:${at.line}: ${text}` : text));
}

function afterwards() {
  return existsSync("build/sources.txt") ? "\nThe build before stays as it was." : "";
}

function failed(words) {
  removeAside("build");
  console.error(words);
  process.exit(1);
}
