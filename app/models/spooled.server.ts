import { randomUUID } from "node:crypto";
import { closeSync, openSync, read, readSync, unlinkSync, write } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";

/** Bytes that are read in any order. `part` gives fewer where they end. */
export type Parts = {
  length: number;
  part(from: number, to: number): Buffer;
  stream(from: number, to: number): Readable;
};

/** Bytes in a file that has no name. */
export type Spooled = Parts & { close(): void };

const writing = promisify(write);
const reading = promisify(read);
const pieceBytes = 1 << 18;

/**
 * Keeps bytes outside of memory, in a file that nobody else finds and that goes with this process, however it ends.
 * @param most bytes
 * @returns null when there are more
 */
export async function spooled(bytes: AsyncIterable<Uint8Array>, most: number): Promise<Spooled | null> {
  const path = join(tmpdir(), `pressrun-${randomUUID()}`);
  const file = openSync(path, "wx+", 0o600);
  const close = () => closeSync(file);
  try {
    unlinkSync(path);
    let length = 0;
    for await (const chunk of bytes) {
      if (length + chunk.length > most) {
        close();
        return null;
      }
      for (let at = 0; at < chunk.length;) {
        const { bytesWritten } = await writing(file, chunk, at, chunk.length - at, length + at);
        at += bytesWritten;
      }
      length += chunk.length;
    }
    return { ...partsOf(file, length), close };
  } catch (error) {
    close();
    throw error;
  }
}

function partsOf(file: number, length: number): Parts {
  return {
    length,
    part(from, to) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(to, length) - from));
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
    },
    stream: (from, to) => Readable.from(pieces(file, from, to)),
  };
}

/** A stream of the file system would close the file when it is done. */
async function* pieces(file: number, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to;) {
    const bytes = Buffer.allocUnsafe(Math.min(to - at, pieceBytes));
    const { bytesRead } = await reading(file, bytes, 0, bytes.length, at);
    if (bytesRead === 0) return;
    yield bytes.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** The same of bytes in memory. */
export function partsInMemory(bytes: Buffer): Parts {
  return {
    length: bytes.length,
    part: (from, to) => bytes.subarray(from, to),
    stream: (from, to) => Readable.from([bytes.subarray(from, to)]),
  };
}
