import { isUtf8 } from "node:buffer";

/** A kind of file that is no text, by its first bytes. */
export type BinaryKind = "xlsx" | "zip" | "xls" | "pdf" | "compressed" | "picture";

/** Why a file cannot be read as a list. `line` counts from 1; `most`: the largest number that is read. */
export type UnreadableCsv =
  | { error: "empty" | "no-rows" | "zero-bytes" }
  | { error: "binary"; kind: BinaryKind }
  /** In characters. */
  | { error: "too-long-line"; most: number }
  | { error: "too-many-columns"; line: number; columns: number; most: number }
  | { error: "too-long-cell"; line: number; most: number }
  | { error: "too-long-record"; line: number; most: number }
  | { error: "quote-not-closed"; line: number }
  | { error: "quotes-not-paired"; line: number }
  /** The first line holds a reader, and more columns than can be guessed. */
  | { error: "no-header"; line: number }
  | { error: "many-address-columns"; columns: string[] }
  /** `headers`: the beginning of the first line. */
  | { error: "no-address-column"; headers: string };

/** Thrown while a file is read that cannot be imported at all. */
export class CsvFault extends Error {
  override name = "CsvFault";
  constructor(readonly fault: UnreadableCsv) {
    super(fault.error);
  }
}

/** The encoding that was found; `lines1252` counts the Windows-1252 lines of an otherwise UTF-8 file. */
export type TextEncoding = { name: "UTF-8" | "UTF-16LE" | "UTF-16BE" | "Windows-1252"; lines1252: number };

const longestLine = 1_000_000;
const mebi = 1 << 20;
const lf = 0x0a;
const cr = 0x0d;

/**
 * Reads a text file of any program: UTF-8 or UTF-16, with or without a byte order mark, else Windows-1252. The choice
 * is
 * made line by line, so that a file joined from two encodings keeps its letters.
 * @returns text in pieces, every line end as `\n`
 * @throws CsvFault for a file that is not text
 */
export async function* readText(bytes: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<string> {
  let first = true;
  let decoder: ReturnType<typeof utf16Text> | ReturnType<typeof eightBitText> | undefined;
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (first && buffer.length > 0) {
      refuseBinary(buffer);
      encoding.name = encodingOf(buffer);
      decoder = encoding.name === "UTF-8" ? eightBitText(encoding) : utf16Text(encoding.name.toLowerCase());
      first = false;
    }
    yield* decoder?.(buffer, false) ?? [];
  }
  yield* decoder?.(Buffer.alloc(0), true) ?? [];
}

const signatures: [string, BinaryKind][] = [
  ["504b0304", "xlsx"],
  ["504b0506", "zip"],
  ["d0cf11e0", "xls"],
  ["25504446", "pdf"],
  ["1f8b", "compressed"],
  ["ffd8ff", "picture"],
  ["89504e47", "picture"],
];

function refuseBinary(start: Buffer) {
  const hex = start.subarray(0, 4).toString("hex");
  const [, kind] = signatures.find(([signature]) => hex.startsWith(signature)) ?? [];
  if (kind) throw new CsvFault({ error: "binary", kind });
}

function encodingOf(start: Buffer): TextEncoding["name"] {
  if (start[0] === 0xff && start[1] === 0xfe) return "UTF-16LE";
  if (start[0] === 0xfe && start[1] === 0xff) return "UTF-16BE";
  const sample = start.subarray(0, 4096);
  const pairs = Math.floor(sample.length / 2);
  const zeros = [0, 0];
  sample.forEach((byte, i) => byte === 0 && (zeros[i % 2]! += 1));
  // Latin text in UTF-16 has a zero in nearly every pair, always on the same side.
  if (zeros[1]! > pairs * 0.4 && zeros[0] === 0) return "UTF-16LE";
  if (zeros[0]! > pairs * 0.4 && zeros[1] === 0) return "UTF-16BE";
  return "UTF-8";
}

function utf16Text(label: string) {
  const decoder = new TextDecoder(label);
  let held = "";
  return function* (buffer: Buffer, last: boolean): Generator<string> {
    const text = held + decoder.decode(buffer, { stream: !last });
    // Half of a `\r\n` waits for its other half.
    held = !last && text.endsWith("\r") ? "\r" : "";
    const whole = held ? text.slice(0, -1) : text;
    refuseZero(whole.includes("\0"));
    if (whole) yield whole.replace(/\r\n?/g, "\n");
  };
}

function eightBitText(encoding: TextEncoding) {
  let held: Buffer = Buffer.alloc(0);
  let start = true;
  return function* (buffer: Buffer, last: boolean): Generator<string> {
    refuseZero(buffer.includes(0));
    const all = held.length > 0 ? Buffer.concat([held, buffer]) : buffer;
    const end = last ? all.length : endOfLines(all);
    held = all.subarray(end);
    if (held.length > longestLine) throw new CsvFault({ error: "too-long-line", most: longestLine });
    let lines = all.subarray(0, end);
    if (start && lines.subarray(0, 3).toString("hex") === "efbbbf") lines = lines.subarray(3);
    if (lines.length > 0) start = false;
    for (let at = 0; at < lines.length;) {
      const piece = wholeLines(lines, at);
      at += piece.length;
      yield decode(piece, encoding).replace(/\r\n?/g, "\n");
    }
  };
}

function refuseZero(found: boolean) {
  if (found) throw new CsvFault({ error: "zero-bytes" });
}

/** Returns the end of the last whole line; an `\r` at the very end may be half of a line end. */
function endOfLines(buffer: Buffer): number {
  const end = buffer.lastIndexOf(lf) + 1;
  return end > 0 ? end : buffer.lastIndexOf(cr, buffer.length - 2) + 1;
}

/** Returns about a mebibyte of whole lines from `at`, at most. */
function wholeLines(buffer: Buffer, at: number): Buffer {
  if (buffer.length - at <= mebi) return buffer.subarray(at);
  const end = buffer.indexOf(lf, at + mebi) + 1;
  return buffer.subarray(at, end || buffer.length);
}

/** 0x80 to 0x9F, where Windows-1252 differs from Latin-1; the TextDecoder of Node 20 confuses the two. */
const inWindows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function windows1252(bytes: Buffer): string {
  return bytes.toString("latin1").replace(/[\u0080-\u009f]/g, (sign) => inWindows1252[sign.charCodeAt(0) - 0x80]!);
}

function decode(lines: Buffer, encoding: TextEncoding): string {
  if (isUtf8(lines)) return lines.toString("utf8");
  let text = "";
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf(lf, at) + 1 || lines.length;
    const line = lines.subarray(at, end);
    const good = isUtf8(line);
    if (!good) encoding.lines1252 += 1;
    text += good ? line.toString("utf8") : windows1252(line);
    at = end;
  }
  return text;
}

/** Prefixes an apostrophe to a cell that a spreadsheet would run as a formula (S-13). */
export function guardCell(text: string): string {
  return /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
}

/** Removes the apostrophe of `guardCell`, so that an export can be imported. */
export function unguardCell(text: string): string {
  return /^'[=+\-@\t\r\0]/.test(text) ? text.slice(1) : text;
}
