import { isUtf8 } from "node:buffer";
import { decodedAs, guessEncoding } from "./encodings.server.ts";
import { CsvFault, type BinaryKind } from "./listFaults.server.ts";
import type { EncodingName } from "./textEncodings.server.ts";

/**
 * How a text is read. `name`: its encoding; when `chosen`, every line is read in it, else only lines that are no UTF-8.
 * `lines`: how many were read in `name`, because they are no UTF-8; `samples`: the first words of them.
 */
export type TextEncoding = { name: EncodingName; chosen: boolean; lines: number; samples: string[] };

/** In bytes, of which a letter has four at most: more than a million letters, which is too long for a list. */
const longestLine = 4_100_000;
const mebi = 1 << 20;
const lf = 0x0a;
const cr = 0x0d;
/** Bytes of lines that an encoding is guessed from. */
const evidenceBytes = 32_768;

type Bytes = () => AsyncIterable<Uint8Array>;

/**
 * Finds the encoding of a text: by its byte order mark, by its zeros, else by lines that are no UTF-8.
 * @param chosen what an operator says it is
 * @throws CsvFault for a file that is not text
 */
export async function encodingOf(open: Bytes, chosen: EncodingName | null): Promise<TextEncoding> {
  const found = (name: EncodingName): TextEncoding => ({ name, chosen: chosen !== null, lines: 0, samples: [] });
  const pieces = linePieces();
  const lines: Buffer[] = [];
  let bytes = 0;
  let oldMac: boolean | undefined;
  const isEnough = (buffer: Buffer, last: boolean) => {
    for (const piece of pieces(buffer, last))
      for (const line of linesBeyondUtf8(piece)) {
        lines.push(Buffer.from(line.subarray(0, 10_000)));
        bytes += line.length;
      }
    return bytes > evidenceBytes;
  };
  for await (const chunk of open()) {
    const buffer = asBuffer(chunk);
    if (buffer.length === 0) continue;
    if (oldMac === undefined) {
      refuseBinary(buffer);
      const wide = wideEncodingOf(buffer);
      if (wide || chosen) return found(wide ?? chosen!);
      oldMac = buffer.includes(cr) && !buffer.includes(lf);
    }
    if (isEnough(buffer, false)) return found(guessEncoding(lines, oldMac));
  }
  isEnough(Buffer.alloc(0), true);
  return found(lines.length > 0 ? guessEncoding(lines, oldMac ?? false) : "UTF-8");
}

function* linesBeyondUtf8(piece: Buffer): Generator<Buffer> {
  if (isUtf8(piece)) return;
  for (const line of linesOf(piece)) if (!isUtf8(line)) yield line;
}

function* linesOf(piece: Buffer): Generator<Buffer> {
  const sign = piece.includes(lf) ? lf : cr;
  for (let at = 0; at < piece.length;) {
    const end = piece.indexOf(sign, at) + 1 || piece.length;
    yield piece.subarray(at, end);
    at = end;
  }
}

/**
 * Reads a text in its encoding. Without a chosen one, lines of UTF-8 are read as that, so that a file joined from two
 * encodings keeps its letters.
 * @param encoding of `encodingOf`; its counts are filled in
 * @returns text in pieces, every line end as `\n`
 * @throws CsvFault for a file that is not text
 */
export async function* readText(bytes: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<string> {
  encoding.lines = 0;
  encoding.samples = [];
  const isWide = encoding.name.startsWith("UTF-16");
  const decoder = isWide ? utf16Text(encoding.name.toLowerCase()) : eightBitText(encoding);
  for await (const chunk of bytes) yield* decoder(asBuffer(chunk), false);
  yield* decoder(Buffer.alloc(0), true);
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

const signatures: [string, BinaryKind][] = [
  ["d0cf11e0", "xls"],
  ["25504446", "pdf"],
  ["1f8b", "compressed"],
  ["ffd8ff", "picture"],
  ["89504e47", "picture"],
  ["504b03", "zip"],
];

function refuseBinary(start: Buffer) {
  const hex = start.subarray(0, 4).toString("hex");
  const [, kind] = signatures.find(([signature]) => hex.startsWith(signature)) ?? [];
  if (kind) throw new CsvFault({ error: "binary", kind });
}

function wideEncodingOf(start: Buffer): "UTF-16LE" | "UTF-16BE" | null {
  if (start[0] === 0xff && start[1] === 0xfe) return "UTF-16LE";
  if (start[0] === 0xfe && start[1] === 0xff) return "UTF-16BE";
  const sample = start.subarray(0, 4096);
  const pairs = Math.floor(sample.length / 2);
  const zeros = [0, 0];
  sample.forEach((byte, i) => byte === 0 && (zeros[i % 2]! += 1));
  // Latin text in UTF-16 has a zero in nearly every pair, always on the same side.
  if (zeros[1]! > pairs * 0.4 && zeros[0] === 0) return "UTF-16LE";
  if (zeros[0]! > pairs * 0.4 && zeros[1] === 0) return "UTF-16BE";
  return null;
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
  const pieces = linePieces();
  return function* (buffer: Buffer, last: boolean): Generator<string> {
    for (const piece of pieces(buffer, last)) {
      const text = encoding.chosen ? decodedAs(encoding.name, piece) : decode(piece, encoding);
      yield text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
    }
  };
}

/**
 * Cuts a file at ends of lines, about a mebibyte at most each, without a byte order mark. Of a line that is far too long only
 * the beginning comes, and its end.
 */
function linePieces() {
  let held: Buffer = Buffer.alloc(0);
  let start = true;
  let skipping = false;
  return function* (buffer: Buffer, last: boolean): Generator<Buffer> {
    refuseZero(buffer.includes(0));
    const rest = skipping ? fromEndOfLine(buffer) : buffer;
    skipping &&= rest.length === 0;
    const all = held.length > 0 ? Buffer.concat([held, rest]) : rest;
    let end = last ? all.length : endOfLines(all);
    held = all.subarray(end);
    if (held.length > longestLine) {
      end += lettersOf(held, longestLine);
      held = Buffer.alloc(0);
      skipping = true;
    }
    let lines = all.subarray(0, end);
    if (start && lines.subarray(0, 3).toString("hex") === "efbbbf") lines = lines.subarray(3);
    if (lines.length > 0) start = false;
    for (let at = 0; at < lines.length;) {
      const piece = wholeLines(lines, at);
      at += piece.length;
      yield piece;
    }
  };
}

function fromEndOfLine(buffer: Buffer): Buffer {
  const ends = [buffer.indexOf(lf), buffer.indexOf(cr)].filter((at) => at >= 0);
  return ends.length > 0 ? buffer.subarray(Math.min(...ends)) : buffer.subarray(buffer.length);
}

/** The number of bytes, at most `most`, that end with a whole letter of UTF-8. */
function lettersOf(buffer: Buffer, most: number): number {
  let end = most;
  while (most - end < 3 && (buffer[end]! & 0xc0) === 0x80) end -= 1;
  return end;
}

function refuseZero(found: boolean) {
  if (found) throw new CsvFault({ error: "zero-bytes" });
}

/** Returns the end of the last whole line; an `\r` at the very end may be half of a line end. */
function endOfLines(buffer: Buffer): number {
  const end = buffer.lastIndexOf(lf) + 1;
  if (end > 0 || buffer.length < 2) return end;
  return buffer.lastIndexOf(cr, buffer.length - 2) + 1;
}

/** Returns about a mebibyte of whole lines from `at`, at most. */
function wholeLines(buffer: Buffer, at: number): Buffer {
  if (buffer.length - at <= mebi) return buffer.subarray(at);
  const end = buffer.indexOf(lf, at + mebi) + 1;
  return buffer.subarray(at, end || buffer.length);
}

function decode(lines: Buffer, encoding: TextEncoding): string {
  if (isUtf8(lines)) return lines.toString("utf8");
  let text = "";
  for (const line of linesOf(lines)) text += isUtf8(line) ? line.toString("utf8") : decodedLine(line, encoding);
  return text;
}

const shownSamples = 3;

function decodedLine(line: Buffer, encoding: TextEncoding): string {
  // A line of nothing but UTF-8 elsewhere may be broken here: it is read as what most old files are.
  const text = decodedAs(encoding.name === "UTF-8" ? "Windows-1252" : encoding.name, line);
  encoding.lines += 1;
  if (encoding.samples.length < shownSamples) {
    const [word] = /[A-Za-z\u0080-\uffff]*[\u0080-\uffff][A-Za-z\u0080-\uffff]*/.exec(text) ?? [];
    if (word && !encoding.samples.includes(word)) encoding.samples.push(word.slice(0, 40));
  }
  return text;
}
