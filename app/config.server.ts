import { domainToASCII } from "node:url";
import { z } from "zod";
import { hour } from "#app/models/durations.ts";
import {
  commaList,
  inboundWays,
  isDatabaseUrl,
  isDemo,
  isHost,
  isHub,
  isOrigin,
  isProxy,
  isSecureOrNear,
  isSmtpUrl,
  isWebhook,
  picturePlaces,
  secretOfThisInstallation,
  tagged,
  toPem,
  type InboundWays,
  type PicturePlaces,
  type TaggedMailbox,
} from "./configValues.server.ts";
import { parseAddress, parseMailbox } from "./models/addresses.server.ts";

/** The environment, checked. Times in milliseconds. */
export type Config = {
  port: number;
  host: string;
  /** Origin of every absolute URL, without a trailing slash (S-03). */
  appUrl: string;
  databaseUrl: string;
  /** `smtp[s]://user:pass@host:port`; in the demo, the local inbox. */
  smtpUrl: string;
  /** Connections of one sender process to the SMTP server; `auto`: as many as it can use. */
  smtpConnections: number | "auto";
  /** Messages of one connection, which is then replaced by a new one. */
  smtpMessages: number;
  /** True when a message may go along with its envelope, as BDAT, where the server announces CHUNKING. */
  smtpChunking: boolean;
  /** How long a deferred delivery is retried. */
  retryFor: number;
  /** The current secret first, then former ones (`APP_SECRETS_FORMER`), which links already mailed depend on (H-13). */
  secrets: [string, ...string[]];
  /** The From address of transactional mail (H-33). */
  mailFrom: string;
  /** The name beside it; null for the briefing's. */
  mailFromName: string | null;
  /** Where failures come back to, and leaves by mail: `LOCAL+TOKEN@HOST`. Null: bounces go to the From address. */
  bounceAddress: TaggedMailbox | null;
  /** Where readers answer an issue: `LOCAL+TOKEN@HOST`. Null: the briefing's Reply-To. */
  replyAddress: TaggedMailbox | null;
  inbound: InboundWays;
  senderOn: boolean;
  demo: boolean;
  /** Addresses or networks of proxies whose `X-Forwarded-For` is trusted; none by default. */
  trustedProxies: string[];
  /** The WebSub hub of the feeds; null for none (W-04). */
  websubHub: string | null;
  /** Channels for notices to operators, beside the desk; `secret` signs the requests to `url`. */
  alerts: { smtpUrl: string | null; url: string | null; secret: string | null };
  /** DKIM keys: `given` has precedence over those that `npm run dkim` stores in `folder`. */
  dkim: { folder: string; given: { domain: string; selector: string; privateKey: string } | null };
  pictures: PicturePlaces;
  /** Sentences about variables that are set and have no effect any more. */
  outdated: string[];
};

/** Faults of the environment, one sentence each; nothing starts before they are mended. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The environment has ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    );
    this.name = "ConfigError";
  }
}

const onOff = (name: string) => z.enum(["on", "off"], `${name} is on or off`).optional();

/** Digits alone: `Number` takes 0x50 and 1e3 too. */
function whole(name: string, least: number, most: number) {
  const words = `${name} is a whole number from ${least} to ${most}`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, words)
    .transform(Number)
    .refine((value) => value >= least && value <= most, words);
}

const connectionNumbers = "SMTP_CONNECTIONS is auto, or a whole number from 1 to 100";
const retryHours = "RETRY_HOURS is a number of hours from 1 to 120";
const proxies =
  "TRUSTED_PROXIES has addresses or networks, separated by commas, like 127.0.0.1, 10.0.0.0/8; loopback, linklocal and uniquelocal are networks too";
const formerSecrets = "APP_SECRETS_FORMER has secrets of at least 32 characters each, separated by commas";

const environment = z.object({
  PORT: whole("PORT", 0, 65535).default(3000),
  HOST: z
    .string()
    .trim()
    .refine(isHost, "HOST is where the site listens: an address of this machine, like 127.0.0.1, or a name of it")
    .optional(),
  APP_URL: z
    .string()
    .refine(
      isOrigin,
      "APP_URL is the site's address, like https://briefing.example.org: http or https, a host, and nothing behind it",
    )
    .optional(),
  DATABASE_URL: z
    .string()
    .refine(
      isDatabaseUrl,
      "DATABASE_URL is file:PATH or postgres://user:password@host/database, with signs like # and % in a password percent-encoded",
    )
    .default("file:data/pressrun.db"),
  SMTP_URL: z
    .string()
    .refine(
      isSmtpUrl,
      "SMTP_URL is smtp://user:password@host:port, or smtps:// for TLS from the first byte, with signs like # and % in a password percent-encoded",
    )
    .optional(),
  SMTP_CONNECTIONS: z.union([z.literal("auto"), whole("SMTP_CONNECTIONS", 1, 100)], connectionNumbers).default("auto"),
  SMTP_MESSAGES_PER_CONNECTION: whole("SMTP_MESSAGES_PER_CONNECTION", 1, 100_000).default(100),
  SMTP_CHUNKING: onOff("SMTP_CHUNKING"),
  RETRY_HOURS: z
    .string()
    .trim()
    .regex(/^\d{1,3}(\.\d+)?$/, retryHours)
    .transform(Number)
    .refine((value) => value >= 1 && value <= 120, retryHours)
    .default(24),
  APP_SECRET: z
    .string()
    .min(32, "APP_SECRET has at least 32 characters (make one with: openssl rand -hex 32)")
    .optional(),
  APP_SECRETS_FORMER: z
    .string()
    .transform(commaList)
    .refine((secrets) => secrets.every(({ length }) => length >= 32), formerSecrets)
    .default([]),
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
  BOUNCE_ADDRESS: tagged("BOUNCE_ADDRESS", "bounces@bounces.example.org"),
  REPLY_ADDRESS: tagged("REPLY_ADDRESS", "replies@replies.example.org"),
  TRUSTED_PROXIES: z
    .string()
    .transform(commaList)
    .refine((parts) => parts.every(isProxy), proxies)
    .default([]),
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

/**
 * Reads the configuration from the environment.
 * Without SMTP_URL, and unless DEMO is off, it is the demo's: everything has a default, and no mail leaves the machine.
 * @param env the environment; empty values count as absent
 * @throws ConfigError naming every fault at once
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  const faults = parsed.success ? [] : parsed.error.issues.map(wordFault);
  faults.push(...missingBeside(given, ["DKIM_PRIVATE_KEY", "DKIM_DOMAIN", "DKIM_SELECTOR"]));
  const pictures = picturePlaces(given);
  const inbound = inboundWays(given);
  faults.push(...pictures.faults, ...inbound.faults);
  const demo = isDemo(given);
  if (!demo) faults.push(...missingInProduction(given));
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
    smtpChunking: values.SMTP_CHUNKING === "on",
    retryFor: values.RETRY_HOURS * hour,
    secrets: [values.APP_SECRET ?? secretOfThisInstallation(), ...values.APP_SECRETS_FORMER],
    mailFrom: values.MAIL_FROM?.email ?? "hello@robotics-briefing.example",
    mailFromName: values.MAIL_FROM?.name || null,
    bounceAddress: values.BOUNCE_ADDRESS ?? null,
    replyAddress: values.REPLY_ADDRESS ?? null,
    inbound: inbound.ways,
    senderOn: values.SENDER !== "off",
    demo,
    trustedProxies: values.TRUSTED_PROXIES,
    websubHub: values.WEBSUB_HUB ? new URL(values.WEBSUB_HUB).href : null,
    alerts: alertWays(values),
    dkim: { folder: values.DKIM_FOLDER, given: givenKey(values) },
    pictures: pictures.places,
    outdated: Object.keys(formerVariables).flatMap((name) => (given[name] ? [formerVariables[name]!] : [])),
  };
}

/** Variables of former versions, each with a sentence about what does its work now. */
const formerVariables: Record<string, string> = {
  UNSUBSCRIBE_MAILBOX:
    "UNSUBSCRIBE_MAILBOX has no effect any more, and can be removed: mails to leave come to BOUNCE_ADDRESS.",
};

function alertWays({ ALERT_SMTP_URL, ALERT_URL, ALERT_SECRET }: z.infer<typeof environment>): Config["alerts"] {
  return { smtpUrl: ALERT_SMTP_URL ?? null, url: ALERT_URL ?? null, secret: ALERT_SECRET ?? null };
}

const neededInProduction = {
  SMTP_URL:
    "the server that takes the mail, like smtp://user:password@mail.example.org:587 (or set DEMO=on to try Pressrun without one)",
  APP_URL: "the site's public address, like https://briefing.example.org",
  APP_SECRET: "at least 32 random characters (make one with: openssl rand -hex 32)",
  MAIL_FROM: "the address that confirmations come from, like hello@briefing.example.org",
};

function missingInProduction(given: Record<string, string | undefined>): string[] {
  const missing = Object.entries(neededInProduction).filter(([name]) => !given[name]);
  const faults = missing.map(([name, what]) => `${name} is missing: ${what}`);
  if (given.APP_URL && !isSecureOrNear(given.APP_URL))
    faults.push("APP_URL begins with https://: mail programs call the unsubscribe address in it, and take no other");
  return faults;
}

/** Never with the value: it may be a secret. */
function wordFault(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  return issue.message.startsWith(name) ? issue.message : `${name}: ${issue.message}`;
}

/** Returns the missing ones of names that are only valid together. */
function missingBeside(given: Record<string, string | undefined>, names: string[]): string[] {
  const missing = names.filter((name) => !given[name]);
  if (missing.length === names.length) return [];
  return missing.map((name) => `${name} is missing: ${names.join(", ")} go together`);
}

function givenKey(values: z.output<typeof environment>): Config["dkim"]["given"] {
  const { DKIM_PRIVATE_KEY: privateKey, DKIM_DOMAIN: domain, DKIM_SELECTOR: selector } = values;
  return privateKey && domain && selector ? { domain: domainToASCII(domain), selector, privateKey } : null;
}
