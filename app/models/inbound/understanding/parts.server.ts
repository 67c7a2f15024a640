import { decodeBytes, decodeHeader, decodeTransfer, mostText, withoutMarkup } from "./decoding.server.ts";

/** The limits of what is read (B-08). */
const limits = { bytes: 1_000_000, parts: 100, depth: 10, headers: 1_000 };

/** A message or a part of one. Bodies are kept as they came and decoded when they are asked for. */
export type MailPart = {
  /** ReportFields by their lower-case name, unfolded and not decoded. */
  headers: Map<string, string[]>;
  /** `text/plain`, lower case, without parameters. */
  type: string;
  parameters: Map<string, string>;
  /** One character a byte, lines end in LF. */
  body: string;
  parts: MailPart[];
};

/** Thrown when a message is larger or deeper than `limits`. */
export class TooMuch extends Error {}

/**
 * Takes a message apart, within `limits`. Line ends may be CRLF, LF or CR; boundaries that are missing, unannounced or
 * unclosed are made up for.
 */
export function readParts(raw: Buffer): MailPart {
  if (raw.length > limits.bytes) throw new TooMuch("bytes");
  const lines = withLineFeeds(raw).toString("latin1");
  return readPart(lines.replace(/^(?:\n|From [^\n]*\n|>From [^\n]*\n)+/, ""), 0, { parts: 0 });
}

/** The same bytes with LF for CRLF and for CR, made in one pass, as a message may have a million of them. */
function withLineFeeds(raw: Buffer): Buffer {
  if (!raw.includes(13)) return raw;
  const lines = Buffer.allocUnsafe(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at]!;
    if (byte === 10 && at > 0 && raw[at - 1] === 13) continue;
    lines[length++] = byte === 13 ? 10 : byte;
  }
  return lines.subarray(0, length);
}

function readPart(source: string, depth: number, count: { parts: number }): MailPart {
  if (depth > limits.depth || ++count.parts > limits.parts) throw new TooMuch("parts");
  const { headers, body } = splitHead(source);
  const [type, parameters] = contentType(headers.get("content-type")?.[0] ?? "");
  const part: MailPart = { headers, type, parameters, body, parts: [] };
  if (type.startsWith("multipart/") || (depth === 0 && !type && /^--\S+\ncontent-/im.test(body.slice(0, 4_000)))) {
    const pieces = split(body, parameters.get("boundary"));
    part.parts = pieces.map((piece) => readPart(piece, depth + 1, count));
  } else if (isMessage(type)) {
    const inner = decodeTransfer(body, part.headers.get("content-transfer-encoding")?.[0] ?? "").replace(
      /\r\n?/g,
      "\n",
    );
    part.parts = [readPart(inner.replace(/^\n+/, ""), depth + 1, count)];
  }
  return part;
}

/** A message inside of another, or its head alone. */
export function isMessage(type: string): boolean {
  return /^(message\/(rfc822|global|news|partial)|text\/rfc822-headers?|message\/(global|rfc822)-headers)$/.test(type);
}

function splitHead(source: string): Pick<MailPart, "headers" | "body"> {
  const headers = new Map<string, string[]>();
  let from = 0;
  for (let count = 0; count < limits.headers && from < source.length; count++) {
    let end = lineEnd(source, from);
    const line = source.slice(from, end);
    if (!line.trim()) return { headers, body: source.slice(end + 1) };
    const name = /^([!-9;-~]{1,100})[ \t]*:/.exec(line)?.[1]?.toLowerCase();
    // A line that is no field: the head has ended without its empty line.
    if (!name) return { headers, body: source.slice(from) };
    const folded = [line.slice(line.indexOf(":") + 1)];
    while (end + 1 < source.length && /[ \t]/.test(source[end + 1]!)) {
      const next = lineEnd(source, end + 1);
      const more = source.slice(end + 1, next);
      if (!more.trim()) break;
      if (folded.length < 200) folded.push(more);
      end = next;
    }
    const value = folded
      .join("\n")
      .replace(/\n[ \t]+/g, " ")
      .trim();
    const others = headers.get(name);
    if (others) others.push(value);
    else headers.set(name, [value]);
    from = end + 1;
  }
  return { headers, body: source.slice(from) };
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end < 0 ? source.length : end;
}

function contentType(value: string): [string, Map<string, string>] {
  const type = /^\s*["']?([\w.+-]+\/[\w.+-]+)/.exec(value)?.[1]?.toLowerCase() ?? "";
  const parameters = new Map<string, string>();
  for (const [, name, quoted, bare] of value.slice(0, 2_000).matchAll(/;\s*([\w*-]+)\s*=\s*(?:"([^"]*)"?|([^;\s]+))/g))
    parameters.set(name!.toLowerCase().replace(/\*.*$/, ""), quoted ?? bare ?? "");
  return [type, parameters];
}

/** The pieces between boundaries; without a boundary that is there, the first line that looks like one counts. */
function split(body: string, boundary = ""): string[] {
  const announced = boundary && `\n${body}`.includes(`\n--${boundary}`) ? boundary : null;
  const used = announced ?? /^--([^\s-]\S{0,200}|-{2,}\S{1,200})[ \t]*\n(?=[\w-]+:|\n)/m.exec(body)?.[1];
  if (!used) return [`\n${body}`];
  const pieces: string[] = [];
  const mark = `\n--${used}`;
  const text = `\n${body}`;
  let start = -1;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
    const rest = text.slice(at + mark.length, lineEnd(text, at + mark.length));
    const isEnd = /^--[ \t]*$/.test(rest);
    if (!isEnd && rest.trim()) continue;
    if (start >= 0) pieces.push(text.slice(start, at));
    if (pieces.length > limits.parts) throw new TooMuch("parts");
    start = isEnd ? -1 : lineEnd(text, at + mark.length) + 1;
    if (isEnd) break;
  }
  if (start >= 0) pieces.push(text.slice(start));
  return pieces;
}

/** The first field of that name, decoded; empty when there is none. */
export function header(part: MailPart, name: string): string {
  return decodeHeader(part.headers.get(name)?.[0] ?? "");
}

/** Every part, itself first; those of messages inside only if they are asked for. */
export function allParts(part: MailPart, ofMessages = false): MailPart[] {
  if (isMessage(part.type) && !ofMessages) return [part];
  return [part, ...part.parts.flatMap((one) => allParts(one, ofMessages))];
}

/** The bytes of a part without its transfer encoding, lines ending in LF; one character a byte. */
export function bytesOf(part: MailPart): string {
  const decoded = decodeTransfer(part.body, part.headers.get("content-transfer-encoding")?.[0] ?? "");
  return decoded.includes("\r") ? decoded.replace(/\r\n?/g, "\n") : decoded;
}

/** The text of a part, of HTML without its markup. */
function partText(part: MailPart): string {
  const bytes = bytesOf(part).slice(0, mostText * 4);
  const text = decodeBytes(bytes, part.parameters.get("charset"));
  return part.type === "text/html" || /^\s*<(!doctype html|html)/i.test(text)
    ? withoutMarkup(text)
    : text.slice(0, mostText);
}

/** The text for people: the plain texts, or where there are none those in HTML. Messages inside are left out. */
export function readableText(part: MailPart): string {
  const inside = allParts(part).filter((one) => !one.parts.length && !isAttached(one));
  const plain = inside.filter(({ type }) => type === "text/plain" || type === "").map(partText);
  const written = plain.filter((text) => text.trim());
  const html = () => inside.filter(({ type }) => type === "text/html").map(partText);
  return (written.length ? written : html()).join("\n").slice(0, mostText);
}

function isAttached(part: MailPart): boolean {
  return /^\s*attachment/i.test(part.headers.get("content-disposition")?.[0] ?? "");
}
