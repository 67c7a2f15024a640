import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withNodeAside } from "./node.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * True when node_modules holds what the lock file says, so that `npm ci` would change nothing.
 * @param {boolean} withDev what only development needs must be there too; it builds and runs without
 */
export function isInstalled(withDev = false) {
  return holdsAll(packagesIn("node_modules/.package-lock.json"), packagesIn("package-lock.json"), withDev);
}

/**
 * True when these packages are all that the lock file asks for. npm calls `devOptional` what development needs and a
 * package of ours would only like to have; without development it is left out.
 */
export function holdsAll(installed, locked, withDev) {
  return Object.entries(locked).every(
    ([path, { version, optional, dev, devOptional, link }]) =>
      path === "" ||
      link ||
      installed[path]?.version === version ||
      (!installed[path] && (optional || ((dev || devOptional) && !withDev))),
  );
}

/**
 * Makes node_modules what the lock file says; ends this process when that does not succeed.
 * @param {boolean} withDev what only development needs, too; it stays where it is already
 */
export function install(withDev = hasDev()) {
  const options = [withDev ? "--include=dev" : "--omit=dev"];
  withNodeAside((env) => npm("Installing (once, or after a change of package-lock.json)", ["ci", ...options], env));
}

function hasDev() {
  return Object.values(packagesIn("node_modules/.package-lock.json")).some(({ dev }) => dev);
}

function packagesIn(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

/**
 * Where the program of an installed package stands.
 * @param {string} name of the program, like `tsc`
 * @returns {string | null} its JavaScript file; null when it is not installed
 */
export function programOf(name) {
  const folder = join(root, "node_modules", { tsc: "typescript", remix: "@remix-run/dev" }[name] ?? name);
  if (!existsSync(folder)) return null;
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[name]);
}

/** True when nothing that goes into the build is younger than it. */
export function isBuilt() {
  const built = "build/server/index.js";
  const parts = ["app", "emails", "db", "public", "package-lock.json", "remix.config.js", "vite.config.ts"];
  return existsSync(built) && parts.every((part) => youngest(part) < statSync(built).mtimeMs);
}

function youngest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => youngest(join(path, name))));
}

/** Runs npm, with what it prints on standard error; ends this process when it fails. */
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
