import { createHash } from "node:crypto";

/** A response of a route without a page. `changedAt`: milliseconds, when known. */
type PublicFile = { body: string | Buffer; type: string; changedAt?: number; headers?: Record<string, string> };

/**
 * Responds with a file, or 304 when the client has it (W-03, RFC 9110 13): a strong ETag of its bytes, and the time of
 * its last change. Without its own Cache-Control it may be a few minutes old.
 */
export function fileResponse(request: Request, { body, type, changedAt, headers = {} }: PublicFile): Response {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const validators = {
    "Cache-Control": "public, max-age=300, stale-while-revalidate=3600",
    ETag: etag,
    ...(changedAt === undefined ? {} : { "Last-Modified": new Date(changedAt).toUTCString() }),
    ...headers,
  };
  if (isKnown(request, etag, changedAt)) return new Response(null, { status: 304, headers: validators });
  const bytes = Buffer.from(body);
  return new Response(new Uint8Array(bytes), { headers: { "Content-Type": type, ...validators } });
}

/** An ETag has precedence over a date; an invalid date is ignored. */
function isKnown(request: Request, etag: string, changedAt: number | undefined): boolean {
  const tags = request.headers.get("if-none-match");
  if (tags !== null)
    return tags.trim() === "*" || tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  const since = Date.parse(request.headers.get("if-modified-since") ?? "");
  return changedAt !== undefined && Math.floor(changedAt / 1000) * 1000 <= since;
}
