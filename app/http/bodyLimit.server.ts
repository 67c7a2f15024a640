import type { IncomingMessage } from "node:http";

/**
 * Counts a body's bytes as they are read, whatever its header says of them: a body in chunks says nothing (RFC 9112 6.1).
 * The listener is there before anybody reads, and does not begin the reading.
 * @param onTooLarge called once, at the first byte too many
 */
export function limitBody(request: IncomingMessage, most: number, onTooLarge: () => void): void {
  let bytes = 0;
  request.on("data", function count(chunk: Buffer) {
    bytes += chunk.length;
    if (bytes <= most) return;
    request.off("data", count);
    onTooLarge();
    // Whoever reads must not take what came so far for the whole; to destroy the request would end the answer too.
    request.on("error", () => {}).emit("error", new Error("the body is too large"));
  });
  // A `data` listener lets the stream flow; the one who wants the body has not come yet.
  request.pause();
}
