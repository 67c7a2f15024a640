import { encode, wrap } from "nodemailer/lib/qp";
import { markers, readerValues, type ReaderValues } from "./markers.server.ts";
import { escapeText } from "./markup.server.ts";

/** A piece of an encoded MIME body: the same for all readers, or made of one reader's values. */
export type Segment = string | ((reader: ReaderValues) => string);

/**
 * Cuts the encoded parts of a message at its markers, so that a reader's copy needs no encoding but of their own values.
 * @param body what follows the message's own headers, as nodemailer wrote it, all ASCII
 * @param boundary the multipart boundary
 * @param markerKey the edition's
 */
export function cutBody(body: string, boundary: string, markerKey: string): Segment[] {
  return body
    .split(`--${boundary}`)
    .flatMap((part, index) => [index > 0 ? `--${boundary}` : "", ...cutPart(part, markerKey)]);
}

/** Puts one reader's values between the segments. */
export function joinSegments(segments: Segment[], reader: ReaderValues): string {
  const values = readerValues(reader);
  return segments.map((segment) => (typeof segment === "string" ? segment : segment(values))).join("");
}

function cutPart(part: string, markerKey: string): Segment[] {
  const isBase64 = /^Content-Transfer-Encoding: base64\r$/m.test(part);
  const toPart = /^Content-Type: text\/html/m.test(part) ? escapeText : (value: string) => value;
  return isBase64 ? cutBase64(part, markerKey, toPart) : cutQuotedPrintable(part, markerKey, toPart);
}

/** nodemailer's lines may break within a marker; its signs are all written as they are. */
function cutQuotedPrintable(part: string, markerKey: string, toPart: (value: string) => string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const { at, length, name } of marksIn(part, markerKey, "(?:=\\r\\n)?")) {
    // A soft break on both sides: the value's lines are its own, and no line grows beyond 76 (E-02).
    segments.push(`${part.slice(from, at)}=\r\n`, (reader) => `${wrap(encode(toPart(reader[name])), 75)}=\r\n`);
    from = at + length;
  }
  return [...segments, part.slice(from)];
}

/** Base64 has no seams: such a part (text in a script that is not Latin) is filled first and encoded for each reader. */
function cutBase64(part: string, markerKey: string, toPart: (value: string) => string): Segment[] {
  const start = part.indexOf("\r\n\r\n") + 4;
  const source = Buffer.from(part.slice(start), "base64").toString("utf8");
  const marks = [...marksIn(source, markerKey, "")];
  const fill = (reader: ReaderValues) => {
    let from = 0;
    const filled = marks.map(({ at, length, name }) => {
      const before = source.slice(from, at);
      from = at + length;
      return before + toPart(reader[name]);
    });
    return foldBase64(filled.join("") + source.slice(from));
  };
  return [part.slice(0, start), fill, "\r\n"];
}

function foldBase64(text: string): string {
  return (
    Buffer.from(text)
      .toString("base64")
      .match(/.{1,76}/g) ?? []
  ).join("\r\n");
}

type Mark = { at: number; length: number; name: keyof ReaderValues };

function* marksIn(text: string, markerKey: string, between: string): Generator<Mark> {
  const names = Object.entries(markers(markerKey)) as [keyof ReaderValues, string][];
  const spell = (mark: string) => [...mark].map((sign) => (sign === "." ? "\\." : sign)).join(between);
  const spelled = names.map(([name, mark]) => `(?<${name}>${spell(mark)})`);
  for (const match of text.matchAll(new RegExp(spelled.join("|"), "g"))) {
    const name = names.find(([known]) => match.groups?.[known] !== undefined)![0];
    yield { at: match.index, length: match[0].length, name };
  }
}
