import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packagesIn, root } from "./checks.mjs";
import { withNodeAside } from "./node.mjs";

/**
 * Installs what the lock file says; ends this process on failure.
 * @param {boolean} withDev whether to install development packages; the default keeps them where they already are
 */
export function install(withDev = hasDev()) {
  const options = [withDev ? "--include=dev" : "--omit=dev"];
  withNodeAside((env) => npm("Installing (once, or after a change of package-lock.json)", ["ci", ...options], env));
}

function hasDev() {
  return Object.values(packagesIn("node_modules/.package-lock.json")).some(({ dev }) => dev);
}

/**
 * Finds the program of an installed package.
 * @param {string} name of the program, like `tsc`
 * @returns {string | null} its JavaScript file; null when it is not installed
 */
export function programOf(name) {
  const folder = join(root, "node_modules", { tsc: "typescript", remix: "@remix-run/dev" }[name] ?? name);
  if (!existsSync(folder)) return null;
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[name]);
}

/** Runs npm, with its output on standard error; ends this process on failure. */
export function npm(what, args, env = process.env) {
  console.error(`${what} …`);
  const { status, signal } = spawnSync("npm", ["--no-audit", "--no-fund", "--loglevel=error", ...args], {
    stdio: ["ignore", 2, 2],
    cwd: root,
    env,
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.error(`npm ${args[0]} did not succeed (${signal ?? `exit code ${status}`}); see above.`);
  process.exit(1);
}
