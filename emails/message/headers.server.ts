import { encodeWord, encodeWords } from "nodemailer/lib/mime-funcs";
import { singleLine } from "#emails/render/markup.server.ts";
import { checkedAddress, cleanName } from "./markers.server.ts";

/** RFC 5322 and H-32: the longest Subject as sent. */
const longestSubject = 998 - "Subject: ".length;

/**
 * Returns a subject as sent: one line, encoded where needed, so that it arrives as it was written (E-04, E-06).
 * @throws when nothing visible is left of it, or it is longer than 998 octets encoded (H-32)
 */
export function subjectHeader(subject: string): string {
  const fault = subjectFault(subject);
  if (fault) throw new Error(fault);
  return encodeSubject(subject);
}

/** Returns an error text for the editor, or null (STANDARDS 8, no. 19). */
export function subjectFault(subject: string): string | null {
  if (/[\p{Cc}\u2028\u2029]/u.test(subject)) return "A subject is one line without control characters.";
  if (/\p{Surrogate}/u.test(subject)) return "The subject has half a character in it: type it again.";
  if (singleLine(subject).replace(/\p{Cf}/gu, "") === "") return "A subject is needed.";
  return encodeSubject(subject).length > longestSubject ? "The subject is too long for a mail header." : null;
}

/**
 * nodemailer does not encode a text that looks like an encoded word, and mail programs would decode it; so it is
 * encoded here.
 */
function encodeSubject(subject: string): string {
  const words = singleLine(subject);
  return words.includes("=?") ? encodeWord(words, "Q", 52) : encodeWords(words, "Q", 52, true);
}

/**
 * Returns name and address as separate fields for nodemailer, so that no name adds an address (STANDARDS 8, no. 20).
 * @throws when the address is not one bare address (E-07)
 */
export function mailbox(name: string, address: string): { name: string; address: string } {
  // Some programs decode an encoded word even within a quoted name.
  const clean = cleanName(name);
  return { name: clean.includes("=?") ? clean.replaceAll("=?", "= ?") : clean, address: checkedAddress(address) };
}

/** A list as its headers name it: the domain is that of `appUrl`, or on this machine that of `fromAddress` (H-21). */
export type ListIdentity = { slug: string; name: string; appUrl: string; fromAddress: string };

/**
 * `"Weekly" <weekly.briefing.example.org>`: constant as long as the slug is, whatever the list's name (RFC 2919, H-21).
 */
export function listId(list: ListIdentity): string {
  const id = `${list.slug.toLowerCase().replace(/[^a-z0-9-]+/g, "-")}.${listDomain(list)}`;
  const name = cleanName(list.name).replaceAll("=?", "= ?");
  const phrase = /^[\x20-\x7e]*$/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : encodeWord(name, "Q", 52);
  return name ? `${phrase} <${id}>` : `<${id}>`;
}

function listDomain({ appUrl, fromAddress }: ListIdentity): string {
  const host = new URL(appUrl).hostname;
  const isDomain = host.includes(".") && !/^[\d.]+$|^\[|\.localhost$/.test(host);
  return isDomain ? host : checkedAddress(fromAddress).split("@")[1]!.toLowerCase();
}

/** `number:list:kind:sender`: none of it identifies a reader (H-23). */
export function feedbackId(number: number, list: ListIdentity, kind: "issue" | "digest" = "issue"): string {
  const sender = listDomain(list)
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 15)
    .padEnd(5, "0");
  return `${number}:${list.slug.toLowerCase().replace(/[^a-z0-9-]+/g, "-")}:${kind}:${sender}`;
}
