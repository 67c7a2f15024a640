import { encode, wrap } from "nodemailer/lib/qp";
import type { Piece, ReaderValues, Source } from "./pieces.server.ts";

const lineLength = 76;
/** nodemailer encodes this many bytes at a time and lets go of its place in the line between them. */
const sliceSize = 64 * 1024;

/**
 * Prepares a quoted-printable part: all lines that are the same for every reader are encoded once. nodemailer breaks
 * each line by itself, so a reader's copy is those, with only the lines anew in which something of the reader stands.
 * @param source the part's text with its marks, every line ended by CRLF
 * @returns what gives a reader's copy, byte for byte what nodemailer would have written of the filled text
 */
export function prepareQuotedPrintable(source: Source): (values: ReaderValues) => Piece[] {
  const parts = linesOf(source).map((part) => ("lines" in part ? new SameForAll(part.lines) : part.line));
  return (values) => {
    const pieces: Piece[] = [];
    let at = 0;
    for (const part of parts) {
      const line = part instanceof SameForAll ? null : filled(part, values);
      const length = line ? line.length : (part as SameForAll).length;
      const cuts = cutsIn(at, length);
      if (line) pieces.push(encodeLine(line, cuts));
      else (part as SameForAll).give(cuts, pieces);
      at += length;
    }
    return pieces;
  };
}

/** Lines that hold nothing of a reader, encoded. */
class SameForAll {
  readonly length: number;
  private readonly encoded: Buffer;
  /** Where each line begins in the text and in its encoding; the last entry is the end. */
  private readonly starts: number[] = [];
  private readonly encodedStarts: number[] = [];
  private readonly lines: Buffer[];
  private readonly around = new Map<number, { before: Buffer; after: Buffer }>();

  constructor(lines: string[]) {
    this.lines = lines.map((line) => Buffer.from(line));
    const encoded = this.lines.map((line) => encodeLine(line, []));
    let [at, encodedAt] = [0, 0];
    this.lines.forEach((line, i) => {
      this.starts.push(at);
      this.encodedStarts.push(encodedAt);
      at += line.length;
      encodedAt += encoded[i]!.length;
    });
    this.length = at;
    this.encoded = Buffer.concat(encoded);
  }

  /** Adds the encoded lines to `pieces`; a line in which a slice ends is broken otherwise, so it is encoded anew. */
  give(cuts: number[], pieces: Piece[]): void {
    let from = 0;
    for (let i = 0; i < cuts.length; i += 1) {
      const line = this.lineAt(cuts[i]!);
      const start = this.starts[line]!;
      const inLine = cuts.filter((cut) => this.lineAt(cut) === line && cut > start).map((cut) => cut - start);
      if (inLine.length === 0) continue;
      const { before, after } = this.split(from, line);
      pieces.push(before, encodeLine(this.lines[line]!, inLine));
      i += inLine.length - 1;
      from = line + 1;
      if (i === cuts.length - 1) return void pieces.push(after);
    }
    pieces.push(from === 0 ? this.encoded : this.encoded.subarray(this.encodedStarts[from]));
  }

  private split(from: number, line: number) {
    const known = from === 0 ? this.around.get(line) : undefined;
    if (known) return known;
    const split = {
      before: this.encoded.subarray(this.encodedStarts[from], this.encodedStarts[line]),
      after: this.encoded.subarray(this.encodedStarts[line + 1] ?? this.encoded.length),
    };
    // The same piece each time, so that what is worked out about it once holds for all readers.
    if (from === 0) this.around.set(line, split);
    return split;
  }

  private lineAt(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

type Mixed = (string | { value: keyof ReaderValues; write: (value: string) => string })[];

/** Whole lines, those with a mark each by itself. */
function linesOf(source: Source): ({ lines: string[] } | { line: Mixed })[] {
  const parts: ({ lines: string[] } | { line: Mixed })[] = [];
  let line: Mixed = [];
  const end = () => {
    const last = parts.at(-1);
    if (line.some((bit) => typeof bit !== "string")) parts.push({ line });
    else if (line.length > 0 && last && "lines" in last) last.lines.push(line.join(""));
    else if (line.length > 0) parts.push({ lines: [line.join("")] });
    line = [];
  };
  for (const bit of source) {
    if (typeof bit !== "string") {
      line.push(bit);
      continue;
    }
    for (const text of bit.split(/(?<=\r\n)/)) {
      if (text) line.push(text);
      if (text.endsWith("\r\n")) end();
    }
  }
  end();
  return parts;
}

function filled(line: Mixed, values: ReaderValues): Buffer {
  return Buffer.from(line.map((bit) => (typeof bit === "string" ? bit : bit.write(values[bit.value]))).join(""));
}

/** Where nodemailer's slices end between `at` and `at + length`, counted from `at`. */
function cutsIn(at: number, length: number): number[] {
  const cuts: number[] = [];
  for (let cut = Math.ceil((at + 1) / sliceSize) * sliceSize; cut < at + length; cut += sliceSize) cuts.push(cut - at);
  return cuts;
}

/** nodemailer leaves a text alone that is shorter than a line; but a slice never is, however little of it we look at. */
const lineBefore = `${"x".repeat(lineLength - 2)}\r\n`;

function encodeLine(line: Buffer, cuts: number[]): Buffer {
  if (cuts.length === 0) {
    const text = line.toString("latin1");
    // Signs that stand for themselves, but "="; the common case, without a look at each byte.
    if (/^[ -~]*[!-~]\r\n$/.test(text)) return Buffer.from(wrap(text.replaceAll("=", "=3D"), lineLength), "latin1");
  }
  let written = "";
  let current = "";
  let from = 0;
  for (const cut of cuts) {
    const slice = current + encodeSlice(line.subarray(from, cut), line[cut]!);
    const wrapped = wrap(lineBefore + slice, lineLength).slice(lineBefore.length);
    const end = wrapped.lastIndexOf("\n") + 1;
    written += wrapped.slice(0, end);
    current = wrapped.slice(end);
    from = cut;
  }
  return Buffer.from(written + wrap(current + encode(line.subarray(from)), lineLength), "latin1");
}

/** White space at the end of a slice is written as it is, unless the line ends there. */
function encodeSlice(slice: Buffer, next: number): string {
  const endsLine = next === 0x0a || next === 0x0d;
  return endsLine ? encode(slice) : encode(Buffer.concat([slice, Buffer.from("x")])).slice(0, -1);
}
