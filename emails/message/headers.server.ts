import { encodeWord, encodeWords } from "nodemailer/lib/mime-funcs";
import { singleLine } from "#emails/render/markup.server.ts";
import { checkedAddress, cleanName } from "./markers.server.ts";

/** RFC 5322 and H-32: the longest a Subject may be on the wire. */
const longestSubject = 998 - "Subject: ".length;

/**
 * A subject as it goes on the wire: one line, encoded when needed, so that it arrives as it was written (E-04, E-06).
 * @throws when nothing visible is left of it, or it is longer than 998 octets encoded (H-32)
 */
export function subjectHeader(subject: string): string {
  const fault = subjectFault(subject);
  if (fault) throw new Error(fault);
  return encodeSubject(subject);
}

/** What is wrong with a subject, in words for the editor, or null (STANDARDS 8, no. 19). */
export function subjectFault(subject: string): string | null {
  if (/[\p{Cc}\u2028\u2029]/u.test(subject)) return "A subject is one line without control characters.";
  if (/\p{Surrogate}/u.test(subject)) return "The subject has half a character in it: type it again.";
  if (singleLine(subject).replace(/\p{Cf}/gu, "") === "") return "A subject is needed.";
  return encodeSubject(subject).length > longestSubject ? "The subject is too long for a mail header." : null;
}

/** nodemailer leaves alone what looks like an encoded word; a reader's program would decode it, so it is encoded first. */
function encodeSubject(subject: string): string {
  const words = singleLine(subject);
  return words.includes("=?") ? encodeWord(words, "Q", 52) : encodeWords(words, "Q", 52, true);
}

/**
 * A name and an address as nodemailer takes them apart from each other, so that no name adds an address (STANDARDS 8, no. 20).
 * @throws when the address is not one bare address (E-07)
 */
export function mailbox(name: string, address: string): { name: string; address: string } {
  // Within a quoted name some programs decode an encoded word all the same.
  return { name: cleanName(name).replaceAll("=?", "= ?"), address: checkedAddress(address) };
}

/** A list as its headers name it: `appUrl` gives the domain, unless it is this machine; then `fromAddress` does (H-21). */
export type ListIdentity = { slug: string; name: string; appUrl: string; fromAddress: string };

/** `"Weekly" <weekly.briefing.example.org>`: stable while the slug is, whatever the list is called (RFC 2919, H-21). */
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

/** `number:list:kind:sender`: nothing in it is one reader's (H-23). */
export function feedbackId(number: number, list: ListIdentity, kind: "issue" | "digest" = "issue"): string {
  const sender = listDomain(list)
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 15)
    .padEnd(5, "0");
  return `${number}:${list.slug.toLowerCase().replace(/[^a-z0-9-]+/g, "-")}:${kind}:${sender}`;
}
