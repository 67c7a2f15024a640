import { createHash, sign, verify, type Hash, type KeyObject } from "node:crypto";
import { promisify } from "node:util";

/** A private RSA key, and the name of its record at `selector._domainkey.domain`. */
export type DkimKey = { domain: string; selector: string; privateKey: KeyObject };

/** The header fields that a signature covers, where present (D-02, H-04, H-23). */
const signedNames = [
  ...["from", "sender", "reply-to", "subject", "date", "message-id", "to", "cc"],
  ...["mime-version", "content-type", "content-transfer-encoding"],
  ...["list-id", "list-help", "list-unsubscribe", "list-unsubscribe-post", "list-archive"],
  ...["feedback-id", "cfbl-address", "cfbl-feedback-id", "auto-submitted"],
];

/**
 * Relaxed canonicalisation (RFC 6376 3.4.4) of whole lines of a body. It works line by line, so that a body can be
 * given in pieces; `bodyHash` handles the body's end.
 */
export function relaxBody(lines: string): string {
  const relaxed = lines.replace(/[ \t]{2,}|\t/g, " ").replaceAll(" \r\n", "\r\n");
  return relaxed.endsWith(" ") ? relaxed.slice(0, -1) : relaxed;
}

/** The hash of a relaxed body, given in pieces. */
type BodyHash = {
  update(relaxed: string | Buffer): void;
  /** Returns a hash that continues from here, so that the common beginning of all messages is hashed once. */
  copy(): BodyHash;
  /** Returns the value of `bh=`. Nothing can be added afterwards. */
  digest(): string;
};

/**
 * Begins the hash of a body. Empty lines are held back until another line follows, because those at the end do not
 * count.
 */
export function bodyHash(): BodyHash {
  return continueHash(createHash("sha256"), 0, true);
}

function continueHash(hash: Hash, emptyLines: number, isEmpty: boolean): BodyHash {
  return {
    update(relaxed) {
      const bytes = typeof relaxed === "string" ? Buffer.from(relaxed, "latin1") : relaxed;
      const end = endOfText(bytes);
      if (end > 0) {
        if (emptyLines > 0) hash.update("\r\n".repeat(emptyLines));
        hash.update(end < bytes.length ? bytes.subarray(0, end) : bytes);
        [emptyLines, isEmpty] = [0, false];
      }
      emptyLines += (bytes.length - end) / 2;
    },
    copy: () => continueHash(hash.copy(), emptyLines, isEmpty),
    digest: () => (isEmpty ? hash : hash.update("\r\n")).digest("base64"),
  };
}

function endOfText(bytes: Buffer): number {
  let end = bytes.length;
  while (end >= 2 && bytes[end - 1] === 10 && bytes[end - 2] === 13) end -= 2;
  return end;
}

const signLater = promisify(sign);

/**
 * Signs a message with rsa-sha256, relaxed/relaxed, on a thread of its own. The same message gives the same bytes.
 * @param head the header block as sent, without the empty line
 * @param bodyHash the result of `bodyHash().digest()`
 * @returns the field `DKIM-Signature`, folded, without a final CRLF, to be put before the head
 */
export async function signatureHeader(key: DkimKey, head: string, bodyHash: string): Promise<string> {
  const covered = coveredFields(head);
  const { before, after, relaxed } = frameOf(key, covered);
  const own = `${relaxed.before}${bodyHash}${relaxed.after}`;
  // With a callback Node signs on libuv's pool; nodemailer signs on the main thread, which blocks everything else
  // (D-09).
  const signature = await signLater("sha256", signedBytes(covered, own), key.privateKey);
  return `${before}${bodyHash}${after}${signature
    .toString("base64")
    .match(/^.{1,73}|.{1,75}/g)!
    .join("\r\n ")}`;
}

/** True when a field of `signatureHeader` for this head verifies with the public key. */
export function isSignedWith(publicKey: KeyObject, field: string, head: string): boolean {
  const value = field.indexOf("\r\n b=") + "\r\n b=".length;
  const signature = Buffer.from(field.slice(value), "base64");
  return verify("sha256", signedBytes(coveredFields(head), relaxField(field.slice(0, value))), publicKey, signature);
}

/**
 * Returns the relaxed fields that the signature covers, in the order of `h=`: of several with one name, the last comes
 * first.
 */
function coveredFields(head: string): string[] {
  const fields = head.split(/\r\n(?![ \t])/).map(relaxedAt);
  const covered: string[] = [];
  for (const name of signedNames)
    for (let i = fields.length - 1; i >= 0; i -= 1) if (fields[i]!.name === name) covered.push(fields[i]!.relaxed);
  return covered;
}

type Relaxed = { field: string; relaxed: string; name: string };

/** The fields of the last head, by their places: all but four are the same for every reader of an edition. */
const lastFields: Relaxed[] = [];

function relaxedAt(field: string, place: number): Relaxed {
  const last = lastFields[place];
  if (last?.field === field) return last;
  const relaxed = relaxField(field);
  return (lastFields[place] = { field, relaxed, name: relaxed.slice(0, relaxed.indexOf(":")) });
}

function relaxField(field: string): string {
  const colon = field.indexOf(":");
  const value = field.slice(colon + 1).replace(/(?:\r\n|[ \t])+/g, " ");
  const from = value.startsWith(" ") ? 1 : 0;
  const to = value.length > from && value.endsWith(" ") ? -1 : undefined;
  return `${field.slice(0, colon).trimEnd().toLowerCase()}:${value.slice(from, to)}`;
}

/** A field up to the `b=` of its signature, around the body's hash; as sent, and relaxed. */
type Frame = { before: string; after: string; relaxed: { before: string; after: string } };

/** Framing again for each message would take a fifth of what the message takes. */
let lastFrame: { key: string; frame: Frame } | null = null;

function frameOf({ domain, selector }: DkimKey, covered: string[]): Frame {
  // One From more than present, so that none can be added (D-05).
  const names = ["from", ...covered.map((field) => field.slice(0, field.indexOf(":")))].join(":");
  const key = `${domain} ${selector} ${names}`;
  if (lastFrame?.key === key) return lastFrame.frame;
  const list = ` h=${names};`.match(/[^:]+[:;]/g)!;
  const tags = [" v=1;", " a=rsa-sha256;", " c=relaxed/relaxed;", ` d=${domain};`, ` s=${selector};`];
  // Every hash has the same length, so that the folds are in the same places.
  const hash = "#".repeat(44);
  const field = `${fold(["DKIM-Signature:", ...tags, ...list, ` bh=${hash};`])}\r\n b=`;
  const [before, after] = field.split(hash) as [string, string];
  const [relaxedBefore, relaxedAfter] = relaxField(field).split(hash) as [string, string];
  const frame = { before, after, relaxed: { before: relaxedBefore, after: relaxedAfter } };
  lastFrame = { key, frame };
  return frame;
}

/** Folds lines at 76 characters; a longer piece stays whole. */
function fold(pieces: string[]): string {
  const lines = [""];
  for (const piece of pieces) {
    const line = lines.at(-1)! + piece;
    if (line.length <= 76) lines[lines.length - 1] = line;
    else lines.push(` ${piece.trimStart()}`);
  }
  return lines.join("\r\n");
}

/** @param own the signature's own field, relaxed, up to its `b=` */
function signedBytes(covered: string[], own: string): Buffer {
  return Buffer.from(`${covered.join("\r\n")}\r\n${own}`, "latin1");
}
