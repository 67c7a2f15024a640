/**
 * Every `npm run …` starts here: it fetches a suitable Node if needed and installs what is missing. Then it runs one of
 * our scripts (a path that ends in .ts, from the project's root) or a package's program, like `eslint`. Plain
 * JavaScript without packages, because it installs them.
 */
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { goOnWithOurNode } from "./start/node.mjs";
import { install, isInstalled, programOf } from "./start/ready.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);

await goOnWithOurNode();
const isOurs = name.endsWith(".ts");
const isMissing = !isOurs && !programOf(name);
if (isMissing) install(true);
else if (!isInstalled()) install();
const file = isOurs ? join(root, name) : programOf(name);
process.argv = [process.execPath, file, ...args];
if (isOurs) (await import("tsx/esm/api")).register();
await import(pathToFileURL(file).href);
