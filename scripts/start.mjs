/**
 * `npm start`: installs and builds when something has changed, then starts the processes (start/main.ts).
 * Plain JavaScript without a package, because it is what installs them.
 */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { isBuilt, isDemo, isInstalled, npm } from "./start/ready.mjs";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

checkNode();
if (existsSync(".env")) process.loadEnvFile(".env");
if (!isInstalled())
  npm("Installing (once, or after a change of package-lock.json)", "ci", ...(isDemo() ? ["--include=dev"] : []));
if (!isBuilt()) npm("Building", "run", "--silent", "build", "--", "--logLevel", "error");
(await import("tsx/esm/api")).register();
await import("./start/main.ts");

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Pressrun needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}
