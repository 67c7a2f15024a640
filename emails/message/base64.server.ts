import { writtenValue, type Part, type ReaderValues, type Segment, type SegmentSource } from "./segments.server.ts";

/** 57 bytes make a line of 76 characters. */
const bytesPerLine = 57;

/**
 * Prepares a base64 part (text in a script that is not Latin). A name one byte longer moves all text after it. But a
 * stretch can begin at only 57 positions of a line, so each is encoded once for each position.
 * @param source the part's text with its markers
 * @returns the part: whole lines, byte for byte equal to nodemailer's
 */
export function prepareBase64(source: SegmentSource): Part {
  const stretches = source.map((bit) => (typeof bit === "string" ? new Stretch(bit) : bit));
  return (values: ReaderValues) => {
    const segments: Segment[] = [];
    let rest: Buffer = Buffer.alloc(0);
    for (const stretch of stretches) {
      if (stretch instanceof Stretch) rest = stretch.give(rest, segments);
      else rest = giveLines(Buffer.concat([rest, Buffer.from(writtenValue(stretch, values))]), segments);
    }
    if (rest.length > 0) segments.push(encodeLines(rest));
    return segments;
  };
}

/** Text that is the same for every reader. */
class Stretch {
  private readonly bytes: Buffer;
  private readonly encoded: Buffer[] = [];

  constructor(text: string) {
    this.bytes = Buffer.from(text);
  }

  /** Adds the lines that are full with this stretch; `rest` precedes it. @returns the bytes that do not fill a line */
  give(rest: Buffer, segments: Segment[]): Buffer {
    const first = rest.length === 0 ? 0 : bytesPerLine - rest.length;
    if (this.bytes.length < first) return Buffer.concat([rest, this.bytes]);
    if (first > 0) segments.push(encodeLines(Buffer.concat([rest, this.bytes.subarray(0, first)])));
    const full = first + Math.floor((this.bytes.length - first) / bytesPerLine) * bytesPerLine;
    this.encoded[first] ??= encodeLines(this.bytes.subarray(first, full));
    if (full > first) segments.push(this.encoded[first]);
    return this.bytes.subarray(full);
  }
}

function giveLines(bytes: Buffer, segments: Segment[]): Buffer {
  const full = Math.floor(bytes.length / bytesPerLine) * bytesPerLine;
  if (full > 0) segments.push(encodeLines(bytes.subarray(0, full)));
  return bytes.subarray(full);
}

function encodeLines(bytes: Buffer): Buffer {
  const lines = bytes.toString("base64").match(/.{1,76}/g) ?? [];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(""), "latin1");
}
