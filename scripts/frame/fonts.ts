import { spawn } from "node:child_process";
import { second } from "#app/models/durations.ts";
import { program } from "../start/children.ts";

/**
 * Looks at the fonts of share images in a process of its own, which then ends: what draws with them would stay in the
 * memory of this one.
 */
export function lookAtFonts(signal: AbortSignal): void {
  const { file, execArgv } = program("fonts");
  // Not while the first pages are asked for.
  setTimeout(() => {
    const child = spawn(process.execPath, [...execArgv, file], { stdio: ["ignore", "inherit", "inherit"], signal });
    child.on("error", () => {}).unref();
  }, 3 * second).unref();
}
