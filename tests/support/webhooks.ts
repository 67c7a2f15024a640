import { createHmac, createSign, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import type { MailProvider } from "#app/models/mailProviders.ts";
import { aCertificate } from "./certificates.ts";

/** A request as a mail service sends it. */
export type Sent = { headers: Record<string, string>; body: string };

/** By whose key a request is signed: the current one, the one before, or nobody's. */
export type By = "current" | "former" | "nobody";

/** A mail service as a test plays it, with keys of its own. */
export type PlayedService = {
  /** The value of its variable: the current secret and the one before. */
  secrets: string;
  /** True when one request may have several events. */
  batches: boolean;
  /** True when its signature covers the event itself. */
  covers: boolean;
  /** True when a request has a time, so that an old one is refused. */
  ages: boolean;
  /** The field without which nothing is believed; null when that is in the body. */
  needed: string | null;
  /** An event: a bounce for good, or one of a kind that nobody knows. */
  event(id: string, kind: "bounce" | "unknown", at: number): object;
  /** @param at milliseconds, when it is signed */
  request(events: object[], at: number, by?: By): Sent;
};

const json = { "Content-Type": "application/json" };
export const topic = "arn:aws:sns:eu-west-1:123456789012:bounces";

/** Everybody's certificate at the host of the topic's region; `served` is what is fetched from its address. */
export const snsHost = "sns.eu-west-1.amazonaws.com";
export const sns = aCertificate(snsHost);
export const certificateUrl = `https://${snsHost}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem`;

/** Signs a message of Amazon SNS over its fields. @param parts replace or add fields before it is signed */
export function snsMessage(parts: Record<string, string>, key: KeyObject = sns.privateKey): Record<string, string> {
  const message: Record<string, string> = {
    ...{ Type: "Notification", MessageId: randomBytes(8).toString("hex"), TopicArn: topic, Message: "{}" },
    ...{ SignatureVersion: "2", SigningCertURL: certificateUrl },
    ...parts,
  };
  const confirms = message.Type !== "Notification";
  const fields = confirms
    ? ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    : ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
  const signed = fields.filter((name) => name in message).map((name) => `${name}\n${message[name]}\n`);
  const signing = createSign(message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256").update(signed.join(""));
  return { ...message, Signature: signing.sign(key, "base64") };
}

/** A request with a message of Amazon SNS, whose header says the same. */
export function snsRequest(message: Record<string, string>): Sent {
  return {
    headers: {
      "Content-Type": "text/plain; charset=UTF-8",
      "x-amz-sns-message-type": message.Type!,
      "x-amz-sns-message-id": message.MessageId!,
      "x-amz-sns-topic-arn": message.TopicArn!,
    },
    body: JSON.stringify(message),
  };
}

/** A bounce as Amazon SES tells it. */
export function sesBounce(at: number, parts: object = {}) {
  return {
    eventType: "Bounce",
    bounce: {
      ...{ bounceType: "Permanent", bounceSubType: "General", timestamp: new Date(at).toISOString() },
      bouncedRecipients: [
        { emailAddress: "reader@readers.example", status: "5.1.1", diagnosticCode: "smtp; 550 5.1.1 user unknown" },
      ],
      ...parts,
    },
    mail: { messageId: "0100-ses", destination: ["reader@readers.example"], tags: { pressrun: ["token"] } },
  };
}

const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const mailgunKeys = { current: "key-0123456789abcdef", former: "key-fedcba9876543210", nobody: "key-of-nobody-at-all" };
const svixKeys = { current: aKey(), former: aKey(), nobody: aKey() };
const curves = { current: aCurve(), former: aCurve(), nobody: aCurve() };
const passwords = {
  current: "a-password-of-this-test",
  former: "a-former-password-of-it",
  nobody: "a-password-of-nobody-s",
};

function aKey() {
  return `whsec_${randomBytes(24).toString("base64")}`;
}

function aCurve() {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...pair, text: pair.publicKey.export({ type: "spki", format: "der" }).toString("base64") };
}

const basic = (by: By) => `Basic ${Buffer.from(`pressrun:${passwords[by]}`).toString("base64")}`;
const seconds = (at: number) => Math.floor(at / 1000);

/** A service that signs nothing; its events stand in a list, or one alone. */
function withPassword(event: PlayedService["event"], batches: boolean, bearer = false): PlayedService {
  return {
    secrets: `${passwords.current},${passwords.former}`,
    ...{ batches, covers: false, ages: false, needed: "Authorization", event },
    request: (events, _at, by = "current") => ({
      headers: { ...json, Authorization: bearer ? `Bearer ${passwords[by]}` : basic(by) },
      body: JSON.stringify(batches ? events : events[0]),
    }),
  };
}

/** Every service, with a bounce and an unknown event in its own form. */
export const services: Record<MailProvider, PlayedService> = {
  ses: {
    secrets: `${topic},arn:aws:sns:us-east-1:123456789012:older`,
    ...{ batches: false, covers: true, ages: true, needed: "x-amz-sns-message-type" },
    event: (id, kind, at) => ({ id, at, what: kind === "bounce" ? sesBounce(at) : { eventType: "Novelty" } }),
    request([event], at, by = "current") {
      const { id, what } = event as { id: string; what: object };
      const parts = { MessageId: id, Timestamp: new Date(at).toISOString(), Message: JSON.stringify(what) };
      const older: Record<string, string> = by === "former" ? { SignatureVersion: "1" } : {};
      return snsRequest(snsMessage({ ...parts, ...older }, by === "nobody" ? other.privateKey : sns.privateKey));
    },
  },
  mailgun: {
    secrets: `${mailgunKeys.current},${mailgunKeys.former}`,
    ...{ batches: false, covers: false, ages: true, needed: null },
    event: (id, kind, at) => ({
      ...{ id, event: kind === "bounce" ? "failed" : "novelty", severity: "permanent", reason: "bounce" },
      ...{ timestamp: at / 1000, recipient: "reader@readers.example", "user-variables": { pressrun: "token" } },
      "delivery-status": { code: 550, message: "5.1.1 The email account that you tried to reach does not exist" },
      message: { headers: { "message-id": "0123@briefing.example.org" } },
    }),
    request([event], at, by = "current") {
      const [timestamp, token] = [String(seconds(at)), (event as { id: string }).id.padEnd(50, "0")];
      const signature = createHmac("sha256", mailgunKeys[by])
        .update(timestamp + token)
        .digest("hex");
      return {
        headers: json,
        body: JSON.stringify({ signature: { timestamp, token, signature }, "event-data": event }),
      };
    },
  },
  postmark: withPassword(
    (id, kind, at) => ({
      ...{ RecordType: kind === "bounce" ? "Bounce" : "Novelty", ID: id, MessageID: "883953f4", Type: "HardBounce" },
      ...{ TypeCode: 1, Email: "reader@readers.example", BouncedAt: new Date(at).toISOString() },
      ...{ Details: "smtp;550 5.1.1 No such user", Metadata: { pressrun: "token" } },
    }),
    false,
  ),
  sendgrid: {
    secrets: `${curves.current.text},${curves.former.text}`,
    ...{ batches: true, covers: true, ages: true, needed: "X-Twilio-Email-Event-Webhook-Signature" },
    event: (id, kind, at) => ({
      ...{ sg_event_id: id, event: kind === "bounce" ? "bounce" : "novelty", type: "bounce", status: "5.1.1" },
      ...{ reason: "550 5.1.1 user unknown", email: "reader@readers.example", timestamp: seconds(at) },
      ...{ "smtp-id": "<0123@briefing.example.org>", sg_message_id: "14c5d75ce93.dfd", pressrun: "token" },
    }),
    request(events, at, by = "current") {
      const body = `${JSON.stringify(events)}\r\n`;
      const time = String(seconds(at));
      const signature = sign("sha256", Buffer.from(time + body), curves[by].privateKey).toString("base64");
      const signed = {
        "X-Twilio-Email-Event-Webhook-Signature": signature,
        "X-Twilio-Email-Event-Webhook-Timestamp": time,
      };
      return { headers: { ...json, ...signed }, body };
    },
  },
  sparkpost: withPassword(
    (id, kind, at) => ({
      msys: {
        message_event: {
          ...{ type: kind === "bounce" ? "bounce" : "novelty", event_id: id, bounce_class: "10" },
          ...{ raw_rcpt_to: "reader@readers.example", raw_reason: "550 5.1.1 user unknown" },
          ...{ timestamp: String(seconds(at)), rcpt_meta: { pressrun: "token" }, message_id: "000443ee14578172be22" },
        },
      },
    }),
    true,
  ),
  resend: {
    secrets: `${svixKeys.current},${svixKeys.former}`,
    ...{ batches: false, covers: true, ages: true, needed: "svix-signature" },
    event: (id, kind, at) => ({
      ...{ type: kind === "bounce" ? "email.bounced" : "email.novelty", created_at: new Date(at).toISOString() },
      data: {
        ...{ email_id: "56761188-7520", to: ["reader@readers.example"], played: id },
        headers: [{ name: "X-Pressrun-Reference", value: "token" }],
        bounce: { type: "Permanent", subType: "NoEmail", message: "The recipient's mailbox does not exist." },
      },
    }),
    request([event], at, by = "current") {
      const body = JSON.stringify(event);
      const id = `msg_${(event as { data: { played: string } }).data.played}`;
      const time = String(seconds(at));
      const key = Buffer.from(svixKeys[by].slice("whsec_".length), "base64");
      const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
      const signed = { "svix-id": id, "svix-timestamp": time, "svix-signature": `v2,unknown v1,${signature}` };
      return { headers: { ...json, ...signed }, body };
    },
  },
  mailjet: withPassword(
    (id, kind, at) => ({
      ...{ event: kind === "bounce" ? "bounce" : "novelty", time: seconds(at), MessageID: 13792286917004336 },
      ...{ Message_GUID: id, email: "reader@readers.example", CustomID: "token", hard_bounce: true, blocked: false },
      ...{ error_related_to: "recipient", error: "user unknown", comment: "550 5.1.1 user unknown" },
    }),
    true,
  ),
  brevo: withPassword(
    (id, kind, at) => ({
      ...{ event: kind === "bounce" ? "hard_bounce" : "novelty", email: "reader@readers.example", id: 7 },
      ...{ "message-id": `<${id}@briefing.example.org>`, ts_event: seconds(at), ts: seconds(at) },
      ...{ "X-Mailin-custom": "token", reason: "550 5.1.1 user unknown" },
    }),
    true,
    true,
  ),
};
