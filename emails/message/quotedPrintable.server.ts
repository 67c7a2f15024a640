import { encode, wrap } from "nodemailer/lib/qp";
import type { ReaderValues, Segment, SegmentSource } from "./segments.server.ts";

/** RFC 2045 section 6.7, rule 5: the longest an encoded line may be, its CRLF not counted. */
const lineLength = 76;

/**
 * Prepares a quoted-printable part (RFC 2045 section 6.7). Lines are encoded each by itself, so those that all readers
 * share are encoded once, and only a line with a reader's value in it is encoded for each of them.
 * @param source the part's text with its marks, every line ended by CRLF
 * @returns what gives a reader's copy as whole encoded lines
 */
export function prepareQuotedPrintable(source: SegmentSource): (values: ReaderValues) => Segment[] {
  const parts = linesOf(source).map((part) => (typeof part === "string" ? encodeLines(part) : part));
  return (values) => parts.map((part) => (Buffer.isBuffer(part) ? part : encodeLine(filled(part, values))));
}

/** One line, with the values of a reader that stand in it. */
type ReadersLine = SegmentSource;

/** Runs of whole lines that are the same for all, and the lines with a mark between them. */
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
  // Printable ASCII needs only its "=" escaped: the common case, without a look at each byte.
  const encoded = /^[ -~]*[!-~]\r\n$/.test(line) ? line.replaceAll("=", "=3D") : encode(line);
  return Buffer.from(wrap(encoded, lineLength), "latin1");
}
