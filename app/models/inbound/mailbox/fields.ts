/** The fields of a mail's header that are asked for before anything else of it. */
export const askedFields = [
  ...["Return-Path", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Resent-To"],
  ...["To", "Cc", "From", "Content-Type", "X-Failed-Recipients"],
];

/** HeaderFields of a header by their names in small letters, each with its values on one line (RFC 5322 2.2.3). */
export type HeaderFields = Map<string, string[]>;

/** Reads a header, with any line ends; what is no field is passed over. */
export function headerFieldsIn(header: Buffer): HeaderFields {
  const fields: HeaderFields = new Map();
  const lines = header
    .toString("latin1")
    .replace(/\r\n?/g, "\n")
    .replace(/\n[ \t]+/g, " ")
    .split("\n");
  for (const line of lines) {
    const [, name, value] = /^([!-9;-~]{1,100})[ \t]*:(.*)$/.exec(line) ?? [];
    if (!name) continue;
    const key = name.toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), value!.trim().slice(0, 10_000)]);
  }
  return fields;
}

/** Every address in some fields, in small letters, in the order of the names; at most 100. */
export function headerAddresses(fields: HeaderFields, ...names: string[]): string[] {
  const values = names.flatMap((name) => fields.get(name.toLowerCase()) ?? []);
  const found = values.flatMap((value) => value.match(/[^\s<>,;:"()@]{1,64}@[a-z0-9.-]{1,255}/gi) ?? []);
  return [...new Set(found.map((address) => address.toLowerCase()))].slice(0, 100);
}

/** True for what reads like a report of a mail server, about whatever mail (RFC 3464, RFC 5965), or like its prose. */
export function looksLikeReport(fields: HeaderFields): boolean {
  const type = fields.get("content-type")?.join(" ") ?? "";
  if (/^multipart\/report\b/i.test(type) && /report-type\s*=\s*"?(delivery-status|feedback-report)/i.test(type))
    return true;
  if (fields.has("x-failed-recipients")) return true;
  const from = fields.get("from")?.join(" ") ?? "";
  return /(^|[\s<"])(mailer-daemon|mail-daemon|mdaemon|postmaster)@/i.test(from);
}
