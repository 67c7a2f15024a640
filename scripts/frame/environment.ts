import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandFault } from "./faults.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const calledFrom = process.cwd();

/** Where a running demo notes the ports that it found free, so that scripts beside it print the right addresses. */
export const demoNote = "data/demo.env";

/** Templates, `data/` and `.env` are found from the project root, wherever a script is called from. */
export function goToProjectRoot(): void {
  process.chdir(root);
}

/**
 * Adds `.env` to the environment, which goes before it.
 * @param beside a script beside a running demo takes its addresses from what that noted
 */
export function loadEnvironment(beside: "alone" | "beside a demo" = "beside a demo"): void {
  if (existsSync(".env")) load(".env");
  const { SMTP_URL, DEMO, PORT, APP_URL } = process.env;
  if (beside === "alone" || SMTP_URL || PORT || APP_URL || DEMO === "off") return;
  if (existsSync(demoNote)) load(demoNote);
}

function load(path: string) {
  try {
    process.loadEnvFile(path);
  } catch (error) {
    throw new CommandFault(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, "environment");
  }
}

/**
 * A path as typed, from where it was typed: npm runs scripts in the project root and tells where it was called.
 * @returns the path from the project root, or the whole path for what lies outside
 */
export function typedPath(path: string): string {
  const places = [calledFrom, process.env.INIT_CWD ?? calledFrom].map((folder) => resolve(folder, path));
  const place = places.find((place) => existsSync(place)) ?? places[0]!;
  return place.startsWith(`${root}/`) ? relative(root, place) : place;
}
