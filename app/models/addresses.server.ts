import { domainToASCII } from "node:url";

/** `email`: the address to write to; `key`: the form to compare, so that `A@X.org` and `a@x.ORG` are one subscriber. */
export type Address = { email: string; key: string };

/** A fault of an address; `parts`: it is not a name, one @ and a domain. */
export type AddressFault = {
  error: "missing" | "too-long" | "parts" | "letters" | "sign" | "long-name" | "domain" | "long-address";
};

/**
 * The address policy (E-07, E-08): one ASCII local part, as typed; the domain as lower-case A-labels (UTS-46).
 * nodemailer checks nothing, so an accepted address goes to the server as it is.
 * @returns the address, or the first of its faults
 */
export function parseAddress(typed: string): Address | AddressFault {
  const fault = (error: AddressFault["error"]): AddressFault => ({ error });
  if (typed.length > 1000) return fault("too-long");
  const trimmed = typed.trim();
  const text = /^[!-~]*$/.test(trimmed) ? trimmed : trimmed.normalize("NFC");
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const typedDomain = text.slice(at + 1);
  if (text === "") return fault("missing");
  if (at < 1 || typedDomain === "" || local.includes("@")) return fault("parts");
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[^\x00-\x7f]/.test(local)) return fault("letters");
  if (!/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i.test(local) || /%[0-9a-f]{2}/i.test(local))
    return fault("sign");
  if (local.length > 64) return fault("long-name");
  const domain = asciiDomain(typedDomain);
  if (!isMailDomain(domain)) return fault("domain");
  if (local.length + 1 + domain.length > 254) return fault("long-address");
  const email = `${local}@${domain}`;
  return { email, key: email.toLowerCase() };
}

/** A sender as operators write it; `name` is empty when there is none. */
type Mailbox = Address & { name: string };

/**
 * Parses one mailbox (RFC 5322 3.4): `a@b.org`, `<a@b.org>`, `Name <a@b.org>`, `"Name, with signs" <a@b.org>`. Several
 * mailboxes are refused, and so is a name with an address in it: inboxes would show a false sender (H-21).
 */
export function parseMailbox(typed: string): Mailbox | AddressFault | { error: "not-one" } {
  const text = typed.trim();
  const [, quoted, plain, within] = /^(?:"((?:[^"\\]|\\.)*)"|([^"<>@]*?))\s*<([^<>]*)>$/.exec(text) ?? [];
  const name = (quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "").trim();
  if (within === undefined && /[<>,;\s]/.test(text)) return { error: "not-one" };
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text) || name.includes("@")) return { error: "not-one" };
  const address = parseAddress(within ?? text);
  return "error" in address ? address : { ...address, name };
}

/** Domains of plain letters, which UTS-46 only writes in lower case; a last label of digits and letters may be a number. */
const plainDomain = /^(?:[a-z0-9-]+\.)+[a-z]+$/i;

function asciiDomain(typed: string): string {
  if (plainDomain.test(typed) && !/xn--/i.test(typed)) return typed.toLowerCase();
  return /^[\p{L}\p{M}\p{N}.\-\u3002]+$/u.test(typed) ? domainToASCII(typed) : "";
}

function isMailDomain(domain: string): boolean {
  const labels = domain.split(".");
  return (
    domain.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1)!) &&
    !["localhost", "invalid", "local"].includes(labels.at(-1)!)
  );
}

/** `an•••@example.org`: its owner recognises it, others cannot guess it. */
export function maskAddress(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  return `${local.slice(0, Math.min(2, local.length - 1))}•••@${domain}`;
}

/** Splits addresses as people type several: at commas, semicolons and line ends. */
export function splitAddresses(typed: string): string[] {
  return typed
    .split(/[\n\r,;]+/)
    .map((one) => one.trim())
    .filter(Boolean);
}
