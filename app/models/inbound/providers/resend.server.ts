import { minute } from "#app/models/durations.ts";
import type { Report } from "../reports.ts";
import { referenceField, referenceName, reportOf, type Provider, type ProviderReport } from "./provider.server.ts";
import { judgeSesBounce } from "./sesEvents.server.ts";
import { fitsAny, isFresh, hasMac } from "./signatures.server.ts";
import { fieldsNamed, listAt, ofTable, secondsAt, textAt, parsedTime } from "./values.ts";

/** It signs again at every try. */
const window = 5 * minute;

type Told = Pick<Report, "kind" | "category" | "confidence">;

const kinds: Record<string, (data: unknown) => Told> = {
  "email.bounced"(data) {
    const words = textAt(data, "bounce", "message");
    const type = textAt(data, "bounce", "type") ?? "Permanent";
    return judgeSesBounce(type, textAt(data, "bounce", "subType"), null, words);
  },
  "email.suppressed": () => ({ kind: "hard", category: "address", confidence: "likely" }),
  "email.failed": () => ({ kind: "block", category: "setup", confidence: "likely" }),
  "email.delivery_delayed": () => ({ kind: "delayed", category: "temporary", confidence: "certain" }),
  "email.delivered": () => ({ kind: "delivered", category: "accepted", confidence: "certain" }),
  "email.complained": () => ({ kind: "complaint", category: null, confidence: "certain" }),
};

/** Events that nobody asked to be told. */
const unwanted = ["email.sent", "email.scheduled", "email.opened", "email.clicked"];

function readResend(event: unknown): ProviderReport[] {
  const type = textAt(event, "type");
  if (type !== null && unwanted.includes(type)) return [];
  const [bounce, subType] = [textAt(event, "data", "bounce", "type"), textAt(event, "data", "bounce", "subType")];
  const headers = listAt(event, "data", "headers");
  const messageId = textAt(event, "data", "message_id") ?? fieldsNamed(headers, "Message-ID")[0];
  const report = reportOf({
    ...(ofTable(kinds, type)?.((event as { data?: unknown }).data) ?? { kind: "unknown", confidence: "guess" }),
    rule: ["resend:", type, bounce, subType].filter(Boolean).join(" "),
    diagnostic: textAt(event, "data", "bounce", "message") ?? textAt(event, "data", "failed", "reason"),
    evidence: [`type: ${type}, bounce: ${bounce}/${subType}`],
    references: {
      envelopeId:
        fieldsNamed(headers, referenceField)[0] ??
        textAt(event, "data", "headers", referenceField) ??
        textAt(event, "data", "tags", referenceName),
      messageIds: messageId ? [messageId] : [],
      providerMessageId: textAt(event, "data", "email_id"),
      finalRecipient: textAt(event, "data", "to", 0),
    },
  });
  return [{ at: parsedTime(textAt(event, "created_at")), report }];
}

/** Resend, which signs by Svix: with each of its keys, as long as it has two. */
export const resend: Provider = {
  verify(context, { body, headers }, secrets) {
    const [id, time] = [headers.get("svix-id") ?? "", headers.get("svix-timestamp") ?? ""];
    const given = (headers.get("svix-signature") ?? "").split(" ").slice(0, 10);
    const keys = secrets.map((secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64"));
    const signed = Buffer.concat([Buffer.from(`${id}.${time}.`), body]);
    const fits = (one: string) => one.startsWith("v1,") && hasMac(one.slice(3), keys, signed, "base64");
    return id !== "" && fitsAny(given, fits) && isFresh(secondsAt(time), context.clock(), window);
  },
  events: (_parsed, { body, headers }) => [{ id: headers.get("svix-id")!, raw: body }],
  read: readResend,
  fields: (reference) => [[referenceField, reference]],
};
