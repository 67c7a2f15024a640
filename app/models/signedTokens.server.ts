import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { keyedMac } from "./keyedMac.server.ts";

/** The purpose of a token, which opens nothing else (H-11). */
type TokenPurpose =
  | "unsubscribe"
  | "confirm"
  | "form"
  | "reader"
  | "fresh reader"
  | "address"
  | "known browser"
  | "draft"
  | "test mail"
  | "answers"
  | "passkey sign-in"
  | "passkey to add";

/** The beginning of what each purpose signs. */
const labels: Record<TokenPurpose, string> = {
  unsubscribe: "pressrun unsubscribe\0",
  confirm: "pressrun confirm\0",
  form: "pressrun form\0",
  reader: "pressrun reader\0",
  "fresh reader": "pressrun fresh reader\0",
  address: "pressrun address\0",
  "known browser": "pressrun known browser\0",
  draft: "pressrun draft\0",
  "test mail": "pressrun test mail\0",
  answers: "pressrun answers\0",
  "passkey sign-in": "pressrun passkey sign-in\0",
  "passkey to add": "pressrun passkey to add\0",
};

const numberBytes = 6;
const macBytes = 16;
/** A token is put together here, without a wait in between. */
const tokenBytes = Buffer.alloc(5 * numberBytes + macBytes);

/**
 * Signs whole numbers (ids, a time) into a URL-safe token: 128-bit HMAC-SHA-256 over purpose and numbers.
 * @returns 38 characters for two numbers, 46 for three
 */
export function signToken(context: Context, purpose: TokenPurpose, numbers: number[]): string {
  const length = numbers.length * numberBytes;
  const mac = macOf(context.config.secrets[0], purpose, length, (into, at) => {
    for (const [i, value] of numbers.entries()) into.writeUIntBE(value, at + i * numberBytes, numberBytes);
    if (length > tokenBytes.length - macBytes) throw new Error("a token has five numbers at most");
    into.copy(tokenBytes, 0, at);
  });
  tokenBytes.write(mac, length, macBytes, "latin1");
  return tokenBytes.toString("base64url", 0, length + macBytes);
}

/**
 * Verifies a token of `signToken`, under the current or a former secret (H-13). Characters that a mail client appended
 * (`)`, `.`, `=3D`) are cut off, because no token contains them.
 * @returns the numbers, or null for an invalid token
 */
export function openToken(context: Context, purpose: TokenPurpose, token: string): number[] | null {
  const clean = /^[A-Za-z0-9_-]{22,120}/.exec(token)?.[0] ?? "";
  const bytes = Buffer.from(clean, "base64url");
  const payload = bytes.subarray(0, Math.max(0, bytes.length - macBytes));
  const mac = bytes.subarray(payload.length);
  // The last character has unused bits: only the canonical spelling is valid.
  if (bytes.toString("base64url") !== clean || mac.length !== macBytes || payload.length % numberBytes !== 0)
    return null;
  const macs = context.config.secrets.map((secret) =>
    macOf(secret, purpose, payload.length, (into, at) => payload.copy(into, at)),
  );
  const fits = macs.map((one) => timingSafeEqual(Buffer.from(one, "latin1").subarray(0, macBytes), mac));
  if (!fits.includes(true)) return null;
  return Array.from({ length: payload.length / numberBytes }, (_, i) =>
    payload.readUIntBE(i * numberBytes, numberBytes),
  );
}

function macOf(
  secret: string,
  purpose: TokenPurpose,
  length: number,
  write: (into: Buffer, at: number) => void,
): string {
  return keyedMac(secret, labels[purpose], length, write);
}

/** Returns a random reference of 256 bits (sessions, sign-in links); only its hash is stored (S-01). */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Returns the stored form of a random token. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/**
 * Returns keyed hashes for lookups without the plain text (suppressed addresses, rate limits): one for each secret, the
 * current one first.
 */
export function keyedHashes(context: Context, subject: string): [string, ...string[]] {
  const length = Buffer.byteLength(subject);
  const hash = (secret: string) => {
    const mac = keyedMac(secret, "pressrun subject\0", length, (into, at) => into.write(subject, at));
    return Buffer.from(mac, "latin1").toString("hex");
  };
  const [current, ...former] = context.config.secrets;
  return [hash(current), ...former.map(hash)];
}

/** Encrypts text inside a URL that must not reveal it (C-12), like part of a reader's address. */
export function hideText(context: Context, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", hidingKey(context.config.secrets[0]), iv);
  const hidden = [iv, cipher.update(text, "utf8"), cipher.final()];
  return Buffer.concat([...hidden, cipher.getAuthTag()]).toString("base64url");
}

/** @returns the text of `hideText`, or an empty string for anything else */
export function shownText(context: Context, hidden: string): string {
  const bytes = Buffer.from(hidden, "base64url");
  if (bytes.length < 28) return "";
  try {
    const key = hidingKey(context.config.secrets[0]);
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString("utf8");
  } catch {
    return "";
  }
}

function hidingKey(secret: string): Buffer {
  return createHmac("sha256", secret).update("pressrun hidden text").digest();
}
