import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { installFromDebian } from "./debian.ts";

/** First the one without a window of its own, which draws a page in half the time. */
const names = [
  "chromium-headless-shell",
  ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"],
];
const macApps = ["Google Chrome", "Chromium", "Microsoft Edge"];

/**
 * The path of a Chromium: CHROME_PATH, one that is installed, playwright's own; else one is installed now.
 * @throws one sentence on what to do when there is none to be had
 */
export function findBrowser(): string {
  const given = process.env.CHROME_PATH;
  if (given && !existsSync(given)) throw new Error(`CHROME_PATH names ${given}, and there is no such file.`);
  return given || installedBrowser() || installBrowser();
}

function installedBrowser(): string | undefined {
  return [...onThePath(), ...amongTheApps(), chromium.executablePath()].find((path) => existsSync(path));
}

function onThePath(): string[] {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"];
  return names.flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name)));
}

function amongTheApps(): string[] {
  const folders = ["/Applications", join(homedir(), "Applications")];
  return folders.flatMap((folder) => macApps.map((app) => join(folder, `${app}.app/Contents/MacOS/${app}`)));
}

function installBrowser(): string {
  console.error("No Chromium found for the browser tests; installing one.");
  // From the distribution first: playwright's own download comes without the libraries a bare machine lacks.
  // Older releases have no such package as the first.
  installFromDebian(["chromium-headless-shell", "chromium"], () => installedBrowser() !== undefined);
  if (!installedBrowser()) run("npx --no-install playwright-core install chromium --no-shell", 240);
  const found = installedBrowser();
  if (found) return found;
  throw new Error(
    "The browser tests need a Chromium and none could be installed: install Chromium or Google Chrome " +
      "(Debian: apt-get install chromium), or name its program in CHROME_PATH.",
  );
}

function run(command: string, seconds: number) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("sh", ["-c", command], { stdio: "inherit", timeout: seconds * 1000, env });
}
