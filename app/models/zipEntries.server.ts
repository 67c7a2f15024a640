import { Readable, Transform } from "node:stream";
import { promisify } from "node:util";
import { crc32, createInflateRaw, inflateRaw } from "node:zlib";

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
  const listed = listedIn(file, most.entries);
  if ("error" in listed) return listed;
  if (listed.entries.reduce((sum, { size }) => sum + size, 0) > most.bytes) return { error: "too-large-unpacked" };
  const entries: ZipEntry[] = [];
  for (const { name, method, size, crc, packed } of listed.entries) {
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
export function zipFiles(file: Buffer, most: number): { files: ZipFile[] } | ZipFault {
  const listed = listedIn(file, most);
  if ("error" in listed) return listed;
  const known = listed.entries.filter(({ name, method }) => !name.endsWith("/") && (method === 0 || method === 8));
  return { files: known.map((entry) => ({ name: entry.name, size: entry.size, open: () => unpacked(entry) })) };
}

function unpacked({ method, packed, size, crc }: Listed): Readable {
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
  if (method === 0) return Readable.from([packed]).pipe(checked);
  const inflating = createInflateRaw();
  inflating.on("error", () => checked.destroy(brokenZip()));
  checked.on("close", () => inflating.destroy());
  inflating.end(packed);
  return inflating.pipe(checked);
}

function brokenZip(): Error {
  return Object.assign(new Error("The zip archive is broken."), { code: "no-zip" });
}

type Listed = { name: string; method: number; size: number; crc: number; packed: Buffer };

/** Reads the directory at the end of an archive (APPNOTE 4.3.12, 4.3.16); larger ones than 4 GB are not read. */
function listedIn(file: Buffer, most: number): { entries: Listed[] } | ZipFault {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > file.length) return { error: "no-zip" };
  const count = file.readUInt16LE(end + 10);
  if (count > most) return { error: "too-many-entries" };
  const entries: Listed[] = [];
  let at = file.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== 0x02014b50) return { error: "no-zip" };
    const [crc, packedSize, size] = [16, 20, 24].map((offset) => file.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = file.toString("utf8", at + 46, at + 46 + nameLength);
    const local = file.readUInt32LE(at + 42);
    if (local + 30 > file.length || file.readUInt32LE(local) !== 0x04034b50) return { error: "no-zip" };
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    if (start + packedSize > file.length) return { error: "no-zip" };
    const method = file.readUInt16LE(at + 10);
    entries.push({ name, method, size, crc, packed: file.subarray(start, start + packedSize) });
    at += 46 + nameLength + extra + comment;
  }
  if (new Set(entries.map(({ name }) => name)).size < entries.length) return { error: "no-zip" };
  return { entries };
}
