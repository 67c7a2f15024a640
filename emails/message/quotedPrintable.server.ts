import { encode, wrap } from "nodemailer/lib/qp";
import type { ReaderValues, Segment, SegmentSource } from "./segments.server.ts";

/** RFC 2045 section 6.7, rule 5: the longest encoded line, without its CRLF. */
const lineLength = 76;

/**
 * Prepares a quoted-printable part (RFC 2045 section 6.7). Lines are encoded one by one: those shared by all readers
 * once, and those with a reader's value for each reader.
 * @param source the part's text with its markers, every line ended by CRLF
 * @returns a function from a reader's values to whole encoded lines
 */
export function prepareQuotedPrintable(source: SegmentSource): (values: ReaderValues) => Segment[] {
  const parts = linesOf(source).map((part) => (typeof part === "string" ? encodeLines(part) : part));
  return (values) => parts.map((part) => (Buffer.isBuffer(part) ? part : encodeLine(filled(part, values))));
}

/** One line with a reader's values in it. */
type ReadersLine = SegmentSource;

/** Splits the source into runs of shared lines and single lines with markers. */
function linesOf(source: SegmentSource): (string | ReadersLine)[] {
  const parts: (string | ReadersLine)[] = [];
  let shared = "";
  let line: ReadersLine = [];
  const endLine = () => {
    if (line.every((bit) => typeof bit === "string")) shared += line.join("");
    else {
      if (shared) parts.push(shared);
      parts.push(line);
      shared = "";
    }
    line = [];
  };
  for (const bit of source.flatMap((bit): SegmentSource =>
    typeof bit === "string" ? bit.split(/(?<=\r\n)/) : [bit],
  )) {
    line.push(bit);
    if (typeof bit === "string" && bit.endsWith("\r\n")) endLine();
  }
  endLine();
  return shared ? [...parts, shared] : parts;
}

function filled(line: ReadersLine, values: ReaderValues): string {
  return line.map((bit) => (typeof bit === "string" ? bit : bit.write(values[bit.value]))).join("");
}

function encodeLines(lines: string): Buffer {
  return Buffer.concat(lines.split(/(?<=\r\n)/).map(encodeLine));
}

function encodeLine(line: string): Buffer {
  // Printable ASCII needs only its "=" escaped; this common case needs no look at each byte.
  const encoded = /^[ -~]*[!-~]\r\n$/.test(line) ? line.replaceAll("=", "=3D") : encode(line);
  return Buffer.from(wrap(encoded, lineLength), "latin1");
}
