import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeSync,
  type BigIntStats,
} from "node:fs";
import { dirname } from "node:path";
import type { DatabasePlace, Whereabouts } from "./home.server.ts";

/**
 * Identifies a database in one file: by properties that no copy of the file shares, and by a lease file beside it with
 * the newest token. A backup copied over the database changes nothing else.
 */
export function fileWhereabouts(path: string): Whereabouts {
  const real = realpathSync(path);
  return {
    place: async () => placeOfFile(statSync(real, { bigint: true })),
    readLease: async () => readLease(real),
    newToken: async (now) => `${now}-${randomBytes(8).toString("hex")}`,
    madeAt: (token) => Number.parseInt(token, 10),
    writeLease: (token) => writeLease(real, token),
  };
}

function placeOfFile(file: BigIntStats): DatabasePlace {
  const made = knowsBirths(file) ? { made: String(file.birthtimeNs) } : {};
  return { database: String(file.ino), ...made, ...machine() };
}

/** Without a birth time in the file system, Node returns the time of the last change, or 1970. */
function knowsBirths({ birthtimeNs, ctimeNs }: BigIntStats): boolean {
  return birthtimeNs > 0n && birthtimeNs !== ctimeNs;
}

/**
 * The file stays the same when its disk, or a snapshot of it, moves to another machine. Most containers have no machine
 * id.
 */
function machine(): DatabasePlace {
  try {
    const id = readFileSync("/etc/machine-id", "utf8").trim();
    if (!/^[0-9a-f]{32}$/.test(id)) return {};
    // machine-id(5) asks to keep the id itself secret.
    return { machine: createHash("sha256").update(`pressrun home\0${id}`).digest("hex").slice(0, 16) };
  } catch {
    return {};
  }
}

/**
 * Reads the token, which is stored with the lease file's own identity. Each write creates a new file, so a copy is
 * detected.
 */
function readLease(database: string): string | null {
  try {
    const [token = "", ino = "", made = ""] = readFileSync(leaseFileOf(database), "utf8").trim().split(" ");
    const file = statSync(leaseFileOf(database), { bigint: true });
    const isItself = ino === String(file.ino) && (made === "0" || made === String(file.birthtimeNs));
    return isItself ? token : "";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Durable before it returns, and atomic: a power cut leaves the old file or the new one. */
function writeLease(database: string, token: string): void {
  if (readLease(database) === token) return;
  const path = leaseFileOf(database);
  const next = openSync(`${path}.new`, "w", 0o600);
  const { ino, birthtimeNs } = fstatSync(next, { bigint: true });
  const made = knowsBirths(statSync(database, { bigint: true })) ? birthtimeNs : 0n;
  writeSync(next, `${token} ${ino} ${made}\n`);
  fsyncSync(next);
  closeSync(next);
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

function syncFolder(path: string) {
  try {
    const folder = openSync(path, "r");
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Windows cannot, and does not need to.
  }
}

function leaseFileOf(database: string): string {
  return `${database}-home`;
}
