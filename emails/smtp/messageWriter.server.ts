import type { Duplex } from "node:stream";
import type { Message } from "#emails/message/message.server.ts";
import type { Segment } from "#emails/message/segments.server.ts";

type Written = (error?: Error | null) => void;

const finalDot = Buffer.from(".\r\n");
const finalDotAfterLine = Buffer.from("\r\n.\r\n");
const lineFeed = 0x0a;
const dot = 0x2e;

/**
 * Writes a message as DATA wants it, dots doubled, final dot last (RFC 5321 4.5.2), in one call to the system.
 * Shared segments are not copied, so that a slow server costs no memory.
 * @param written called when the system has taken the final dot, or with an error
 */
export function writeWithDots(socket: Duplex, { head, body }: Pick<Message, "head" | "body">, written: Written): void {
  socket.cork();
  // As bytes like the rest: a mixture of text and bytes takes longer.
  socket.write(Buffer.from(`${withDotsDoubled(head)}\r\n\r\n`, "latin1"));
  let last = lineFeed;
  for (const segment of body) {
    socket.write(segmentWithDots(segment));
    if (segment.length > 0) last = segment[segment.length - 1]!;
  }
  socket.write(last === lineFeed ? finalDot : finalDotAfterLine, written);
  socket.uncork();
}

/**
 * Writes a message as one last chunk (RFC 3030), byte for byte as it is.
 * @param before commands that go ahead of it in the same packet
 * @param written called when the system has taken the last byte, or with an error
 */
export function writeAsChunk(
  socket: Duplex,
  before: string,
  { head, body }: Pick<Message, "head" | "body">,
  written: Written,
): void {
  const size = body.reduce((sum, segment) => sum + segment.length, head.length + 4);
  socket.cork();
  socket.write(`${before}BDAT ${size} LAST\r\n`);
  const last = body.length - 1;
  socket.write(`${head}\r\n\r\n`, "latin1", last < 0 ? written : undefined);
  for (let i = 0; i <= last; i += 1) socket.write(body[i]!, i === last ? written : undefined);
  socket.uncork();
}

/** Segments shared by all readers are searched once. */
const searched = new WeakMap<Segment, Buffer>();
const worthKeeping = 512;

function segmentWithDots(segment: Segment): Buffer {
  if (segment.length <= worthKeeping) return doubledIn(segment);
  let known = searched.get(segment);
  if (!known) searched.set(segment, (known = doubledIn(segment)));
  return known;
}

/** A segment begins a line. */
function doubledIn(segment: Segment): Buffer {
  const needsIt = segment[0] === dot || segment.includes("\n.");
  return needsIt ? Buffer.from(withDotsDoubled(segment.toString("latin1")), "latin1") : segment;
}

function withDotsDoubled(lines: string): string {
  return lines.startsWith(".") || lines.includes("\n.") ? lines.replace(/(^|\n)\./g, "$1..") : lines;
}
