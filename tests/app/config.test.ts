import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "#app/config.server.ts";

const whole = {
  SMTP_URL: "smtp://press:secret@mail.example.org:587",
  APP_URL: "https://briefing.example.org",
  APP_SECRET: "x".repeat(32),
  MAIL_FROM: "hello@briefing.example.org",
};

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}

test("an empty environment is the demo, on this machine only", () => {
  const config = readConfig({});
  expect(config).toMatchObject({ demo: true, host: "127.0.0.1", port: 3000, databaseUrl: "file:data/pressrun.db" });
});

test("production needs four values, and all that are missing are named at once", () => {
  expect(faultsOf({ SMTP_URL: whole.SMTP_URL })).toEqual([
    expect.stringMatching(/^APP_URL is missing/),
    expect.stringMatching(/^APP_SECRET is missing/),
    expect.stringMatching(/^MAIL_FROM is missing/),
  ]);
  expect(readConfig(whole)).toMatchObject({ demo: false, appUrl: "https://briefing.example.org" });
});

test("a variable of a former version stops nothing, and is told", () => {
  expect(readConfig(whole).outdated).toEqual([]);
  expect(readConfig({ ...whole, UNSUBSCRIBE_MAILBOX: "unsub" }).outdated).toEqual([
    expect.stringMatching(/^UNSUBSCRIBE_MAILBOX has no effect any more.*BOUNCE_ADDRESS/),
  ]);
});

test("where mail comes back to is one address each with room for a reference, and by default nowhere (B-01)", () => {
  expect(readConfig(whole)).toMatchObject({ bounceAddress: null, replyAddress: null });
  const given = { ...whole, BOUNCE_ADDRESS: "Bounces@Bounces.example.org", REPLY_ADDRESS: "inbox@example.org" };
  expect(readConfig(given)).toMatchObject({
    bounceAddress: { local: "bounces", domain: "bounces.example.org" },
    replyAddress: { local: "inbox", domain: "example.org" },
  });
  for (const typed of [
    "bounces",
    "a+b@example.org",
    `${"b".repeat(30)}@example.org`,
    "a@b.org, c@d.org",
    "ö@example.org",
  ])
    for (const name of ["BOUNCE_ADDRESS", "REPLY_ADDRESS"])
      expect(faultsOf({ ...whole, [name]: typed }), typed).toEqual([
        expect.stringMatching(new RegExp(`^${name} is one mail address like .*at most 29 letters`)),
      ]);
});

test("MAIL_FROM is one address, alone or with a name (H-21, H-33)", () => {
  const address = "hello@briefing.example.org";
  expect(readConfig(whole)).toMatchObject({ mailFrom: address, mailFromName: null });
  for (const typed of [`The Briefing <${address}>`, `"The Briefing" <${address}>`, ` The Briefing  <${address}> `])
    expect(readConfig({ ...whole, MAIL_FROM: typed })).toMatchObject({
      mailFrom: address,
      mailFromName: "The Briefing",
    });
  for (const typed of [
    `${address}, b@x.org`,
    `A <${address}>, B <b@x.org>`,
    "a@x.org b@x.org",
    "A <>",
    "A <a@x.org> b",
  ])
    expect(faultsOf({ ...whole, MAIL_FROM: typed })).toEqual([expect.stringMatching(/^MAIL_FROM is one mail address/)]);
});

test("every wrong value is named at once, and none is repeated that could be a secret", () => {
  const faults = faultsOf({
    PORT: "eighty",
    APP_URL: "briefing.example.org/news",
    DATABASE_URL: "mysql://root@db",
    SMTP_URL: "mail.example.org",
    APP_SECRET: "too short to be one",
    MAIL_FROM: "hello",
    SENDER: "yes",
  });
  expect(faults).toHaveLength(7);
  expect(faults.join("\n")).not.toContain("too short");
});

test.each([
  ["PORT", ["eighty", "65536", "-1", "0x50", "1e3", "80.5"], ["0", "3000", " 8080 "]],
  ["HOST", ["a host", "http://localhost", "127.0.0.1:80", "-x"], ["::", "0.0.0.0", "localhost", "web-1.internal"]],
  [
    "TRUSTED_PROXIES",
    [
      "yes",
      "10.0.0.0/33",
      "10.0.0",
      "127.0.0.1;10.0.0.1",
      "proxy.example.org",
      "10.0.0.0/",
      "::1/129",
      "10.0.0.0/255.0.255.0",
    ],
    ["127.0.0.1", "10.0.0.0/8, fd00::/8", "loopback", "10.0.0.0/255.0.0.0", ","],
  ],
  [
    "DATABASE_URL",
    [
      "mysql://root@db",
      "postgres://",
      "postgres://u:p#w@host/db",
      "postgres://u:100%@host/db",
      "postgres://host:port/db",
      "data.db",
    ],
    ["file:x.db", "postgres://host/db", "postgresql://u:p%23w@host:5432/db", "postgres://%2Frun%2Fpostgresql/db"],
  ],
  [
    "SMTP_URL",
    ["mail.example.org", "smtp://", "smtp://u:p#w@host", "smtp://u:100%@host", "smtp://host:99999", "http://host"],
    ["smtp://host", "smtps://u:p%23@host:465", "smtp://[::1]:25"],
  ],
  ["SMTP_CONNECTIONS", ["0", "101", "five", "2.5", "0x5", "AUTO"], ["1", "100", "auto"]],
  ["SMTP_MESSAGES_PER_CONNECTION", ["0", "100001", "all"], ["1", "100000"]],
  ["SMTP_CHUNKING", ["yes", "1"], ["on", "off"]],
  ["RETRY_HOURS", ["0", "121", "a day", "1e1"], ["1", "36.5", "120"]],
  ["APP_SECRET", ["short"], ["y".repeat(32)]],
  [
    "APP_SECRETS_FORMER",
    ["short", `${"y".repeat(32)},short`, `${"y".repeat(20)} ${"z".repeat(5)}`],
    ["y".repeat(32), ""],
  ],
  ["MAIL_FROM", ["hello", "a@b@c"], ["hello@briefing.example.org"]],
  ["WEBSUB_HUB", ["hub", "ftp://hub.example.org"], ["https://hub.example.org/"]],
  ["DKIM_SELECTOR", ["a b", "-a"], []],
  ["SENDER", ["yes", "true", "ON"], ["on", "off"]],
  ["DEMO", ["yes", "1"], ["on", "off"]],
])("%s is named when it is malformed, and its value is not repeated", (name, bad, good) => {
  for (const value of bad)
    expect([value, faultsOf({ ...whole, [name]: value })[0]]).toEqual([
      value,
      expect.stringMatching(new RegExp(`^${name} (is|has|begins)`)),
    ]);
  for (const value of bad) expect(faultsOf({ ...whole, [name]: value }).join()).not.toContain(`“${value}”`);
  for (const value of good) expect([value, faultsOf({ ...whole, [name]: value })]).toEqual([value, []]);
});

test("a trailing slash or path in APP_URL is refused, because links would be wrong (S-03)", () => {
  expect(faultsOf({ ...whole, APP_URL: "https://briefing.example.org/" })).toEqual([]);
  expect(faultsOf({ ...whole, APP_URL: "https://briefing.example.org/news" })).toHaveLength(1);
  expect(faultsOf({ ...whole, APP_URL: "https://user@briefing.example.org" })).toHaveLength(1);
});

test("alerts go nowhere by default, and to an https address or one of the operator's own network", () => {
  expect(readConfig(whole).alerts).toEqual({ smtpUrl: null, url: null, secret: null });
  const secret = `whsec_${Buffer.alloc(24).toString("base64")}`;
  const given = {
    ALERT_URL: "https://alerts.example.org/x?y=1",
    ALERT_SMTP_URL: "smtp://other:25",
    ALERT_SECRET: secret,
  };
  expect(readConfig({ ...whole, ...given }).alerts).toEqual({
    smtpUrl: "smtp://other:25",
    url: "https://alerts.example.org/x?y=1",
    secret,
  });
  const near = [
    "localhost:9",
    "127.0.0.1",
    "10.1.2.3:80/hook",
    "172.31.0.1",
    "192.168.1.1",
    "[::1]:9",
    "[fd00::1]",
    "alerts",
  ];
  for (const host of near) expect([host, faultsOf({ ...whole, ALERT_URL: `http://${host}` })]).toEqual([host, []]);
  const far = [
    "http://alerts.example.org/",
    "http://8.8.8.8/",
    "http://172.32.0.1/",
    "https://user:secret@alerts.example.org/",
  ];
  for (const url of [...far, "ftp://10.0.0.1/", "alerts", "https://"])
    expect([url, faultsOf({ ...whole, ALERT_URL: url })]).toEqual([
      url,
      [expect.stringMatching(/^ALERT_URL is an https/)],
    ]);
  expect(faultsOf({ ...whole, ALERT_SECRET: "too short" })).toEqual([
    expect.stringMatching(/^ALERT_SECRET is 24 to 64/),
  ]);
  expect(faultsOf({ ...whole, ALERT_SMTP_URL: "mail" })).toEqual([expect.stringMatching(/^ALERT_SMTP_URL is smtp/)]);
});

test("a WebSub hub is an https address, or one on this machine; without one there is none (W-04)", () => {
  expect(readConfig(whole).websubHub).toBeNull();
  expect(readConfig({ ...whole, WEBSUB_HUB: "https://hub.example.org" }).websubHub).toBe("https://hub.example.org/");
  expect(faultsOf({ ...whole, WEBSUB_HUB: "http://127.0.0.1:8080/hub" })).toEqual([]);
  for (const hub of ["hub.example.org", "http://hub.example.org", "https://me:secret@hub.example.org", "file:///hub"])
    expect([hub, faultsOf({ ...whole, WEBSUB_HUB: hub })]).toEqual([hub, [expect.stringMatching(/^WEBSUB_HUB is/)]]);
});

describe("a DKIM key in the environment", () => {
  const pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n";
  const key = { DKIM_PRIVATE_KEY: pem, DKIM_DOMAIN: "Example.ORG", DKIM_SELECTOR: "P2026q4" };

  test.each([
    ["as it is", pem],
    ["with \\n for line breaks", pem.replaceAll("\n", "\\n")],
    ["as base64", Buffer.from(pem).toString("base64")],
  ])("is taken %s", (_how, text) => {
    const { given } = readConfig({ ...whole, ...key, DKIM_PRIVATE_KEY: text }).dkim;
    expect(given).toEqual({ domain: "example.org", selector: "p2026q4", privateKey: pem.trim() });
  });

  test("is none, and keys are kept in data/dkim, when nothing is said", () => {
    expect(readConfig(whole).dkim).toEqual({ folder: "data/dkim", given: null });
    expect(readConfig({ ...whole, DKIM_FOLDER: "/etc/pressrun/dkim" }).dkim.folder).toBe("/etc/pressrun/dkim");
  });

  test("needs its domain and its selector: all that are missing are named at once", () => {
    expect(faultsOf({ ...whole, DKIM_PRIVATE_KEY: pem })).toEqual([
      expect.stringMatching(/^DKIM_DOMAIN is missing/),
      expect.stringMatching(/^DKIM_SELECTOR is missing/),
    ]);
    expect(faultsOf({ ...whole, DKIM_DOMAIN: "example.org", DKIM_SELECTOR: "a" })).toEqual([
      expect.stringMatching(/^DKIM_PRIVATE_KEY is missing/),
    ]);
  });

  test("is never repeated, and every fault of the three is named at once (D-07)", () => {
    const faults = faultsOf({ ...whole, DKIM_PRIVATE_KEY: "hush", DKIM_DOMAIN: "example", DKIM_SELECTOR: "a b" });
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual(["DKIM_PRIVATE_KEY", "DKIM_DOMAIN", "DKIM_SELECTOR"]);
    expect(faults.join("\n")).not.toContain("hush");
  });
});

describe("how we hear what became of mail", () => {
  const ways = (env: Record<string, string>) => readConfig({ ...whole, ...env }).inbound;

  test("is by none of these ways when nothing is said", () => {
    expect(ways({})).toEqual({ provider: null, webhooks: {}, mailbox: null, authserv: null });
  });

  test("a webhook’s secrets are the current one and those before", () => {
    const topics = "arn:aws:sns:eu-west-1:123456789012:bounces , arn:aws:sns:us-east-1:123456789012:more";
    expect(ways({ WEBHOOK_SES_TOPICS: topics, WEBHOOK_POSTMARK_PASSWORD: "a-password-that-is-long" }).webhooks).toEqual(
      {
        ses: topics.split(" , "),
        postmark: ["a-password-that-is-long"],
      },
    );
  });

  test("a secret that cannot be one is named, and never repeated", () => {
    const wrong = {
      ...{
        WEBHOOK_SES_TOPICS: "hush-bounces",
        WEBHOOK_MAILGUN_KEY: "hush",
        WEBHOOK_POSTMARK_PASSWORD: "hush:hush/hush@hush",
      },
      ...{ WEBHOOK_SENDGRID_KEY: "SG.hush", WEBHOOK_SPARKPOST_PASSWORD: "hush", WEBHOOK_RESEND_KEY: "re_hush" },
      ...{ WEBHOOK_MAILJET_PASSWORD: "hush", WEBHOOK_BREVO_PASSWORD: "a-good-password-of-hush,hush" },
    };
    const faults = faultsOf({ ...whole, ...wrong });
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual(Object.keys(wrong));
    expect(faults.join("\n")).not.toContain("hush");
  });

  test("a variable with the name of a service and another end is a typing error", () => {
    expect(faultsOf({ ...whole, WEBHOOK_MAILGUN_SECRET: "x" })).toEqual([
      "WEBHOOK_MAILGUN_SECRET is no variable of ours: Mailgun’s is WEBHOOK_MAILGUN_KEY",
    ]);
    expect(faultsOf({ ...whole, WEBHOOK_URL: "x" })).toEqual([]);
  });

  test("the service that hands our references back is one that we know", () => {
    expect(ways({ MAIL_PROVIDER: " SES " }).provider).toBe("ses");
    expect(faultsOf({ ...whole, MAIL_PROVIDER: "constructor" })).toEqual([
      "MAIL_PROVIDER is one of ses, mailgun, postmark, sendgrid, sparkpost, resend, mailjet, brevo",
    ]);
  });

  test.each([
    ["imaps://me:word@imap.example.org", { port: 993, tls: "from-start", folder: "INBOX" }],
    ["imaps://me%40example.org:w%23rd@imap.example.org:1993/Back/Bounces", { port: 1993, folder: "Back/Bounces" }],
    ["imap://me:word@imap.example.org", { port: 143, tls: "upgrade" }],
    ["imap://me:word@127.0.0.1:1143/", { host: "127.0.0.1", port: 1143, tls: "none", folder: "INBOX" }],
  ])("the mailbox %s is read", (url, expected) => {
    expect(ways({ MAILBOX_URL: url }).mailbox).toMatchObject(expected);
  });

  test.each([
    "imap.example.org",
    "pop3://me:word@host",
    "imaps://imap.example.org",
    "imaps://me@host",
    "imaps://me:hush@host/?tls=no",
  ])("the mailbox %s is not", (url) => {
    const faults = faultsOf({ ...whole, MAILBOX_URL: url });
    expect(faults).toEqual([expect.stringMatching(/^MAILBOX_URL is/)]);
    expect(faults[0]).not.toContain("hush");
  });
});
