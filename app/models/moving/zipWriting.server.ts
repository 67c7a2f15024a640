import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";

/** A file of an export. `packed`: its bytes are small already, like those of a picture. */
export type ExportFile = { name: string; bytes: Buffer; packed?: true };

const deflate = promisify<Buffer, { level: number }, Buffer>(deflateRaw);
/** From here on ZIP counts in other fields (APPNOTE 4.3.14, 4.5.3). */
const short = { count: 0xffff, bytes: 0xffffffff };

/**
 * Yields a zip archive of files as they come; memory holds one of them at a time, and the list of all.
 * @param at milliseconds, the time that each file has
 */
export async function* zipArchive(files: AsyncIterable<ExportFile>, at: number): AsyncGenerator<Buffer> {
  const listed: Buffer[] = [];
  const time = dosTime(new Date(at));
  let offset = 0;
  for await (const { name, bytes, packed } of files) {
    const body = packed ? bytes : await deflate(bytes, { level: 6 });
    const path = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    // Names are UTF-8.
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(packed ? 0 : 8, 4);
    time.copy(fields, 6);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(path.length, 22);
    listed.push(listing(fields, path, offset));
    const head = Buffer.concat([signature(0x04034b50), fields, path]);
    yield head;
    yield body;
    offset += head.length + body.length;
  }
  const directory = Buffer.concat(listed);
  yield directory;
  yield ending(listed.length, directory.length, offset);
}

/** The entry of a file in the directory at the end. */
function listing(fields: Buffer, path: Buffer, offset: number): Buffer {
  const isFar = offset >= short.bytes;
  const extra = Buffer.alloc(isFar ? 12 : 0);
  if (isFar) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(offset), 4);
  }
  const own = Buffer.from(fields);
  own.writeUInt16LE(extra.length, 24);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(Math.min(offset, short.bytes), 10);
  return Buffer.concat([signature(0x02014b50), Buffer.from([45, 0]), own, rest, path, extra]);
}

function ending(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Math.min(count, short.count), 4);
  end.writeUInt16LE(Math.min(count, short.count), 6);
  end.writeUInt32LE(Math.min(size, short.bytes), 8);
  end.writeUInt32LE(Math.min(offset, short.bytes), 12);
  const last = Buffer.concat([signature(0x06054b50), end]);
  if (count < short.count && offset < short.bytes) return last;
  const far = Buffer.alloc(52);
  far.writeBigUInt64LE(44n, 0);
  far.writeUInt16LE(45, 8);
  far.writeUInt16LE(45, 10);
  far.writeBigUInt64LE(BigInt(count), 20);
  far.writeBigUInt64LE(BigInt(count), 28);
  far.writeBigUInt64LE(BigInt(size), 36);
  far.writeBigUInt64LE(BigInt(offset), 44);
  const locator = Buffer.alloc(16);
  locator.writeBigUInt64LE(BigInt(offset + size), 4);
  locator.writeUInt32LE(1, 12);
  return Buffer.concat([signature(0x06064b50), far, signature(0x07064b50), locator, last]);
}

function signature(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

/** Two seconds exact, from 1980 on, as FAT has it. */
function dosTime(date: Date): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE((date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1), 0);
  const year = Math.max(0, date.getUTCFullYear() - 1980);
  bytes.writeUInt16LE((year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(), 2);
  return bytes;
}
