import { decodedBytes } from "./transferEncodings.server.ts";

/** Limits of what is read of one mail: parts, levels, bytes of a head, and of all its texts bytes and lines. */
const limits = { parts: 120, depth: 10, head: 64_000, text: 2_000_000, lines: 40_000 };

/** A part that is no text, as it came: `type` in small letters, empty for none. */
type FilePart = { type: string; encoding: string; body: Buffer };

/** A mail whose files are taken out of it. */
export type Skeleton = {
  /** The mail with its texts, within limits, and a mark for each file. */
  mail: Buffer;
  /** @param content the content of a part of `mail` @returns the file that it marks; null for none */
  fileOf(content: Buffer): { type: string; bytes: Buffer } | null;
};

const mark = /^pressrun-file-(\d{1,3})\s*$/;

/**
 * Takes the files out of a mail before a library reads what is left: that needs many times the memory of what it reads. The
 * skeleton is bounded, whatever the mail is made of; the parts of it are views of `raw`, not copies.
 */
export function skeletonOf(raw: Buffer): Skeleton {
  const state: State = { chunks: [], files: [], parts: 0, text: limits.text, lines: limits.lines };
  writePart(state, raw, 0);
  return {
    mail: Buffer.concat(state.chunks),
    fileOf(content) {
      const n = content.length < 40 ? mark.exec(content.toString("latin1"))?.[1] : undefined;
      const file = n === undefined ? undefined : state.files[Number(n)];
      return file ? { type: file.type, bytes: decodedBytes(file.body, file.encoding) } : null;
    },
  };
}

/** `text` and `lines`: how much there is still room for. */
type State = { chunks: Buffer[]; files: FilePart[]; parts: number; text: number; lines: number };

function writePart(state: State, source: Buffer, depth: number): void {
  state.parts += 1;
  const { head, body } = splitHead(source);
  const fields = fieldsIn(head);
  const contentType = valueOf(fields, "content-type");
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(contentType)?.[0].toLowerCase() ?? "";
  if (depth === 0)
    write(
      state,
      fields
        .filter((field) => !/^content-/i.test(field))
        .map((field) => `${field}\r\n`)
        .join(""),
    );
  const boundary = boundaryIn(contentType);
  if (type.startsWith("multipart/") && boundary !== "" && depth < limits.depth)
    writeParts(state, type, piecesBetween(body, boundary, limits.parts), depth);
  else if (isText(type, valueOf(fields, "content-disposition"))) writeText(state, fields, contentType, body);
  else writeFile(state, fields, { type, encoding: valueOf(fields, "content-transfer-encoding").toLowerCase(), body });
}

function writeParts(state: State, type: string, pieces: Buffer[], depth: number): void {
  const own = `=_pressrun_${state.parts}`;
  write(state, `Content-Type: ${type}; boundary="${own}"\r\n\r\n`);
  for (const piece of pieces) {
    if (state.parts >= limits.parts) break;
    write(state, `--${own}\r\n`);
    writePart(state, piece, depth + 1);
    write(state, "\r\n");
  }
  write(state, `--${own}--\r\n`);
}

/** Writes a text up to the limits, at the end of a line. */
function writeText(state: State, fields: string[], contentType: string, body: Buffer): void {
  const named = contentType === "" ? "Content-Type: text/plain\r\n" : `Content-Type: ${contentType}\r\n`;
  const encoding = valueOf(fields, "content-transfer-encoding");
  write(state, `${named}${encoding === "" ? "" : `Content-Transfer-Encoding: ${encoding}\r\n`}\r\n`);
  let end = 0;
  while (end < body.length && state.lines > 0) {
    const next = body.indexOf(10, end);
    const after = next < 0 ? body.length : next + 1;
    if (after > state.text) break;
    state.lines -= 1;
    end = after;
  }
  // One line without an end is cut anywhere.
  if (end === 0) end = Math.min(body.length, state.text);
  state.text -= end;
  state.chunks.push(body.subarray(0, end));
}

/** Writes the fields of a file, from which its name is read, and a mark for what it holds. */
function writeFile(state: State, fields: string[], file: FilePart): void {
  const kept = fields.filter(
    (field) => /^content-type:/i.test(field) && !/^[^:]*:\s*(message|multipart)\//i.test(field),
  );
  // A message that is shown with this one would be read as a part of it.
  const shown = fields.filter((field) => /^content-disposition:/i.test(field));
  const disposition = shown[0]?.replace(/^[^:]*:\s*[\w-]*/, "Content-Disposition: attachment");
  const head = [...(kept.length > 0 ? kept.slice(0, 1) : ["Content-Type: application/octet-stream"])];
  head.push(disposition ?? "Content-Disposition: attachment");
  write(state, `${head.join("\r\n")}\r\n\r\npressrun-file-${state.files.length}\r\n`);
  state.files.push(file);
}

function write(state: State, text: string): void {
  state.chunks.push(Buffer.from(text, "latin1"));
}

/** A text for people: what a library shows as such; all else is a file. */
function isText(type: string, disposition: string): boolean {
  return /^(|text\/plain|text\/html|message\/delivery-status)$/.test(type) && /^(inline\b|$)/i.test(disposition);
}

function splitHead(source: Buffer): { head: string; body: Buffer } {
  const first = /^\r?\n/.exec(source.toString("latin1", 0, 2))?.[0].length;
  if (first) return { head: "", body: source.subarray(first) };
  const ends = [source.indexOf("\n\n"), source.indexOf("\n\r\n")].filter((at) => at >= 0);
  const at = ends.length > 0 ? Math.min(...ends) : source.length;
  const body = source.subarray(source[at + 1] === 13 ? at + 3 : at + 2);
  return { head: source.toString("latin1", 0, Math.min(at, limits.head)), body };
}

/** The fields of a head, each on one line; bytes stand as they came. */
function fieldsIn(head: string): string[] {
  const lines = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  return lines.filter((line) => /^[!-9;-~]+[ \t]*:/.test(line)).slice(0, 500);
}

function valueOf(fields: string[], name: string): string {
  const field = fields.find((one) => one.slice(0, one.indexOf(":")).trim().toLowerCase() === name);
  return (
    field
      ?.slice(field.indexOf(":") + 1)
      .trim()
      .slice(0, 2_000) ?? ""
  );
}

function boundaryIn(contentType: string): string {
  const [, quoted, bare] = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(contentType) ?? [];
  return quoted ?? bare ?? "";
}

/** The pieces between the lines of a boundary (RFC 2046 5.1.1), at most so many. */
function piecesBetween(body: Buffer, boundary: string, most: number): Buffer[] {
  const pieces: Buffer[] = [];
  const line = Buffer.from(`--${boundary}`, "latin1");
  let start = -1;
  for (let at = body.indexOf(line); at >= 0 && pieces.length < most; at = body.indexOf(line, at + line.length)) {
    if (at > 0 && body[at - 1] !== 10) continue;
    const rest = body.toString("latin1", at + line.length, at + line.length + 80);
    const [, closing] = /^(--)?[ \t]*(?:\r?\n|$)/.exec(rest) ?? [];
    if (closing === undefined && !/^[ \t]*(?:\r?\n|$)/.test(rest)) continue;
    if (start >= 0) pieces.push(body.subarray(start, Math.max(start, at - (body[at - 2] === 13 ? 2 : 1))));
    const end = body.indexOf(10, at);
    start = closing || end < 0 ? -1 : end + 1;
    if (start < 0) return pieces;
  }
  if (start >= 0 && pieces.length < most) pieces.push(body.subarray(start));
  return pieces;
}
