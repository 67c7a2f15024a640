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
 * Of a database that is one file: the file itself, by what no copy of it shares, and beside it a file that holds the
 * newest token, because a backup copied over the database leaves everything else as it was.
 */
export function fileWhereabouts(path: string): Whereabouts {
  const real = realpathSync(path);
  return {
    place: async () => placeOfFile(statSync(real, { bigint: true })),
    witness: async () => readWitness(real),
    newToken: async (now) => `${now}-${randomBytes(8).toString("hex")}`,
    madeAt: (token) => Number.parseInt(token, 10),
    testify: (token) => writeWitness(real, token),
  };
}

function placeOfFile(file: BigIntStats): DatabasePlace {
  const made = knowsBirths(file) ? { made: String(file.birthtimeNs) } : {};
  return { database: String(file.ino), ...made, ...machine() };
}

/** Where nobody keeps when a file was made, Node gives when it was last changed, or 1970. */
function knowsBirths({ birthtimeNs, ctimeNs }: BigIntStats): boolean {
  return birthtimeNs > 0n && birthtimeNs !== ctimeNs;
}

/** A disk put into another machine, or a snapshot of it, still has the same file. Most containers have no such id. */
function machine(): DatabasePlace {
  try {
    const id = readFileSync("/etc/machine-id", "utf8").trim();
    if (!/^[0-9a-f]{32}$/.test(id)) return {};
    // The id itself is to be kept secret, machine-id(5) asks.
    return { machine: createHash("sha256").update(`pressrun home\0${id}`).digest("hex").slice(0, 16) };
  } catch {
    return {};
  }
}

/** Says the token and which file it was written to: each is a new one, so that a copy of it says something else. */
function readWitness(database: string): string | null {
  try {
    const [token = "", ino = "", made = ""] = readFileSync(witnessOf(database), "utf8").trim().split(" ");
    const file = statSync(witnessOf(database), { bigint: true });
    const isItself = ino === String(file.ino) && (made === "0" || made === String(file.birthtimeNs));
    return isItself ? token : "";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** On disk before it returns, and whole: a power cut leaves the old one or the new one. */
function writeWitness(database: string, token: string): void {
  if (readWitness(database) === token) return;
  const path = witnessOf(database);
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

function witnessOf(database: string): string {
  return `${database}-home`;
}
