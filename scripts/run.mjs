/**
 * Every `npm run …` starts here: it fetches a suitable Node if needed and installs what is missing. Then it runs one of
 * our scripts (a path that ends in .ts or .mjs, from the project's root) or a package's program, like `eslint`. A
 * command runs as it was built, or from its sources when those are newer. Plain JavaScript without packages, because it
 * installs them.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { builtCommand, isInstalled, root } from "./start/checks.mjs";
import { isNewEnough } from "./start/version.mjs";

const [name, ...args] = process.argv.slice(2);

if (!isNewEnough(process.versions.node)) await (await import("./start/node.mjs")).goOnWithOurNode();
const isOurs = /\.(ts|mjs)$/.test(name);
const program = isOurs ? join(root, name) : await installedProgram(name);
if (isOurs && !isInstalled()) (await import("./start/ready.mjs")).install();
const built = await builtCommand(name);
process.argv = [process.execPath, built ?? program, ...args];
if (built) await runBuilt(built);
else await runSources();

async function runBuilt(file) {
  if (args.length === 1 && args[0] === "--help") return (await import("./start/usages.mjs")).sayUsage(name);
  await import("./start/built.mjs");
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    if ((await import("./start/place.mjs")).isComplete(join(root, "build"))) throw error;
    console.error("The build is not whole: files of it are missing. Make it anew: npm run build");
    process.exit(1);
  }
}

async function runSources() {
  if (name.endsWith(".ts")) {
    (await import("./start/hint.mjs")).hintAtBuild(args);
    (await import("tsx/esm/api")).register();
  }
  await import(pathToFileURL(program).href);
}

/** Finds the program of a package, and installs what is missing. */
async function installedProgram(name) {
  const { install, programOf } = await import("./start/ready.mjs");
  if (!programOf(name)) install(true);
  else if (!isInstalled()) install();
  return programOf(name);
}
