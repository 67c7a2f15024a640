import type { IncomingMessage } from "node:http";

/**
 * Counts the bytes of a body as they are read, because a chunked body has no Content-Length (RFC 9112 6.1). The listener
 * is added before any reader, and does not start the reading.
 * @param onTooLarge called once, at the first byte too many
 */
export function limitBody(request: IncomingMessage, most: number, onTooLarge: () => void): void {
  // A `data` listener would start the stream, and an empty body would have ended before its reader was there.
  request.pause();
  let bytes = 0;
  request.on("data", function count(chunk: Buffer) {
    bytes += chunk.length;
    if (bytes <= most) return;
    request.off("data", count);
    onTooLarge();
    // The error keeps readers from taking a part for the whole; destroying the request would also end the response.
    request.on("error", () => {}).emit("error", new Error("the body is too large"));
  });
}
