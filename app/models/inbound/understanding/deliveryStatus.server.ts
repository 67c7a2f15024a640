import { decodeBytes, decodeHeader } from "./decoding.server.ts";

/** Fields of a delivery report, by lower-case name: of all its recipients, and of each (RFC 3464 2.2, 2.3). */
type ReportGroups = { message: ReportFields; recipients: ReportFields[] };

export type ReportFields = Map<string, string>;

/** Recipients of one report that are read. */
const mostRecipients = 100;

const ofRecipient = new Set(["final-recipient", "original-recipient", "action", "status", "diagnostic-code"]);

/**
 * Reads the fields of a delivery report. A group of recipients begins where a field of theirs repeats, whether or not an
 * empty line stands before it; a first group may be about a recipient too.
 * @param bytes lines that end in LF, one character a byte
 */
export function readReportGroups(bytes: string): ReportGroups {
  const message: ReportFields = new Map();
  const recipients: ReportFields[] = [];
  let group: ReportFields = new Map();
  const close = () => {
    const isRecipient = [...group.keys()].some((name) => ofRecipient.has(name));
    if (isRecipient) recipients.push(group);
    else for (const [name, value] of group) if (!message.has(name)) message.set(name, value);
    group = new Map();
  };
  for (const [name, value] of fieldsOf(bytes)) {
    if (name === "" || (name === "final-recipient" && group.has(name))) close();
    if (name !== "" && !group.has(name)) group.set(name, value);
    if (recipients.length >= mostRecipients) break;
  }
  close();
  return { message, recipients: joined(recipients).slice(0, mostRecipients) };
}

/** Every field with its value unfolded; an empty name for an empty line. */
function fieldsOf(bytes: string): [string, string][] {
  const fields: [string, string][] = [];
  for (const line of bytes.slice(0, 400_000).split("\n", 20_000)) {
    const [, name, value] = /^([A-Za-z][\w-]{0,60})[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    const last = fields.at(-1);
    if (name) fields.push([name.toLowerCase(), value!.slice(0, 2_000)]);
    else if (!line.trim()) fields.push(["", ""]);
    // Some writers fold without the white space that says so.
    else if (last && last[0] && last[1].length < 2_000) last[1] += ` ${line.trim()}`;
  }
  return fields.map(([name, value]) => [name, value.includes("=?") ? decodeHeader(value) : decodeBytes(value).trim()]);
}

/** Some writers put an empty line inside of a group: what names no recipient belongs to the group before. */
function joined(groups: ReportFields[]): ReportFields[] {
  const whole: ReportFields[] = [];
  for (const group of groups) {
    const before = whole.at(-1);
    const names = group.has("final-recipient") || group.has("original-recipient");
    const isPart = before && !names && [...group.keys()].every((name) => !before.has(name));
    // Original-Recipient alone opens a group whose rest follows.
    const completes = before && !before.has("final-recipient") && !before.has("action") && group.has("final-recipient");
    if (isPart || (completes && !group.has("original-recipient")))
      for (const [name, value] of group) before.set(name, value);
    else whole.push(group);
  }
  return whole;
}

/**
 * The address of a field like `rfc822; ana@example.org` or `utf-8;…`, without angle brackets and comments, its xtext
 * undone (RFC 3461 4); null when it has none.
 */
export function reportedAddress(field: string | undefined): string | null {
  if (!field) return null;
  const packed = packedAddress(field);
  if (packed) return packed;
  const value = field.includes(";") ? field.slice(field.indexOf(";") + 1) : field;
  const plain = value.replace(/\+([0-9A-F]{2})/g, (whole, hex: string) => xtext(whole, hex));
  const found = /<?\s*("[^"\s]{1,64}"|[^\s<>"(),;:]{1,64})@([^\s<>"(),;:]{1,255})>?/.exec(plain);
  if (found) return `${found[1]}@${found[2]!.replace(/\.$/, "")}`;
  return null;
}

/** Plus signs of addresses stand for themselves: only what RFC 3461 must encode is undone. */
function xtext(whole: string, hex: string): string {
  const character = String.fromCharCode(parseInt(hex, 16));
  return /[+=@\s]/.test(character) ? character : whole;
}

/** `/DDA:RFC-822=ana(a)example.org/` of gateways, and Exchange's `IMCEASMTP-ana+40example+2Eorg`. */
function packedAddress(value: string): string | null {
  const gateway = /RFC-?822=([^/\s;(]{1,64})\(a\)([^/\s;]{1,255})/i.exec(value);
  if (gateway) return `${gateway[1]}@${gateway[2]}`;
  const exchange = /IMCEASMTP-([^\s@]{3,320})/i.exec(value)?.[1];
  const read = exchange?.replace(/[+_]([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return read && /^[^\s@]+@[^\s@]+$/.test(read) ? read : null;
}

/** A diagnostic without its type (`smtp; 550 …`). */
export function reportedDiagnostic(fields: ReportFields): string | null {
  const value = fields.get("diagnostic-code") ?? "";
  const words = value.replace(/^\s*(?:x-?)?[\w-]{1,30}\s*;\s*/i, "").trim();
  return words || null;
}

/** The status code of a group, like `5.1.1`; null when it has none that makes sense. */
export function reportedStatus(fields: ReportFields): string | null {
  return /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(fields.get("status") ?? "")?.[1] ?? null;
}
