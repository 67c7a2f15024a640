import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { BlockList, isIP } from "node:net";
import { dirname } from "node:path";
import { domainToASCII } from "node:url";
import { z } from "zod";
import { parseAddress, parseMailbox } from "./models/addresses.server.ts";

/** The environment, checked. Times in milliseconds. */
export type Config = {
  port: number;
  host: string;
  /** Origin of every absolute address we print, without a trailing slash (S-03). */
  appUrl: string;
  databaseUrl: string;
  /** `smtp[s]://user:pass@host:port`; in the demo, the local inbox. */
  smtpUrl: string;
  /** Kept-open connections to the SMTP server, in one sender process. */
  smtpConnections: number;
  /** How many messages a connection carries before it is closed and opened anew. */
  smtpMessages: number;
  /** For how long a deferred delivery is tried again. */
  retryFor: number;
  /** Current first, then the former ones (`APP_SECRETS_FORMER`) that links already mailed still carry (H-13). */
  secrets: [string, ...string[]];
  /** The From address of confirmations and other mail that is no issue (H-33). */
  mailFrom: string;
  /** The name beside it; the briefing's where there is none. */
  mailFromName: string | null;
  /**
   * The mailbox that `unsub+TOKEN@…` mails come to, once there is a door that takes mail in (H-19). Until then it changes
   * nothing: no mail offers a way out that leads nowhere.
   */
  unsubscribeMailbox: string | null;
  senderOn: boolean;
  demo: boolean;
  /** Addresses or networks of the proxies whose `X-Forwarded-For` is believed; nobody's by default. */
  trustedProxies: string[];
  /** The WebSub hub that is told of changes, and that feeds name; null: none (W-04). */
  websubHub: string | null;
  /** How operators are told of what happens to a send, beside the desk; `secret` signs what goes to `url`. */
  alerts: { smtpUrl: string | null; url: string | null; secret: string | null };
  /** Where DKIM keys are: one given here goes before those that `npm run dkim` keeps in the folder. */
  dkim: { folder: string; given: { domain: string; selector: string; privateKey: string } | null };
};

/** What an operator must mend before anything starts; `faults` has one sentence each. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The environment has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    );
    this.name = "ConfigError";
  }
}

const onOff = (name: string) => z.enum(["on", "off"], `${name} is on or off`).optional();
const port = z.coerce.number().int().min(0).max(65535);

const environment = z.object({
  PORT: port.default(3000),
  HOST: z.string().optional(),
  APP_URL: z
    .string()
    .refine(
      isOrigin,
      "APP_URL is the site's address, like https://briefing.example.org: http or https, a host, and nothing behind it",
    )
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(file:.|postgres(ql)?:\/\/.)/, "DATABASE_URL is file:PATH or postgres://user:password@host/database")
    .default("file:data/pressrun.db"),
  SMTP_URL: z
    .string()
    .refine(isSmtpUrl, "SMTP_URL is smtp://user:password@host:port, or smtps:// for TLS from the first byte")
    .optional(),
  SMTP_CONNECTIONS: z.coerce
    .number("SMTP_CONNECTIONS is a whole number from 1 to 100")
    .int()
    .min(1)
    .max(100)
    .default(5),
  SMTP_MESSAGES_PER_CONNECTION: z.coerce
    .number("SMTP_MESSAGES_PER_CONNECTION is a whole number from 1 to 100000")
    .int()
    .min(1)
    .max(100_000)
    .default(100),
  RETRY_HOURS: z.coerce.number("RETRY_HOURS is a number of hours from 1 to 120").min(1).max(120).default(24),
  APP_SECRET: z
    .string()
    .min(32, "APP_SECRET has at least 32 characters (make one with: openssl rand -hex 32)")
    .optional(),
  APP_SECRETS_FORMER: z.string().default(""),
  MAIL_FROM: z
    .string()
    .transform((value, ctx) => {
      const mailbox = parseMailbox(value);
      if ("email" in mailbox) return mailbox;
      ctx.addIssue(
        "MAIL_FROM is one mail address, like hello@briefing.example.org or The Briefing <hello@briefing.example.org>",
      );
      return z.NEVER;
    })
    .optional(),
  UNSUBSCRIBE_MAILBOX: z
    .string()
    .refine(
      (value) => "email" in parseAddress(value),
      "UNSUBSCRIBE_MAILBOX is one mail address, like unsub@briefing.example.org",
    )
    .optional(),
  TRUSTED_PROXIES: z.string().default(""),
  WEBSUB_HUB: z.string().refine(isHub, "WEBSUB_HUB is a hub's https address, like https://hub.example.org/").optional(),
  ALERT_SMTP_URL: z
    .string()
    .refine(isSmtpUrl, "ALERT_SMTP_URL is smtp://user:password@host:port, or smtps:// for TLS from the first byte")
    .optional(),
  ALERT_URL: z
    .string()
    .refine(
      isWebhook,
      "ALERT_URL is an https address without a password in it; http only for a host of your own network, like http://10.0.0.5:9000/alerts",
    )
    .optional(),
  ALERT_SECRET: z
    .string()
    .regex(
      /^(whsec_)?[A-Za-z0-9+/]{32,86}={0,2}$/,
      "ALERT_SECRET is 24 to 64 random bytes in base64 (make one with: openssl rand -base64 32)",
    )
    .optional(),
  DKIM_PRIVATE_KEY: z
    .string()
    .transform(toPem)
    .refine(
      (value) => /^-----BEGIN [A-Z ]*PRIVATE KEY-----\s/.test(value),
      "DKIM_PRIVATE_KEY is a private key in PEM form (with \\n for line breaks if need be), or the base64 of that",
    )
    .optional(),
  DKIM_DOMAIN: z
    .string()
    .refine((value) => "email" in parseAddress(`mail@${value}`), "DKIM_DOMAIN is a domain, like example.org")
    .optional(),
  DKIM_SELECTOR: z
    .string()
    .toLowerCase()
    .regex(
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      "DKIM_SELECTOR has letters a to z, digits and hyphens, at most 63 of them",
    )
    .optional(),
  DKIM_FOLDER: z.string().default("data/dkim"),
  SENDER: onOff("SENDER"),
  DEMO: onOff("DEMO"),
});

function isOrigin(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href;
}

/** On this machine a hub may be without TLS, to try it out. */
function isHub(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && isSecureOrNear(url.href);
}

/** Operators choose it, and may have it in their own network; a password in an address ends up in logs. */
function isWebhook(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || url.username || url.password) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isOwnNetwork(url.hostname.replace(/^\[|\]$/g, "")));
}

function isOwnNetwork(host: string): boolean {
  if (isIP(host)) return ownNetworks.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
  return !host.includes(".") || /\.(localhost|internal|local|lan|home\.arpa)$/.test(host);
}

/** This machine, and the networks that RFC 1918, 3927, 4193 and 4291 keep for one's own use. */
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

/** One-click unsubscribing needs https (H-02); on this machine there is nobody to listen in. */
function isSecureOrNear(url: string): boolean {
  return !/^http:/i.test(url) || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/i.test(url);
}

function isSmtpUrl(value: string): boolean {
  return /^smtps?:\/\/[^/]/.test(value) && URL.canParse(value) && new URL(value).hostname !== "";
}

/**
 * Reads the configuration from the environment.
 * Without SMTP_URL (and with DEMO not off) it is the demo's: everything has a default and nothing leaves the machine.
 * @param env the environment; empty values count as absent
 * @throws ConfigError naming every fault at once
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => wordFault(issue, given));
  faults.push(...missingBeside(given, ["DKIM_PRIVATE_KEY", "DKIM_DOMAIN", "DKIM_SELECTOR"]));
  const demo = given.DEMO === "on" || (given.DEMO !== "off" && !given.SMTP_URL);
  if (!demo) {
    for (const [name, what] of Object.entries(neededInProduction))
      if (!given[name]) faults.push(`${name} is missing: ${what}`);
    if (given.APP_URL && !isSecureOrNear(given.APP_URL))
      faults.push("APP_URL begins with https://: mail programs call the unsubscribe address in it, and take no other");
  }
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  const values = parsed.data;
  const appUrl = new URL(values.APP_URL ?? `http://localhost:${values.PORT}`).origin;
  return {
    port: values.PORT,
    host: values.HOST ?? (demo ? "127.0.0.1" : "0.0.0.0"),
    appUrl,
    databaseUrl: values.DATABASE_URL,
    smtpUrl: values.SMTP_URL ?? "smtp://127.0.0.1:1025",
    smtpConnections: values.SMTP_CONNECTIONS,
    smtpMessages: values.SMTP_MESSAGES_PER_CONNECTION,
    retryFor: values.RETRY_HOURS * 60 * 60_000,
    secrets: [values.APP_SECRET ?? secretOfThisInstallation(), ...commaList(values.APP_SECRETS_FORMER)],
    mailFrom: values.MAIL_FROM?.email ?? "hello@robotics-briefing.example",
    mailFromName: values.MAIL_FROM?.name || null,
    unsubscribeMailbox: values.UNSUBSCRIBE_MAILBOX ?? null,
    senderOn: values.SENDER !== "off",
    demo,
    trustedProxies: commaList(values.TRUSTED_PROXIES),
    websubHub: values.WEBSUB_HUB ? new URL(values.WEBSUB_HUB).href : null,
    alerts: {
      smtpUrl: values.ALERT_SMTP_URL ?? null,
      url: values.ALERT_URL ?? null,
      secret: values.ALERT_SECRET ?? null,
    },
    dkim: { folder: values.DKIM_FOLDER, given: givenKey(values) },
  };
}

const neededInProduction = {
  SMTP_URL:
    "the server that takes the mail, like smtp://user:password@mail.example.org:587 (or set DEMO=on to try Pressrun without one)",
  APP_URL: "the site's public address, like https://briefing.example.org",
  APP_SECRET: "at least 32 random characters (make one with: openssl rand -hex 32)",
  MAIL_FROM: "the address that confirmations come from, like hello@briefing.example.org",
};

function wordFault(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = String(issue.path[0]);
  if (issue.message.startsWith(name)) return issue.message;
  // Never echo a secret: only a port is worth repeating.
  return name === "PORT" ? `PORT is a number from 0 to 65535, not "${given.PORT}"` : `${name}: ${issue.message}`;
}

/** Of names that only mean something together, those that are missing beside others. */
function missingBeside(given: Record<string, string | undefined>, names: string[]): string[] {
  const missing = names.filter((name) => !given[name]);
  if (missing.length === names.length) return [];
  return missing.map((name) => `${name} is missing: ${names.join(", ")} go together`);
}

/** A key as it fits into one line: its line breaks written as \n, or the whole of it as base64. */
function toPem(value: string): string {
  const text = value.replaceAll("\\n", "\n").trim();
  return text.startsWith("-----") ? text : Buffer.from(text, "base64").toString("latin1").trim();
}

function givenKey(values: z.output<typeof environment>): Config["dkim"]["given"] {
  const { DKIM_PRIVATE_KEY: privateKey, DKIM_DOMAIN: domain, DKIM_SELECTOR: selector } = values;
  return privateKey && domain && selector ? { domain: domainToASCII(domain), selector, privateKey } : null;
}

function commaList(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

/** The demo makes its secret once, so that links in its mails outlive a restart. */
function secretOfThisInstallation(path = "data/secret"): string {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(32).toString("hex"), { mode: 0o600 });
  }
  return readFileSync(path, "utf8").trim();
}
