/**
 * `npm start`: fetches a suitable Node if needed, installs and builds after changes, then starts the
 * processes (start/main.ts). Plain JavaScript without packages, because it installs them.
 */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { goOnWithOurNode } from "./start/node.mjs";
import { install, isBuilt, isInstalled, npm } from "./start/ready.mjs";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

await goOnWithOurNode();
if (existsSync(".env")) process.loadEnvFile(".env");
if (!isInstalled()) install();
if (!isBuilt()) npm("Building", ["run", "--silent", "build", "--", "--logLevel", "error"]);
(await import("tsx/esm/api")).register();
await import("./start/main.ts");
