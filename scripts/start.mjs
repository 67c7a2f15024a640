/**
 * `npm start`: fetches a suitable Node if needed, installs and builds after changes, then goes on
 * as the site, or as the demo (start/main.ts, as it was built). Plain JavaScript without packages, because it installs them.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { builtFolder, isBuilt, isInstalled, root } from "./start/checks.mjs";
import { lean, memory } from "./start/memory.mjs";
import { isComplete } from "./start/place.mjs";
import { isNewEnough } from "./start/version.mjs";

process.chdir(root);

if (!isNewEnough(process.versions.node)) await (await import("./start/node.mjs")).goOnWithOurNode();
if (existsSync(".env")) process.loadEnvFile(".env");
if (!isInstalled()) (await import("./start/ready.mjs")).install();
if (!(await isBuilt()) || !isComplete("build"))
  (await import("./start/ready.mjs")).npm("Building", ["run", "--silent", "build", "--", "--logLevel", "error"]);
await goOn(join(builtFolder, "start.js"));

/**
 * The same process goes on as another program, with the web process's bounds, so that nothing of these checks stays in
 * its memory. Windows has no such call.
 */
async function goOn(file) {
  const loader = ["--import", new URL("start/built.mjs", import.meta.url).href];
  if (process.execve && process.platform !== "win32")
    process.execve(process.execPath, [process.execPath, ...memory.serve, ...process.execArgv, ...loader, file], {
      ...lean,
      ...process.env,
    });
  await import("./start/built.mjs");
  await import(pathToFileURL(file).href);
}
