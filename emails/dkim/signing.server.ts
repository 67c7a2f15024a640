import type { Message } from "#emails/message/message.server.ts";
import type { Segment } from "#emails/message/segments.server.ts";
import { bodyHash, relaxBody, signatureHeader, type DkimKey } from "./signature.server.ts";

/** Segments shared by all readers are canonicalised once. */
const relaxedPieces = new WeakMap<Buffer, Buffer>();
const worthKeeping = 512;

/**
 * Returns the message with its DKIM signature first (D-01, D-02, H-04); unchanged without a key, because the server may
 * sign.
 */
export async function signed(message: Message, key: DkimKey | null): Promise<Message> {
  if (!key) return message;
  const hash = bodyHash();
  for (const piece of message.body) hash.update(relaxed(piece));
  const field = await signatureHeader(key, message.head, hash.digest());
  return { ...message, head: `${field}\r\n${message.head}`, size: message.size + field.length + 2 };
}

function relaxed(piece: Segment): Buffer {
  if (typeof piece === "string") return Buffer.from(relaxBody(piece), "latin1");
  const known = relaxedPieces.get(piece);
  if (known) return known;
  const written = Buffer.from(relaxBody(piece.toString("latin1")), "latin1");
  if (piece.length > worthKeeping) relaxedPieces.set(piece, written);
  return written;
}
