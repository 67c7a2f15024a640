import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  open,
  openSync,
  read,
  rmSync,
  type ReadStream,
} from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { typedPath } from "./environment.ts";
import { CommandFault } from "./faults.ts";

/** Opens the input from its beginning each time; `name` is for messages. */
type Input = { name: string; open: () => ReadStream };

/** @param typed a file's path, or `-` for standard input. @throws CommandFault when it cannot be read */
export async function openInput(typed: string): Promise<Input> {
  if (typed === "-") return stored("standard input", process.stdin);
  const path = typedPath(typed);
  await access(path, constants.R_OK).catch(() => {
    throw new CommandFault(`${typed}: There is no such file that can be read.`);
  });
  const about = await stat(path);
  if (about.isDirectory()) throw new CommandFault(`${typed}: This is a folder; name a file in it.`);
  // A pipe, like `<(zcat export.gz)`, gives its bytes only once.
  if (!about.isFile()) return stored(basename(path), createReadStream(path));
  return { name: basename(path), open: () => createReadStream(path) };
}

/**
 * Stored in a file, because it is read more than once and may be large. The file is unlinked at once, so that nothing
 * remains.
 */
async function stored(name: string, from: Readable): Promise<Input> {
  const folder = mkdtempSync(join(tmpdir(), "pressrun-input-"));
  try {
    const path = join(folder, "input");
    await pipeline(from, createWriteStream(path, { mode: 0o600 }));
    const fd = openSync(path, "r");
    // A reader that stops early would close the file for the next one.
    const fs = { open, read, close: (_: number, done?: (error: null) => void) => done?.(null) };
    return { name, open: () => createReadStream("", { fd, fs, start: 0, autoClose: false }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
