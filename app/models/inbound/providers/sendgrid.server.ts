import { createPublicKey, verify } from "node:crypto";
import { day } from "#app/models/durations.ts";
import type { Report } from "../reports.ts";
import { eventsInList } from "./batches.server.ts";
import { judgeBounce } from "./bounces.server.ts";
import { referenceName, reportOf, type Provider, type ProviderReport } from "./provider.server.ts";
import { fitsAny, isFresh } from "./signatures.server.ts";
import { ofTable, secondsAt, textAt } from "./values.ts";

/** It tries again for a day, and whether with the first time is not documented; events are known by their ids. */
const window = day;

type Told = Pick<Report, "kind" | "category" | "confidence">;

/** Why SendGrid did not try; in small letters, each as the beginning of what it says. */
const drops: [beginning: string, told: Told][] = [
  ["bounced address", { kind: "hard", category: "address", confidence: "likely" }],
  ["invalid smtpapi", { kind: "block", category: "setup", confidence: "certain" }],
  ["invalid", { kind: "hard", category: "address", confidence: "certain" }],
  ["unsubscribed address", { kind: "leave", category: null, confidence: "certain" }],
  ["spam reporting address", { kind: "complaint", category: null, confidence: "likely" }],
  ["spam content", { kind: "block", category: "content", confidence: "certain" }],
  ["recipient list over", { kind: "block", category: "setup", confidence: "certain" }],
];

const kinds: Record<string, (event: unknown) => Told> = {
  bounce: (event) => judgeBounce(textAt(event, "type") !== "blocked", textAt(event, "status"), textAt(event, "reason")),
  dropped(event) {
    const reason = (textAt(event, "reason") ?? "").toLowerCase();
    const known = drops.find(([beginning]) => reason.startsWith(beginning));
    return known?.[1] ?? { kind: "unknown", category: null, confidence: "guess" };
  },
  deferred: () => ({ kind: "delayed", category: "temporary", confidence: "certain" }),
  delivered: () => ({ kind: "delivered", category: "accepted", confidence: "certain" }),
  spamreport: () => ({ kind: "complaint", category: null, confidence: "certain" }),
  unsubscribe: () => ({ kind: "leave", category: null, confidence: "certain" }),
  group_unsubscribe: () => ({ kind: "leave", category: null, confidence: "certain" }),
};

/** Events that nobody asked to be told. */
const unwanted = ["processed", "open", "click"];

function readSendgrid(event: unknown): ProviderReport[] {
  const type = textAt(event, "event");
  if (type !== null && unwanted.includes(type)) return [];
  const reason = textAt(event, "reason");
  const smtpId = textAt(event, "smtp-id");
  const report = reportOf({
    ...(ofTable(kinds, type)?.(event) ?? { kind: "unknown", confidence: "guess" }),
    rule: ["sendgrid:", type, textAt(event, "type")].filter(Boolean).join(" "),
    status: textAt(event, "status"),
    diagnostic: reason ?? textAt(event, "response"),
    evidence: [`event: ${type}, type: ${textAt(event, "type")}`, ...(reason ? [reason] : [])],
    references: {
      envelopeId: textAt(event, referenceName),
      messageIds: smtpId ? [smtpId] : [],
      providerMessageId: textAt(event, "sg_message_id"),
      finalRecipient: textAt(event, "email"),
    },
  });
  return [{ at: secondsAt(event, "timestamp"), report }];
}

/** SendGrid, which signs the bytes of its batches by a key that only it has. */
export const sendgrid: Provider = {
  verify(context, { body, headers }, keys) {
    const time = headers.get("x-twilio-email-event-webhook-timestamp") ?? "";
    const signature = Buffer.from(headers.get("x-twilio-email-event-webhook-signature") ?? "", "base64");
    const signed = Buffer.concat([Buffer.from(time), body]);
    const fits = (key: string) => {
      const publicKey = createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" });
      return verify("sha256", signed, publicKey, signature);
    };
    return fitsAny(keys, fits) && isFresh(secondsAt(time), context.clock(), window);
  },
  events: (parsed, { body }) => eventsInList(parsed, body, (event) => textAt(event, "sg_event_id")),
  read: readSendgrid,
  fields: (reference) => [["X-SMTPAPI", JSON.stringify({ unique_args: { [referenceName]: reference } })]],
};
