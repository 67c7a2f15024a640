import { domainToASCII } from "node:url";
import { messagesIn } from "#app/i18n/messages.ts";

/** `email`: the address to write to; `key`: the form to compare, so that `A@X.org` and `a@x.ORG` are one subscriber. */
export type Address = { email: string; key: string };

/**
 * The address policy (E-07, E-08): one ASCII local part, as typed; the domain as lower-case A-labels (UTS-46).
 * nodemailer checks nothing, so an accepted address goes to the server as it is.
 * @param language of the error text
 * @returns the address, or an error text for the person who typed it
 */
export function parseAddress(typed: string, language = "en"): Address | { error: string } {
  const fault = (key: Fault) => ({ error: messagesIn(language)(`errors.address.${key}`) });
  if (typed.length > 1000) return fault("tooLong");
  const text = typed.trim().normalize("NFC");
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const typedDomain = text.slice(at + 1);
  if (text === "") return fault("missing");
  if (at < 1 || typedDomain === "" || local.includes("@")) return fault("parts");
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[^\x00-\x7f]/.test(local)) return fault("letters");
  if (!/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i.test(local) || /%[0-9a-f]{2}/i.test(local))
    return fault("sign");
  if (local.length > 64) return fault("longName");
  const domain = /^[\p{L}\p{M}\p{N}.\-\u3002]+$/u.test(typedDomain) ? domainToASCII(typedDomain) : "";
  if (!isMailDomain(domain)) return fault("domain");
  if (local.length + 1 + domain.length > 254) return fault("longAddress");
  const email = `${local}@${domain}`;
  return { email, key: email.toLowerCase() };
}

/** A sender as operators write it; `name` is empty when there is none. */
type Mailbox = Address & { name: string };

/**
 * Parses one mailbox (RFC 5322 3.4): `a@b.org`, `<a@b.org>`, `Name <a@b.org>`, `"Name, with signs" <a@b.org>`. Several
 * mailboxes are refused, and so is a name with an address in it: inboxes would show a false sender (H-21).
 */
export function parseMailbox(typed: string): Mailbox | { error: string } {
  const text = typed.trim();
  const [, quoted, plain, within] = /^(?:"((?:[^"\\]|\\.)*)"|([^"<>@]*?))\s*<([^<>]*)>$/.exec(text) ?? [];
  const name = (quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "").trim();
  if (within === undefined && /[<>,;\s]/.test(text)) return { error: oneMailbox };
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text) || name.includes("@")) return { error: oneMailbox };
  const address = parseAddress(within ?? text);
  return "error" in address ? address : { ...address, name };
}

const oneMailbox = "Give one address, alone or with a name: The Briefing <weekly@example.org>.";

type Fault = "missing" | "tooLong" | "parts" | "letters" | "sign" | "longName" | "domain" | "longAddress";

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
