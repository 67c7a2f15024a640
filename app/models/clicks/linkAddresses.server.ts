import { createHmac, timingSafeEqual } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { keyedMac } from "#app/models/keyedMac.server.ts";

/** The link `n` of an edition, and its target as the editor wrote it. */
export type CountedLink = { editionId: number; n: number; target: string };

/** Bytes: the proof of a link, and of a reader. */
const linkProof = 12;
const readerProof = 11;
/** 15 bytes are 20 letters, and no letter has bits to spare. */
const readerBytes = 4 + readerProof;
const readerLetters = 20;
const linkLabel = "pressrun counted link\0";
const readerLabel = "pressrun counted reader\0";
/** The beginnings that a target need not repeat, the longest last; a target on our own site moves with it. */
const beginnings = (context: Context) => ["", "http://", "https://", context.config.appUrl] as const;
const ownSite = 3;

/**
 * Returns the last part of a counted address: proof, edition, number and target, in base64url. It is the same for all readers of
 * the edition, holds for ever, and nobody without the secret makes another (S-11).
 */
export function signLink(context: Context, { editionId, n, target }: CountedLink): string {
  const starts = beginnings(context);
  const kind = starts.findLastIndex((start, i) => target.startsWith(start) && isFit(i, target.slice(start.length)));
  const words = Buffer.from(target.slice(starts[kind]!.length));
  const payload = Buffer.concat([...[editionId, n, kind, words.length].map(asVarint), words]);
  return Buffer.concat([linkMac(context.config.secrets[0], payload), payload]).toString("base64url");
}

/** An address that merely begins like ours is another site’s: `https://ours.example.evil`. */
function isFit(kind: number, rest: string): boolean {
  return kind !== ownSite || rest.startsWith("/");
}

/**
 * Opens the last part of a counted address, under the current or a former secret. Letters that mail programs append come
 * after the target’s end, which its length tells, and are passed over.
 * @returns null for anything that we have not signed
 */
export function openLink(context: Context, part: string): CountedLink | null {
  const letters = /^[A-Za-z0-9_-]{22,}/.exec(part)?.[0] ?? "";
  const bytes = Buffer.from(letters, "base64url");
  const read = readPayload(bytes.subarray(linkProof));
  if (!read) return null;
  const payload = bytes.subarray(linkProof, linkProof + read.length);
  const proof = bytes.subarray(0, linkProof);
  const fits = context.config.secrets.map((secret) => timingSafeEqual(linkMac(secret, payload), proof));
  if (!fits.includes(true)) return null;
  const start = beginnings(context)[read.kind];
  return start === undefined ? null : { editionId: read.editionId, n: read.n, target: start + read.words };
}

function readPayload(bytes: Buffer) {
  const numbers: number[] = [];
  let at = 0;
  while (numbers.length < 4) {
    const read = fromVarint(bytes, at);
    if (!read) return null;
    numbers.push(read.value);
    at = read.end;
  }
  const [editionId, n, kind, length] = numbers as [number, number, number, number];
  if (at + length > bytes.length) return null;
  return { editionId, n, kind, words: bytes.toString("utf8", at, at + length), length: at + length };
}

/** Seven bits a byte, the lowest first; all but the last have the highest bit. */
function asVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

function fromVarint(bytes: Buffer, from: number): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < 5; i += 1) {
    const byte = bytes[from + i];
    if (byte === undefined) return null;
    value += (byte % 128) * 128 ** i;
    if (byte < 128) return { value, end: from + i + 1 };
  }
  return null;
}

/** Not `keyedMac`, which keeps a buffer for each length: these have many, and strangers choose them. */
function linkMac(secret: string, payload: Buffer): Buffer {
  return createHmac("sha256", secret).update(linkLabel).update(payload).digest().subarray(0, linkProof);
}

/** A token is put together here, without a wait in between. */
const token = Buffer.alloc(readerBytes);

/** Names a reader in the counted addresses of one edition: 20 letters of base64url, the same on every retry. */
export function signReader(context: Context, editionId: number, subscriberId: number): string {
  token.writeUInt32BE(subscriberId, 0);
  token.write(readerMac(context.config.secrets[0], editionId, subscriberId), 4, readerProof, "latin1");
  return token.toString("base64url");
}

/** @returns the reader of `signReader`; null for any other edition, or what we have not signed */
export function openCountedReader(context: Context, editionId: number, part: string): number | null {
  if (part.length !== readerLetters || !/^[A-Za-z0-9_-]+$/.test(part)) return null;
  const bytes = Buffer.from(part, "base64url");
  const subscriberId = bytes.readUInt32BE(0);
  const fits = context.config.secrets.map((secret) => {
    const mac = Buffer.from(readerMac(secret, editionId, subscriberId), "latin1").subarray(0, readerProof);
    return timingSafeEqual(mac, bytes.subarray(4));
  });
  return fits.includes(true) ? subscriberId : null;
}

function readerMac(secret: string, editionId: number, subscriberId: number): string {
  return keyedMac(secret, readerLabel, 8, (into, at) => {
    into.writeUInt32BE(editionId, at);
    into.writeUInt32BE(subscriberId, at + 4);
  });
}
