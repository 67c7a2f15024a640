import { encode, wrap } from "nodemailer/lib/qp";
import type { ReaderValues, Segment, SegmentSource } from "./segments.server.ts";

/** RFC 2045 section 6.7, rule 5: the longest encoded line, without its CRLF. */
const lineLength = 76;

/**
 * Prepares a quoted-printable part (RFC 2045 section 6.7). A reader's value has lines of its own, between soft line
 * breaks, so that all other text is encoded once for all readers.
 * @param source the part's text with its markers, every line ended by CRLF
 * @returns a function from a reader's values to whole encoded lines
 */
export function prepareQuotedPrintable(source: SegmentSource): (values: ReaderValues) => Segment[] {
  const parts = source.map((bit) => (typeof bit === "string" ? encodeText(bit) : bit));
  return (values) => parts.map((part) => (Buffer.isBuffer(part) ? part : encodeValue(part.write(values[part.value]))));
}

function encodeText(text: string): Buffer {
  return Buffer.concat(text.split(/(?<=\r\n)/).map(encodeLine));
}

/** @param line ended by CRLF, or by a reader's value that follows it */
function encodeLine(line: string): Buffer {
  if (!line.endsWith("\r\n")) return Buffer.from(softLines(line), "latin1");
  // Printable ASCII needs only its "=" escaped; this common case needs no look at each byte.
  const encoded = /^[ -~]*[!-~]\r\n$/.test(line) ? line.replaceAll("=", "=3D") : encode(line);
  return Buffer.from(wrap(encoded, lineLength), "latin1");
}

function encodeValue(value: string): Buffer {
  const isPlain = value.length < lineLength && /^[ -<>-~]*$/.test(value);
  return Buffer.from(isPlain ? `${value}${softBreak}` : softLines(value), "latin1");
}

/** RFC 2045 section 6.7, rule 5: a line end that is none of the text. */
const softBreak = "=\r\n";

/** Encodes text without a line end; its last line leaves room for the "=" of the soft line break. */
function softLines(text: string): string {
  return `${wrap(encode(text), lineLength - 1)}${softBreak}`;
}
