import type { Duplex } from "node:stream";
import type { Message } from "#emails/message/message.server.ts";
import type { Segment } from "#emails/message/segments.server.ts";

type Written = (error?: Error | null) => void;

const finalDot = ".\r\n";
const finalDotAfterLine = "\r\n.\r\n";
const lineFeed = 0x0a;
const dot = 0x2e;

/** Bytes: a message up to this size is put together in one place, and leaves by one write. */
const pageBytes = 64 * 1024;

/** Writes the messages of one connection, one after the other, each in one call to the system. */
export class MessageWriter {
  readonly #socket: Duplex;
  /** Where messages are put together. The next one begins only when the system has taken the last. */
  #page: Buffer | null = null;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  /**
   * Writes a message as DATA wants it, dots doubled, final dot last (RFC 5321 4.5.2). The segments of a large one are
   * not copied, so that a slow server costs no memory.
   * @param written called when the system has taken the final dot, or with an error
   */
  writeWithDots(message: Pick<Message, "head" | "body" | "size">, written: Written): void {
    const length = message.size < pageBytes ? this.#putTogether(message) : 0;
    if (length > 0) this.#socket.write(this.#page!.subarray(0, length), written);
    else writePieces(this.#socket, message, written);
  }

  /** @returns the bytes in the page; 0 when they do not fit, for the dots that were doubled */
  #putTogether({ head, body }: Pick<Message, "head" | "body">): number {
    const page = (this.#page ??= Buffer.allocUnsafeSlow(pageBytes));
    let at = page.write(withDotsDoubled(head), 0, "latin1");
    at += page.write("\r\n\r\n", at, "latin1");
    for (const segment of body) {
      const piece = segmentWithDots(segment);
      if (at + piece.length + finalDotAfterLine.length > page.length) return 0;
      if (typeof piece === "string") at += page.write(piece, at, "latin1");
      else {
        page.set(piece, at);
        at += piece.length;
      }
    }
    return at + page.write(page[at - 1] === lineFeed ? finalDot : finalDotAfterLine, at, "latin1");
  }
}

function writePieces(socket: Duplex, { head, body }: Pick<Message, "head" | "body">, written: Written): void {
  socket.cork();
  // As bytes like the rest: a mixture of text and bytes takes longer.
  socket.write(Buffer.from(`${withDotsDoubled(head)}\r\n\r\n`, "latin1"));
  let last = lineFeed;
  for (const segment of body) {
    const piece = segmentWithDots(segment);
    socket.write(typeof piece === "string" ? Buffer.from(piece, "latin1") : piece);
    if (segment.length > 0) last = lastByte(segment);
  }
  socket.write(Buffer.from(last === lineFeed ? finalDot : finalDotAfterLine), written);
  socket.uncork();
}

function lastByte(segment: Segment): number {
  return typeof segment === "string" ? segment.charCodeAt(segment.length - 1) : segment[segment.length - 1]!;
}

/**
 * Writes a message as one last chunk (RFC 3030), byte for byte as it is.
 * @param before commands that go ahead of it in the same packet
 * @param written called when the system has taken the last byte, or with an error
 */
export function writeAsChunk(
  socket: Duplex,
  before: string,
  { head, body, size }: Pick<Message, "head" | "body" | "size">,
  written: Written,
): void {
  socket.cork();
  socket.write(`${before}BDAT ${size} LAST\r\n`);
  const last = body.length - 1;
  socket.write(`${head}\r\n\r\n`, "latin1", last < 0 ? written : undefined);
  for (const [i, segment] of body.entries()) socket.write(segment, "latin1", i === last ? written : undefined);
  socket.uncork();
}

/** Segments shared by all readers are searched once. */
const searched = new WeakMap<Buffer, Buffer>();
const worthKeeping = 512;

/** A segment begins a line. */
function segmentWithDots(segment: Segment): Segment {
  if (typeof segment === "string") return withDotsDoubled(segment);
  if (segment.length <= worthKeeping) return doubledIn(segment);
  let known = searched.get(segment);
  if (!known) searched.set(segment, (known = doubledIn(segment)));
  return known;
}

function doubledIn(segment: Buffer): Buffer {
  const needsIt = segment[0] === dot || segment.includes("\n.");
  return needsIt ? Buffer.from(withDotsDoubled(segment.toString("latin1")), "latin1") : segment;
}

function withDotsDoubled(lines: string): string {
  return lines.startsWith(".") || lines.includes("\n.") ? lines.replace(/(^|\n)\./g, "$1..") : lines;
}
