import { timingSafeEqual } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { day } from "./durations.ts";
import { keyedMac } from "./keyedMac.server.ts";
import { mailPurposes, type MailPurpose, type MailReference } from "./mailPurposes.ts";

/** The delivery that a reference names: of an edition, or a mail to one person. */
type Referred = { editionId: number; letterId?: undefined } | { letterId: number; editionId?: undefined };

const kinds = { edition: "e", letter: "l" } as const;
const payloadBytes = 10;
const macBytes = 10;
/** The ten of the 32 bytes of one HMAC that prove each purpose; a probe has an HMAC of its own. */
const proofs: Record<MailPurpose, number> = { bounce: 0, leave: 10, reply: 20, probe: 0 };
/** The last HMAC that was made: the addresses of one message are made one after the other, and share it. */
let last = { secret: "", label: "", id: 0, subscriberId: 0, day: 0, mac: "" };
/** A reference is put together here, without a wait in between. */
const bytes = Buffer.alloc(payloadBytes + macBytes);
const digits = "abcdefghijklmnopqrstuvwxyz234567";
/** Two digits of base32 for each ten bits. */
const pairs = Array.from({ length: 1024 }, (_, i) => digits[i >> 5]! + digits[i & 31]!);
const token = /(?<![a-z2-7])([blrp])([el])([a-z2-7]{32})(?![a-z2-7])/g;

/**
 * Returns the address by which mail about one delivery comes back (VERP, B-01): `LOCAL+TOKEN@HOST`, whose token is good
 * for its purpose alone, for a time, and has 34 small letters and digits (H-11). 80 bits of it are its proof.
 * @param at milliseconds, the Date of the message, the same on every retry
 * @returns null when there is no such mailbox
 */
export function referenceAddress(
  context: Context,
  purpose: MailPurpose,
  about: Referred,
  subscriberId: number,
  at: number,
): string | null {
  const mailbox = context.config[mailPurposes[purpose].mailbox];
  if (mailbox === null) return null;
  return `${mailbox.local}+${referenceToken(context, purpose, about, subscriberId, at)}@${mailbox.domain}`;
}

/** Returns the token of `referenceAddress`, also for places other than an address, like an envelope's id. */
export function referenceToken(
  context: Context,
  purpose: MailPurpose,
  about: Referred,
  subscriberId: number,
  at: number,
): string {
  const kind = about.editionId === undefined ? "letter" : "edition";
  const id = about.editionId ?? about.letterId;
  const sentOn = Math.floor(at / day);
  bytes.writeUInt32BE(id, 0);
  bytes.writeUInt32BE(subscriberId, 4);
  bytes.writeUInt16BE(sentOn, 8);
  const [secret] = context.config.secrets;
  const label = labels[purpose][kind];
  const isLast = id === last.id && subscriberId === last.subscriberId && sentOn === last.day;
  if (!isLast || label !== last.label || secret !== last.secret)
    last = { secret, label, id, subscriberId, day: sentOn, mac: macOf(secret, label, bytes) };
  const proof = proofs[purpose];
  bytes.write(last.mac.slice(proof, proof + macBytes), payloadBytes, macBytes, "latin1");
  return mailPurposes[purpose].letter + kinds[kind] + base32(bytes);
}

/**
 * Finds the reference in an address, in whatever form servers on the way brought it: capitals, BATV, SRS. Only its proof
 * decides, under the current or a former secret, in constant time.
 * @param at milliseconds, when the mail came in: it may be read much later
 * @returns null when it holds none, or a forged one
 */
export function openReference(context: Context, address: string, at = context.clock()): MailReference | null {
  if (address.length > 1000) return null;
  for (const [, letter, kindLetter, text] of address.toLowerCase().matchAll(token)) {
    const [purpose] = (Object.keys(mailPurposes) as MailPurpose[]).filter((one) => mailPurposes[one].letter === letter);
    const kind = kindLetter === kinds.letter ? "letter" : "edition";
    const read = fromBase32(text!);
    const mac = read.subarray(payloadBytes);
    const proof = proofs[purpose!];
    const fits = context.config.secrets.map((secret) => {
      const whole = Buffer.from(macOf(secret, labels[purpose!][kind], read), "latin1");
      return timingSafeEqual(whole.subarray(proof, proof + macBytes), mac);
    });
    if (fits.includes(true)) return opened(purpose!, kind, read, at);
  }
  return null;
}

function opened(purpose: MailPurpose, kind: keyof typeof kinds, read: Buffer, at: number): MailReference {
  const id = read.readUInt32BE(0);
  const sentOn = read.readUInt16BE(8);
  return {
    purpose,
    editionId: kind === "edition" ? id : null,
    letterId: kind === "letter" ? id : null,
    subscriberId: read.readUInt32BE(4),
    day: sentOn,
    isExpired: Math.floor(at / day) - sentOn > mailPurposes[purpose].days,
  };
}

/**
 * True for an address at which mail may come back to us: one of the two mailboxes, with a reference or without, and those
 * that every mail host has (RFC 5321 4.5.1, RFC 2142).
 */
export function isOwnRecipient(context: Context, address: string): boolean {
  const { bounceAddress, replyAddress } = context.config;
  const at = address.lastIndexOf("@");
  const [local, domain] = [address.slice(0, at).toLowerCase(), address.slice(at + 1).toLowerCase()];
  const mailboxes = [bounceAddress, replyAddress].filter((mailbox) => mailbox?.domain === domain);
  if (mailboxes.length === 0) return false;
  if (["postmaster", "abuse", ...mailboxes.map((mailbox) => mailbox!.local)].includes(local)) return true;
  return openReference(context, address) !== null;
}

function macOf(secret: string, label: string, of: Buffer): string {
  return keyedMac(secret, label, payloadBytes, (into, at) => of.copy(into, at, 0, payloadBytes));
}

const ofMail = { edition: "pressrun mail edition\0", letter: "pressrun mail letter\0" };
const ofProbe = { edition: "pressrun mail probe edition\0", letter: "pressrun mail probe letter\0" };
const labels: Record<MailPurpose, Record<keyof typeof kinds, string>> = {
  ...{ bounce: ofMail, leave: ofMail, reply: ofMail },
  probe: ofProbe,
};

/** Five bytes are eight digits (RFC 4648), and no digit has bits to spare. */
function base32(of: Buffer): string {
  let text = "";
  for (let i = 0; i < of.length; i += 5) {
    const high = (of[i]! << 12) | (of[i + 1]! << 4) | (of[i + 2]! >> 4);
    const low = ((of[i + 2]! & 15) << 16) | (of[i + 3]! << 8) | of[i + 4]!;
    text += pairs[high >> 10]! + pairs[high & 1023]! + pairs[low >> 10]! + pairs[low & 1023]!;
  }
  return text;
}

function fromBase32(text: string): Buffer {
  const read = Buffer.alloc((text.length * 5) / 8);
  let [bits, held, at] = [0, 0, 0];
  for (const digit of text) {
    held = ((held << 5) | digits.indexOf(digit)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    read[at] = (held >> bits) & 255;
    at += 1;
  }
  return read;
}
