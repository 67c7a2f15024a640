import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { dirname } from "node:path";
import { z } from "zod";
import { parseAddress } from "./models/addresses.server.ts";
import {
  isMailProvider,
  mailProviderNames,
  mailProviders,
  webhookVariable,
  type MailProvider,
  type WebhookSecrets,
} from "./models/mailProviders.ts";

/** Checks of single values, so that a typing error is reported before anything starts. */

/** Without SMTP_URL, and unless DEMO is off, an installation is the demo. @param env the environment */
export function isDemo({ DEMO, SMTP_URL }: Record<string, string | undefined>): boolean {
  return DEMO?.trim() === "on" || (DEMO?.trim() !== "off" && !SMTP_URL?.trim());
}

export function isOrigin(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href;
}

/** On this machine a hub may do without TLS, for a trial. */
export function isHub(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && isSecureOrNear(url.href);
}

/** The operator chooses it, also inside their own network; a password in a URL ends up in logs. */
export function isWebhook(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || url.username || url.password) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isOwnNetwork(url.hostname.replace(/^\[|\]$/g, "")));
}

function isOwnNetwork(host: string): boolean {
  if (isIP(host)) return ownNetworks.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
  return !host.includes(".") || /\.(localhost|internal|local|lan|home\.arpa)$/.test(host);
}

/** This machine, and the private networks of RFC 1918, 3927, 4193 and 4291. */
const ownNetworks = new BlockList();
for (const [address, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
] as const)
  ownNetworks.addSubnet(address, bits, "ipv4");
for (const [address, bits] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  ownNetworks.addSubnet(address, bits, "ipv6");

/** One-click unsubscribing needs https (H-02), except on this machine. */
export function isSecureOrNear(url: string): boolean {
  return !/^http:/i.test(url) || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/i.test(url);
}

export function isSmtpUrl(value: string): boolean {
  return /^smtps?:\/\/[^/]/.test(value) && isReadable(value) && new URL(value).hostname !== "";
}

export function isDatabaseUrl(value: string): boolean {
  if (/^file:./.test(value)) return true;
  return /^postgres(ql)?:\/\/./.test(value) && isReadable(value);
}

/** A `#` or `%` in a password that is not percent-encoded changes the rest of the URL. */
function isReadable(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password, pathname, hash } = new URL(value);
  try {
    return hash === "" && [username, password, pathname].every((part) => decodeURIComponent(part) !== null);
  } catch {
    return false;
  }
}

/** An IP address of this machine, or a host name. */
export function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^(?=.{1,253}$)(?!-)[a-z\d-]{1,63}(?<!-)(\.(?!-)[a-z\d-]{1,63}(?<!-))*$/i.test(value);
}

/** A sender's address, a network, or a name that proxy-addr has for networks. */
export function isProxy(value: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(value)) return true;
  const [address = "", bits, ...more] = value.split("/");
  const kind = isIP(address);
  if (kind === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  if (/^\d{1,3}$/.test(bits)) return Number(bits) > 0 && Number(bits) <= (kind === 4 ? 32 : 128);
  return kind === 4 && isNetmask(bits);
}

function isNetmask(value: string): boolean {
  if (isIP(value) !== 4) return false;
  const bits = value.split(".").map((part) => Number(part).toString(2).padStart(8, "0"));
  return /^1+0*$/.test(bits.join(""));
}

/** A place of pictures, as PICTURES names it, and with the keys of a bucket. */
type PicturePlace =
  | { kind: "database" }
  | { kind: "folder"; folder: string }
  | {
      kind: "s3";
      endpoint: string;
      bucket: string;
      prefix: string;
      region: string;
      keyId: string;
      secret: string;
    };

/** The place of new pictures, and those where earlier ones may still be. */
export type PicturePlaces = { now: PicturePlace; former: PicturePlace[] };

/** Reads where pictures lie. @param given the environment @returns `faults`: one sentence each */
export function picturePlaces(given: Record<string, string | undefined>): { places: PicturePlaces; faults: string[] } {
  const keys = { keyId: given.PICTURES_S3_KEY_ID?.trim() ?? "", secret: given.PICTURES_S3_SECRET?.trim() ?? "" };
  const faults: string[] = [];
  const read = (name: string, value: string): PicturePlace => {
    const place = picturePlace(value, keys);
    if (!place)
      faults.push(
        `${name} is database, folder:PATH, or s3://BUCKET/PREFIX?endpoint=https://s3.example.org&region=eu-1`,
      );
    return place ?? { kind: "database" };
  };
  const now = read("PICTURES", given.PICTURES?.trim() ?? "database");
  const former = commaList(given.PICTURES_FORMER ?? "").map((value) => read("PICTURES_FORMER", value));
  if ([now, ...former].some(({ kind }) => kind === "s3") && !(keys.keyId && keys.secret))
    faults.push("PICTURES_S3_KEY_ID and PICTURES_S3_SECRET are missing: an s3:// bucket needs both");
  return { places: { now, former }, faults };
}

function picturePlace(value: string, keys: { keyId: string; secret: string }): PicturePlace | null {
  if (value === "database") return { kind: "database" };
  const [, folder] = /^folder:(.+)$/.exec(value) ?? [];
  if (folder) return { kind: "folder", folder };
  const bucketUrl = /^s3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d])(\/[\w./-]*)?(?:\?(.*))?$/;
  const [, bucket, path = "", query = ""] = bucketUrl.exec(value) ?? [];
  if (!bucket) return null;
  const given = new URLSearchParams(query);
  if ([...given.keys()].some((key) => key !== "endpoint" && key !== "region")) return null;
  const region = given.get("region") ?? "us-east-1";
  const endpoint = given.get("endpoint") ?? `https://s3.${region}.amazonaws.com`;
  if (!/^[\w-]{1,40}$/.test(region) || !isOrigin(endpoint) || path.split("/").includes("..")) return null;
  const prefix = path.split("/").filter(Boolean).join("/");
  return { kind: "s3", endpoint: new URL(endpoint).origin, bucket, prefix: prefix && `${prefix}/`, region, ...keys };
}

/** Splits a list at its commas. */
export function commaList(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** A mailbox that takes mail for `LOCAL+ANYTHING@DOMAIN` too. */
export type TaggedMailbox = { local: string; domain: string };

/** The longest name of such a mailbox: with a plus sign and a reference of 34 letters it has 64 octets (RFC 5321 4.5.3.1.1). */
const longestTagged = 29;

/** An optional address that has room for `+REFERENCE`, read in small letters, because servers fold them. */
export function tagged(name: string, example: string) {
  const words = `${name} is one mail address like ${example}: before the @ at most ${longestTagged} letters, digits, dots and hyphens, and no +, because a reference goes there`;
  return z
    .string()
    .transform((value, ctx): TaggedMailbox => {
      const address = parseAddress(value);
      const [local = "", domain = ""] = "key" in address ? address.key.split("@") : [];
      if (local.length <= longestTagged && /^[a-z0-9.-]+$/.test(local)) return { local, domain };
      ctx.addIssue(words);
      return z.NEVER;
    })
    .optional();
}

/** The demo makes its secret once, so that links in its mails survive a restart. */
export function secretOfThisInstallation(path = "data/secret"): string {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(32).toString("hex"), { mode: 0o600 });
  }
  return readFileSync(path, "utf8").trim();
}

/** Parses a key written in one line: with line breaks as \n, or as base64. */
export function toPem(value: string): string {
  const text = value.replaceAll("\\n", "\n").trim();
  return text.startsWith("-----") ? text : Buffer.from(text, "base64").toString("latin1").trim();
}

/** A folder of a mailbox at somebody's IMAP server. `upgrade`: STARTTLS, without which nothing is said. */
type MailboxPlace = {
  host: string;
  port: number;
  tls: "from-start" | "upgrade" | "none";
  user: string;
  password: string;
  folder: string;
};

/**
 * The ways by which we hear what became of mail, beside our own SMTP server. `provider`: the mail service that is to hand our
 * reference back.
 */
export type InboundWays = {
  provider: MailProvider | null;
  webhooks: WebhookSecrets;
  mailbox: MailboxPlace | null;
  /** The name by which our own mail server signs its checks of senders (RFC 8601), small; null: it does none. */
  authserv: string | null;
};

/** Reads them. @param given the environment @returns `faults`: one sentence each, without a secret */
export function inboundWays(given: Record<string, string | undefined>): { ways: InboundWays; faults: string[] } {
  const { secrets: webhooks, faults } = webhookSecrets(given);
  const named = given.MAIL_PROVIDER?.trim().toLowerCase() ?? "";
  const provider = isMailProvider(named) ? named : null;
  if (named && !provider) faults.push(`MAIL_PROVIDER is one of ${mailProviderNames.join(", ")}`);
  const mailbox = given.MAILBOX_URL ? mailboxPlace(given.MAILBOX_URL.trim()) : null;
  if (given.MAILBOX_URL && !mailbox)
    faults.push(
      "MAILBOX_URL is imaps://user:password@host/FOLDER, or imap:// for TLS by STARTTLS, with signs like # @ and % in user and password percent-encoded",
    );
  const authserv = given.AUTHSERV_ID?.trim().toLowerCase() || null;
  if (authserv !== null && !/^[a-z0-9.-]{1,253}$/.test(authserv))
    faults.push("AUTHSERV_ID is the name in your mail server's Authentication-Results, like mx.example.org");
  return { ways: { provider, webhooks, mailbox, authserv }, faults };
}

/** Reads the secrets of all webhooks. @param given the environment @returns `faults`: one sentence each, without a secret */
function webhookSecrets(given: Record<string, string | undefined>): {
  secrets: WebhookSecrets;
  faults: string[];
} {
  const secrets: WebhookSecrets = {};
  const faults: string[] = [];
  for (const provider of mailProviderNames) {
    const [first, ...former] = (given[webhookVariable(provider)] ?? "")
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean);
    const { like, words } = mailProviders[provider].secret;
    if (first !== undefined && [first, ...former].every((one) => like.test(one)))
      secrets[provider] = [first, ...former];
    else if (first !== undefined)
      faults.push(`${webhookVariable(provider)} is ${words}; several are separated by commas, the current one first`);
  }
  for (const name of Object.keys(given)) {
    const provider = /^WEBHOOK_([A-Z]+)_/.exec(name)?.[1]?.toLowerCase() ?? "";
    if (isMailProvider(provider) && name !== webhookVariable(provider))
      faults.push(`${name} is no variable of ours: ${mailProviders[provider].title}’s is ${webhookVariable(provider)}`);
  }
  return { secrets, faults };
}

/** Without TLS a password goes nowhere but to this machine itself. */
function mailboxPlace(value: string): MailboxPlace | null {
  if (!/^imaps?:\/\/[^/]/.test(value) || !isReadable(value)) return null;
  const { protocol, hostname, port, username, password, pathname, search } = new URL(value);
  if (!username || !password || !hostname || search) return null;
  const isSecure = protocol === "imaps:";
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (isSecure ? 993 : 143),
    tls: isSecure ? "from-start" : isHere ? "none" : "upgrade",
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    folder: decodeURIComponent(pathname).replace(/^\//, "") || "INBOX",
  };
}
