import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { second } from "#app/models/durations.ts";
import type { WebhookRequest } from "./provider.server.ts";

/** Compares in a time that tells nothing, whatever the lengths are. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** True when one of the secrets fits; every one is tried, so that the time does not tell which. */
export function fitsAny(secrets: string[], fits: (secret: string) => boolean): boolean {
  return secrets.map(fits).includes(true);
}

/** True for HMAC-SHA-256 of a text or of bytes, by one of the keys. */
export function hasMac(
  given: string,
  keys: (string | Buffer)[],
  message: string | Buffer,
  encoding: "hex" | "base64",
): boolean {
  return keys.map((key) => isSame(given, createHmac("sha256", key).update(message).digest(encoding))).includes(true);
}

/** True when `Authorization` has one of the secrets: as the password of any user (RFC 7617), or as a bearer's token. */
export function hasPassword({ headers }: WebhookRequest, secrets: string[]): boolean {
  const [, scheme = "", value = ""] = /^(basic|bearer) +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  const given =
    scheme.toLowerCase() === "basic"
      ? Buffer.from(value, "base64")
          .toString("utf8")
          .replace(/^[^:]*:/, "")
      : value;
  return fitsAny(secrets, (secret) => isSame(given, secret));
}

/**
 * True for a time of signing near enough to our clock's.
 * @param at milliseconds
 * @param window milliseconds that a request may be old; a clock may be five minutes ahead
 */
export function isFresh(at: number | null, now: number, window: number): boolean {
  return at !== null && at > now - window && at < now + 300 * second;
}

/** A name for an event whose service gives it none: the same bytes have the same. */
export function eventName(...parts: (string | Buffer | null)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part ?? "").update("\0");
  return hash.digest("hex").slice(0, 40);
}
