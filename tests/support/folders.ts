import { mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a folder for data that may die with the run: in memory where this machine has room for it
 * (a clone of the PostgreSQL template then takes 20 ms instead of 250), else among the temporary files.
 */
export function makeQuickFolder(prefix: string): string {
  return mkdtempSync(join(hasRoom("/dev/shm") ? "/dev/shm" : tmpdir(), prefix));
}

function hasRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize > 2 * 2 ** 30;
  } catch {
    return false;
  }
}
