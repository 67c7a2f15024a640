import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandFault } from "./faults.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const calledFrom = process.cwd();

/** The file where a running demo notes its ports, so that scripts beside it print the right URLs. */
export const demoNote = "data/demo.env";

/** Changes to the project's root, which templates, `data/` and `.env` are relative to. */
export function goToProjectRoot(): void {
  process.chdir(root);
}

/**
 * Adds `.env` to the environment; variables that are set have precedence.
 * @param beside a script beside a running demo takes its URLs from the demo's note
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
 * Resolves a typed path against the folder where npm was called; npm itself runs scripts in the project's root.
 * @returns the path relative to the project's root, or the whole path outside of it
 */
export function typedPath(path: string): string {
  const places = [calledFrom, process.env.INIT_CWD ?? calledFrom].map((folder) => resolve(folder, path));
  const place = places.find((place) => existsSync(place)) ?? places[0]!;
  return place.startsWith(`${root}/`) ? relative(root, place) : place;
}
