import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withNodeAside } from "./node.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * True when node_modules matches the lock file, so that `npm ci` would change nothing.
 * @param {boolean} withDev whether development packages must be there too
 */
export function isInstalled(withDev = isDemo()) {
  const installed = packagesIn("node_modules/.package-lock.json");
  return Object.entries(packagesIn("package-lock.json")).every(
    ([path, { version, optional, dev, link }]) =>
      path === "" ||
      link ||
      installed[path]?.version === version ||
      (!installed[path] && (optional || (dev && !withDev))),
  );
}

/** Installs what the lock file says; ends this process on failure. */
export function install(withDev = isDemo()) {
  const options = withDev ? ["--include=dev"] : [];
  withNodeAside((env) => npm("Installing (once, or after a change of package-lock.json)", ["ci", ...options], env));
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

/** Only the demo's inbox needs development packages; a production host may do without them. */
export function isDemo() {
  return process.env.DEMO === "on" || (process.env.DEMO !== "off" && !process.env.SMTP_URL);
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
