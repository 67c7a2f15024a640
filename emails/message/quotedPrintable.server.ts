import { encode, wrap } from "nodemailer/lib/qp";
import { writtenValue, type Part, type ReaderValues, type SegmentSource } from "./segments.server.ts";

/** RFC 2045 section 6.7, rule 5: the longest encoded line, without its CRLF. */
const lineLength = 76;

/**
 * Prepares a quoted-printable part (RFC 2045 section 6.7). A reader's value has lines of its own, between soft line
 * breaks, so that all other text is encoded once for all readers.
 * @param source the part's text with its markers, every line ended by CRLF
 */
export function prepareQuotedPrintable(source: SegmentSource): Part[] {
  // A mail has some values dozens of times, and is written as a whole before the next reader's.
  const last = new Map<string, { values: ReaderValues | null; encoded: string }>();
  return source.map((bit) => {
    if (typeof bit === "string") return encodeText(bit);
    const kept = last.get(bit.value) ?? { values: null, encoded: "" };
    last.set(bit.value, kept);
    return (values) => {
      if (kept.values !== values) kept.encoded = encodeValue(writtenValue(bit, values));
      kept.values = values;
      return kept.encoded;
    };
  });
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

function encodeValue(value: string): string {
  if (!/^[ -<>-~]*$/.test(value)) return softLines(value);
  // Plain signs are the same encoded.
  let lines = `${value.slice(0, lineLength - 1)}${softBreak}`;
  for (let at = lineLength - 1; at < value.length; at += lineLength - 1)
    lines += `${value.slice(at, at + lineLength - 1)}${softBreak}`;
  return lines;
}

/** RFC 2045 section 6.7, rule 5: a line end that is none of the text. */
const softBreak = "=\r\n";

/** Encodes text without a line end; its last line leaves room for the "=" of the soft line break. */
function softLines(text: string): string {
  return `${wrap(encode(text), lineLength - 1)}${softBreak}`;
}
