import { Transform, type Readable } from "node:stream";
import { promisify } from "node:util";
import { crc32, createInflateRaw, inflateRaw } from "node:zlib";
import { partsInMemory, type Parts } from "./spooled.server.ts";

/** A file of a zip archive, unpacked. */
type ZipEntry = { name: string; bytes: Buffer };

/** Why an archive is not unpacked. */
export type ZipFault = { error: "no-zip" | "too-many-entries" | "too-large-unpacked" };

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/**
 * Unpacks a zip archive after it was found to be small enough: first by what it says of itself, then by what each entry gives.
 *
 * @param most entries, and bytes of all of them unpacked; `of` says how much of an entry counts
 */
export async function zipEntries(
  file: Buffer,
  most: { entries: number; bytes: number },
): Promise<{ entries: ZipEntry[] } | ZipFault> {
  const parts = partsInMemory(file);
  const listed = listedIn(parts, most.entries);
  if ("error" in listed) return listed;
  if (listed.entries.reduce((sum, { size }) => sum + size, 0) > most.bytes) return { error: "too-large-unpacked" };
  const entries: ZipEntry[] = [];
  for (const { name, method, size, crc, from, to } of listed.entries) {
    const packed = parts.part(from, to);
    if (method !== 0 && method !== 8) return { error: "no-zip" };
    try {
      // Only a hostile archive gives more than it says.
      const bytes = method === 0 ? packed : await inflate(packed, { maxOutputLength: Math.max(1, size) });
      if (bytes.length !== size || crc32(bytes) !== crc) return { error: "no-zip" };
      entries.push({ name, bytes });
    } catch {
      return { error: "no-zip" };
    }
  }
  return { entries };
}

/** A file of an archive that is unpacked while it is read; `size`: its bytes, as the archive says. */
export type ZipFile = { name: string; size: number; open: () => Readable };

/**
 * Lists the files of a zip archive, each to be read in flat memory.
 * @param most files
 * @returns files whose streams fail with the code `no-zip` when they are broken or give other bytes than the archive says
 */
export function zipFiles(file: Buffer | Parts, most: number): { files: ZipFile[] } | ZipFault {
  const parts = Buffer.isBuffer(file) ? partsInMemory(file) : file;
  const listed = listedIn(parts, most);
  if ("error" in listed) return listed;
  const known = listed.entries.filter(({ name, method }) => !name.endsWith("/") && (method === 0 || method === 8));
  return { files: known.map((entry) => ({ name: entry.name, size: entry.size, open: () => unpacked(parts, entry) })) };
}

function unpacked(parts: Parts, { method, from, to, size, crc }: Listed): Readable {
  let [given, sum] = [0, 0];
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      given += chunk.length;
      sum = crc32(chunk, sum);
      // Only a hostile archive gives more than it says.
      done(given > size ? brokenZip() : null, chunk);
    },
    flush(done) {
      done(given === size && sum === crc ? null : brokenZip());
    },
  });
  const packed = parts.stream(from, to);
  packed.on("error", (error) => checked.destroy(error));
  checked.on("close", () => packed.destroy());
  if (method === 0) return packed.pipe(checked);
  const inflating = createInflateRaw();
  inflating.on("error", () => checked.destroy(brokenZip()));
  checked.on("close", () => inflating.destroy());
  return packed.pipe(inflating).pipe(checked);
}

function brokenZip(): Error {
  return Object.assign(new Error("The zip archive is broken."), { code: "no-zip" });
}

/** `local`: where its own header begins; its packed bytes are from `from` to `to`. */
type Listed = { name: string; method: number; size: number; crc: number; local: number; from: number; to: number };

/** In bytes, and in times of the archive: a table of a million alike rows packs to a fiftieth, zeros to a thousandth. */
const alwaysUnpacked = 256 << 20;
const mostTimes = 100;

/** Bytes of the end of an archive with the longest comment, and of the largest directory that is read. */
const longestEnd = 22 + 65_535;
const largestDirectory = 16 << 20;

/** Reads the directory at the end of an archive (APPNOTE 4.3.12, 4.3.16); larger ones than 4 GB are not read. */
function listedIn(file: Parts, most: number): { entries: Listed[] } | ZipFault {
  const tailAt = Math.max(0, file.length - longestEnd);
  const tail = file.part(tailAt, file.length);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > tail.length) return { error: "no-zip" };
  const count = tail.readUInt16LE(end + 10);
  if (count > most) return { error: "too-many-entries" };
  const start = tail.readUInt32LE(end + 16);
  if (start > tailAt + end || tailAt + end - start > largestDirectory) return { error: "no-zip" };
  const entries = directoryEntries(file, file.part(start, tailAt + end), count);
  if (!entries) return { error: "no-zip" };
  if (new Set(entries.map(({ name }) => name)).size < entries.length) return { error: "no-zip" };
  // Entries that share their bytes are how a small archive becomes a large one without any of them being one.
  const parts = [...entries].sort((one, other) => one.local - other.local);
  if (parts.some(({ local }, i) => i > 0 && local < parts[i - 1]!.to)) return { error: "no-zip" };
  const unpacked = entries.reduce((sum, { size }) => sum + size, 0);
  return unpacked > alwaysUnpacked + mostTimes * file.length ? { error: "too-large-unpacked" } : { entries };
}

/** @returns null for a directory that is broken, or leads out of the archive */
function directoryEntries(file: Parts, directory: Buffer, count: number): Listed[] | null {
  const entries: Listed[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) return null;
    const long = (offset: number) => directory.readUInt32LE(at + offset);
    const short = (offset: number) => directory.readUInt16LE(at + offset);
    const [crc, packedSize, size, local] = [long(16), long(20), long(24), long(42)];
    const name = directory.toString("utf8", at + 46, at + 46 + short(28));
    const header = local + 30 > file.length ? null : file.part(local, local + 30);
    if (header?.readUInt32LE(0) !== 0x04034b50) return null;
    const from = local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (from + packedSize > file.length) return null;
    entries.push({ name, method: short(10), size, crc, local, from, to: from + packedSize });
    at += 46 + short(28) + short(30) + short(32);
  }
  return entries;
}
