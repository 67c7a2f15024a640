import { chmodSync, lstatSync } from "node:fs";
import type { Logger } from "pino";
import type { Config } from "#app/config.server.ts";
import { filesOf } from "#app/context.server.ts";
import { logFile } from "./plainLog.ts";

/**
 * Makes an installation's files readable by their owner only: they hold readers' addresses, secrets and the log. New
 * files are created so; this closes files of an earlier version, or of a copy. Files that cannot be closed are named in
 * the log. An open signing key is refused instead (D-07): it may have been read.
 */
export function keepToOwner({ databaseUrl }: Config, log: Logger): void {
  // Windows uses access lists, which a file inherits from its folder.
  if (process.platform === "win32") return;
  const files = [...filesOf(databaseUrl), logFile, "data/secret", "data/demo.env"];
  const left = [
    ...["data"].filter((folder) => !closed(folder, 0o700)),
    ...files.filter((file) => !closed(file, 0o600)),
  ];
  if (left.length > 0)
    log.warn({ files: left }, "others on this machine can read these files, and they could not be kept from it");
  const env = modeOf(".env");
  if (env !== null && (env & 0o004) !== 0) log.warn("others on this machine can read .env; run: chmod 600 .env");
}

/** @returns false when others can still read it */
function closed(path: string, mode: number): boolean {
  const now = modeOf(path);
  if (now === null || (now & 0o077) === 0) return true;
  try {
    chmodSync(path, mode & now);
    return true;
  } catch {
    return false;
  }
}

/** Null for a missing file, and for a link, whose target may be another's. */
function modeOf(path: string): number | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return !stat || stat.isSymbolicLink() ? null : stat.mode;
}
