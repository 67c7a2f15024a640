import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** True when node_modules holds what the lock file says, so that `npm ci` would change nothing. */
export function isInstalled() {
  const installed = packagesIn("node_modules/.package-lock.json");
  return Object.entries(packagesIn("package-lock.json")).every(
    ([path, { version, optional, dev, link }]) =>
      path === "" ||
      link ||
      installed[path]?.version === version ||
      (!installed[path] && (optional || (dev && !isDemo()))),
  );
}

function packagesIn(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, "utf8")).packages : {};
}

/** Only the demo's inbox is among the development packages; a production host may go without them. */
export function isDemo() {
  return process.env.DEMO === "on" || (process.env.DEMO !== "off" && !process.env.SMTP_URL);
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
export function npm(what, ...args) {
  console.error(`${what} …`);
  const { status, signal } = spawnSync("npm", ["--no-audit", "--no-fund", ...args], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.error(`npm ${args[0]} did not succeed (${signal ?? `exit code ${status}`}); see above.`);
  process.exit(1);
}
