import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withNodeAside } from "./node.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * True when node_modules matches the lock file, so that `npm ci` would change nothing.
 * @param {boolean} withDev whether development packages must be there too; the product builds and runs without
 */
export function isInstalled(withDev = false) {
  return holdsAll(packagesIn("node_modules/.package-lock.json"), packagesIn("package-lock.json"), withDev);
}

/**
 * True when the installed packages are all that the lock file asks for. npm marks a package `devOptional` when only
 * development requires it and another package can use it; `--omit=dev` leaves it out.
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

function packagesIn(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
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

/** True when no source of the build is newer than it. */
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
