import { describe, expect, test } from "vitest";
import type { Context } from "#app/context.server.ts";
import { providers, readProviderEvent } from "#app/models/inbound/providers/providers.server.ts";
import type { Report } from "#app/models/inbound/reports.ts";
import { mailProviderNames, type MailProvider } from "#app/models/mailProviders.ts";
import { services, snsMessage } from "../../support/webhooks.ts";

const at = Date.UTC(2026, 10, 23, 8);

/** What an event tells, by the report of its first recipient. */
function told(provider: MailProvider, event: object): Report {
  const whole = provider === "ses" ? snsMessage({ Message: JSON.stringify(event) }) : event;
  return readProviderEvent(provider, Buffer.from(JSON.stringify(whole)))[0]!.report;
}

const short = ({ kind, category, confidence }: Report) => [kind, category, confidence].join(" ");

const mailgun = (data: object) => ({ "event-data": data });
const failed = (severity: string, reason: string, code: number, message = "") =>
  mailgun({ event: "failed", severity, reason, "delivery-status": { code, message } });
const sparkpost = (event: object) => ({ msys: { message_event: event } });
const bounced = (bounce_class: string, raw_reason = "") => sparkpost({ type: "bounce", bounce_class, raw_reason });
const sesBounced = (bounceType: string, bounceSubType: string, diagnosticCode?: string, status?: string) => ({
  notificationType: "Bounce",
  bounce: { bounceType, bounceSubType, bouncedRecipients: [{ emailAddress: "a@b.example", diagnosticCode, status }] },
});
const complained = (complaintFeedbackType?: string) => ({
  eventType: "Complaint",
  complaint: { complaintFeedbackType, complainedRecipients: [{ emailAddress: "a@b.example" }] },
});
const resend = (type: string, bounce?: object) => ({ type, data: { email_id: "1", to: ["a@b.example"], bounce } });
const mailjet = (error: string, hard_bounce = false, comment = "") => ({
  event: "bounce",
  error,
  hard_bounce,
  comment,
});
const postmark = (Type: string, Details = "") => ({ RecordType: "Bounce", Type, Details });
const dropped = (reason: string) => ({ event: "dropped", reason });

describe("what each service’s events mean (STANDARDS 3.2)", () => {
  test.each<[MailProvider, object, string]>([
    ["ses", sesBounced("Permanent", "General", "smtp; 550 5.1.1 user unknown", "5.1.1"), "hard address certain"],
    ["ses", sesBounced("Permanent", "General"), "hard address likely"],
    ["ses", sesBounced("Permanent", "General", "smtp; 550 5.7.1 blocked by Spamhaus", "5.7.1"), "block block certain"],
    ["ses", sesBounced("Permanent", "General", "smtp; 552 5.2.2 mailbox full", "5.2.2"), "soft mailbox certain"],
    ["ses", sesBounced("Permanent", "General", "smtp; 550 5.2.1 account is disabled", "5.2.1"), "hard mailbox likely"],
    [
      "ses",
      sesBounced("Permanent", "General", "smtp; 550 5.7.26 DMARC unauthenticated", "5.7.26"),
      "block setup certain",
    ],
    ["ses", sesBounced("Permanent", "NoEmail"), "hard address certain"],
    ["ses", sesBounced("Permanent", "OnAccountSuppressionList"), "hard address likely"],
    ["ses", sesBounced("Permanent", "UnsubscribedRecipient"), "leave  certain"],
    ["ses", sesBounced("Transient", "General", "smtp; 421 4.4.1 no answer", "4.4.1"), "soft temporary certain"],
    ["ses", sesBounced("Transient", "MailboxFull"), "soft mailbox certain"],
    ["ses", sesBounced("Transient", "ContentRejected"), "block content certain"],
    ["ses", sesBounced("Undetermined", "Undetermined"), "soft temporary guess"],
    ["ses", complained("abuse"), "complaint  certain"],
    ["ses", complained(), "complaint  certain"],
    ["ses", complained("not-spam"), "not-spam  certain"],
    ["ses", complained("auth-failure"), "authentication-failure  certain"],
    ["ses", { eventType: "Delivery", delivery: { recipients: ["a@b.example"] } }, "delivered accepted certain"],
    ["ses", { eventType: "DeliveryDelay", deliveryDelay: { delayedRecipients: [{}] } }, "delayed temporary certain"],
    ["ses", { eventType: "Reject", mail: { destination: ["a@b.example"] } }, "block content certain"],
    ["ses", { eventType: "Bounce" }, "unknown  guess"],
    ["mailgun", failed("permanent", "bounce", 550, "5.1.1 user unknown"), "hard address certain"],
    ["mailgun", failed("permanent", "generic", 550, "5.7.1 message refused as spam"), "block block certain"],
    [
      "mailgun",
      failed("permanent", "suppress-bounce", 605, "Not delivering to previously bounced"),
      "hard address likely",
    ],
    ["mailgun", failed("permanent", "suppress-complaint", 607), "complaint  likely"],
    ["mailgun", failed("permanent", "suppress-unsubscribe", 606), "leave  certain"],
    ["mailgun", failed("permanent", "old", 602, "Too old"), "soft temporary certain"],
    ["mailgun", failed("temporary", "generic", 421, "try later"), "delayed temporary certain"],
    ["mailgun", mailgun({ event: "complained" }), "complaint  certain"],
    ["mailgun", mailgun({ event: "unsubscribed" }), "leave  certain"],
    ["mailgun", mailgun({ event: "delivered" }), "delivered accepted certain"],
    ["mailgun", mailgun({ event: "rejected", reject: { reason: "Sandbox subdomains" } }), "block setup certain"],
    ["postmark", postmark("HardBounce", "smtp;550 5.1.1 No such user"), "hard address certain"],
    ["postmark", postmark("HardBounce"), "hard address certain"],
    ["postmark", postmark("SoftBounce", "smtp;452 4.2.2 over quota"), "soft temporary certain"],
    ["postmark", postmark("Transient"), "delayed temporary certain"],
    ["postmark", postmark("Blocked", "smtp;550 blocked"), "block block certain"],
    ["postmark", postmark("DMARCPolicy"), "block setup certain"],
    ["postmark", postmark("AutoResponder"), "auto-reply  certain"],
    ["postmark", postmark("ChallengeVerification"), "challenge  certain"],
    ["postmark", postmark("AddressChange"), "moved address certain"],
    ["postmark", { RecordType: "SpamComplaint", Type: "SpamComplaint" }, "complaint  certain"],
    ["postmark", { RecordType: "Delivery" }, "delivered accepted certain"],
    [
      "postmark",
      {
        ...{ RecordType: "SubscriptionChange", SuppressSending: true },
        ...{ SuppressionReason: "ManualSuppression", Origin: "Recipient" },
      },
      "leave  certain",
    ],
    [
      "postmark",
      { RecordType: "SubscriptionChange", SuppressSending: false, SuppressionReason: "HardBounce" },
      "unknown  guess",
    ],
    [
      "sendgrid",
      { event: "bounce", type: "bounce", reason: "550 5.1.1 unknown", status: "5.1.1" },
      "hard address certain",
    ],
    ["sendgrid", { event: "bounce", type: "blocked", reason: "554 5.7.1 rejected, spam" }, "block block certain"],
    ["sendgrid", { event: "bounce", type: "blocked", reason: "421 try again" }, "soft temporary certain"],
    ["sendgrid", dropped("Bounced Address"), "hard address likely"],
    ["sendgrid", dropped("Unsubscribed Address"), "leave  certain"],
    ["sendgrid", dropped("Spam Reporting Address"), "complaint  likely"],
    ["sendgrid", dropped("Invalid SMTPAPI header"), "block setup certain"],
    ["sendgrid", dropped("Invalid"), "hard address certain"],
    ["sendgrid", dropped("Something new"), "unknown  guess"],
    ["sendgrid", { event: "deferred", response: "451 later" }, "delayed temporary certain"],
    ["sendgrid", { event: "spamreport" }, "complaint  certain"],
    ["sendgrid", { event: "group_unsubscribe" }, "leave  certain"],
    ["sparkpost", bounced("10"), "hard address certain"],
    ["sparkpost", bounced("30"), "hard address certain"],
    ["sparkpost", bounced("22"), "soft mailbox certain"],
    ["sparkpost", bounced("51"), "block block certain"],
    ["sparkpost", bounced("25"), "block setup certain"],
    ["sparkpost", bounced("60"), "auto-reply  certain"],
    ["sparkpost", bounced("90"), "leave  certain"],
    ["sparkpost", bounced("100"), "challenge  certain"],
    ["sparkpost", bounced("40", "550 5.7.1 spam"), "block block guess"],
    ["sparkpost", bounced("1", "who knows"), "soft temporary guess"],
    ["sparkpost", sparkpost({ type: "out_of_band", bounce_class: "10" }), "hard address certain"],
    ["sparkpost", sparkpost({ type: "spam_complaint", fbtype: "abuse" }), "complaint  certain"],
    ["sparkpost", { msys: { unsubscribe_event: { type: "list_unsubscribe" } } }, "leave  certain"],
    ["resend", resend("email.bounced", { type: "Permanent", subType: "General" }), "hard address likely"],
    ["resend", resend("email.bounced", { type: "Transient", subType: "MailboxFull" }), "soft mailbox certain"],
    ["resend", resend("email.bounced", { message: "The recipient's mail server bounced it" }), "hard address likely"],
    ["resend", resend("email.suppressed"), "hard address likely"],
    ["resend", resend("email.complained"), "complaint  certain"],
    ["resend", resend("email.delivery_delayed"), "delayed temporary certain"],
    ["resend", resend("email.failed"), "block setup likely"],
    ["mailjet", mailjet("user unknown", true), "hard address certain"],
    ["mailjet", mailjet("quota exceeded"), "soft mailbox certain"],
    ["mailjet", mailjet("greylisted"), "delayed greylist certain"],
    ["mailjet", mailjet("no mail host"), "soft temporary certain"],
    ["mailjet", mailjet("no mail host", true), "hard address likely"],
    ["mailjet", mailjet("", true, "550 5.7.1 spam"), "block block certain"],
    ["mailjet", mailjet("something new", false, "451 later"), "soft temporary certain"],
    ["mailjet", { event: "blocked", error: "preblocked" }, "hard address likely"],
    ["mailjet", { event: "blocked", error: "duplicate in campaign" }, "unknown  certain"],
    ["mailjet", { event: "spam", source: "JMRPP" }, "complaint  certain"],
    ["mailjet", { event: "unsub" }, "leave  certain"],
    ["mailjet", { event: "sent" }, "delivered accepted certain"],
    ["brevo", { event: "hard_bounce", reason: "550 5.1.1 user unknown" }, "hard address certain"],
    ["brevo", { event: "hard_bounce", reason: "554 5.7.1 blocked by policy" }, "block block certain"],
    ["brevo", { event: "hard_bounce" }, "hard address likely"],
    ["brevo", { event: "soft_bounce", reason: "452 mailbox full" }, "soft temporary certain"],
    ["brevo", { event: "soft_bounce", reason: "550 5.1.1 user unknown" }, "soft address likely"],
    ["brevo", { event: "blocked" }, "hard address likely"],
    ["brevo", { event: "invalid_email" }, "hard address certain"],
    ["brevo", { event: "spam" }, "complaint  certain"],
    ["brevo", { event: "unsubscribed" }, "leave  certain"],
    ["brevo", { event: "deferred" }, "delayed temporary certain"],
  ])("%s: %j is %s", (provider, event, expected) => {
    expect(short(told(provider, event))).toBe(expected);
  });
});

test("every service hands our reference back, with the time, the address and a name of its own for the mail", () => {
  for (const name of mailProviderNames) {
    const { body } = services[name].request([services[name].event("one", "bounce", at)], at);
    const whole = JSON.parse(body) as object | [object];
    const raw = Buffer.from(JSON.stringify(Array.isArray(whole) ? whole[0] : whole));
    const [read, ...others] = readProviderEvent(name, raw);
    expect([name, others]).toEqual([name, []]);
    expect(read).toMatchObject({
      at,
      report: {
        kind: "hard",
        category: "address",
        references: { envelopeId: "token", finalRecipient: "reader@readers.example" },
      },
    });
    expect(read!.report.references.providerMessageId).toBeTruthy();
    expect(read!.report.rule).toContain(`${name}: `);
  }
});

test("our mail asks each service to hand a reference back, in one line of ASCII", () => {
  const fields = mailProviderNames.map((name) => [name, providers[name].fields("beaaaa22")]);
  for (const [, own] of fields as [string, [string, string][]][])
    for (const [field, value] of own) expect(`${field}: ${value}`).toMatch(/^X-[A-Za-z-]+: [\x20-\x7e]{8,200}$/);
  expect(Object.fromEntries(fields)).toEqual({
    ses: [
      ["X-SES-MESSAGE-TAGS", "pressrun=beaaaa22"],
      ["X-Pressrun-Reference", "beaaaa22"],
    ],
    mailgun: [["X-Mailgun-Variables", '{"pressrun":"beaaaa22"}']],
    postmark: [["X-PM-Metadata-pressrun", "beaaaa22"]],
    sendgrid: [["X-SMTPAPI", '{"unique_args":{"pressrun":"beaaaa22"}}']],
    sparkpost: [["X-MSYS-API", '{"metadata":{"pressrun":"beaaaa22"}}']],
    resend: [["X-Pressrun-Reference", "beaaaa22"]],
    mailjet: [["X-MJ-CustomID", "beaaaa22"]],
    brevo: [["X-Mailin-custom", "beaaaa22"]],
  });
});

test("Amazon SES names several recipients at once, and gives our own header back where it may", () => {
  const event = {
    ...sesBounced("Permanent", "NoEmail"),
    mail: {
      messageId: "0100",
      headers: [
        { name: "Message-ID", value: "<1@briefing.example.org>" },
        { name: "x-pressrun-reference", value: "token" },
        { name: "Feedback-ID", value: "1:weekly:issue:briefing" },
        { name: "List-Unsubscribe", value: "<https://briefing.example.org/one-click/x>" },
      ],
    },
  };
  event.bounce.bouncedRecipients.push({ emailAddress: "c@d.example", diagnosticCode: undefined, status: undefined });
  const message = snsMessage({ Message: JSON.stringify(event) });
  const read = readProviderEvent("ses", Buffer.from(JSON.stringify(message)));
  expect(read.map(({ report }) => report.references.finalRecipient)).toEqual(["a@b.example", "c@d.example"]);
  expect(read[1]!.report.references).toMatchObject({
    ...{ envelopeId: "token", messageIds: ["<1@briefing.example.org>"], feedbackIds: ["1:weekly:issue:briefing"] },
    listUnsubscribe: ["<https://briefing.example.org/one-click/x>"],
  });
});

test("who opened or clicked is kept nowhere, and is no report", () => {
  const unwanted: [MailProvider, object][] = [
    ["ses", snsMessage({ Message: JSON.stringify({ eventType: "Open" }) })],
    ["mailgun", mailgun({ event: "opened" })],
    ["postmark", { RecordType: "Click" }],
    ["sendgrid", { event: "open" }],
    ["sparkpost", { msys: { track_event: { type: "click" } } }],
    ["resend", resend("email.opened")],
    ["mailjet", { event: "open" }],
    ["brevo", { event: "unique_opened" }],
  ];
  for (const [name, event] of unwanted) expect(readProviderEvent(name, Buffer.from(JSON.stringify(event)))).toEqual([]);
});

describe("anything at all is read without an error", () => {
  const odd = [
    ...["", "null", "[]", "1", '"text"', "{", "\0", "\ud800"],
    ...['{"__proto__":{"event":"bounce"}}', '{"event":"constructor"}', '{"event":{}}', '{"event":["bounce"]}'],
    ...[
      '{"RecordType":"__proto__"}',
      '{"type":"toString","data":null}',
      '{"Message":"{\\"eventType\\":\\"Bounce\\"}"}',
    ],
    ...['{"Message":7}', '{"msys":{"a":null}}', '{"event-data":{"event":"failed","delivery-status":"gone"}}'],
    `{"event":"bounce","reason":"${"long ".repeat(10_000)}","status":"9.9.9","timestamp":1e300}`,
  ];
  test.each(mailProviderNames)("%s", (name) => {
    for (const text of odd)
      for (const { report, at } of readProviderEvent(name, Buffer.from(text))) {
        expect(report.diagnostic?.length ?? 0).toBeLessThanOrEqual(500);
        expect(report.evidence.every((line) => line.length <= 200)).toBe(true);
        expect([report.kind, at]).not.toContain(undefined);
      }
  });
});

describe("vectors that the services publish themselves", () => {
  const clock = (time: number) => ({ clock: () => time }) as unknown as Context;

  test("SendGrid’s signed event webhook", async () => {
    const key =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==";
    const headers = new Headers({
      "X-Twilio-Email-Event-Webhook-Signature":
        "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=",
      "X-Twilio-Email-Event-Webhook-Timestamp": "1588788367",
    });
    const body = Buffer.from('{"category":"example_payload","event":"test_event","message_id":"message_id"}');
    const verify = (sent: Buffer) =>
      providers.sendgrid.verify(clock(1_588_788_400_000), { headers, body: sent }, [key], undefined);
    expect(await verify(body)).toBe(true);
    expect(await verify(Buffer.from("payload"))).toBe(false);
  });

  test("Svix’s, by which Resend signs", async () => {
    const headers = new Headers({
      ...{ "svix-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "svix-timestamp": "1614265330" },
      "svix-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const verify = (text: string) =>
      providers.resend.verify(clock(1_614_265_331_000), { headers, body: Buffer.from(text) }, [secret], undefined);
    expect(await verify('{"test": 2432232314}')).toBe(true);
    expect(await verify('{"test": 2432232315}')).toBe(false);
  });
});
