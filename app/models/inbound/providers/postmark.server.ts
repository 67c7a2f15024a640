import type { Report } from "../reports.ts";
import { judgeBounce } from "./bounces.server.ts";
import { referenceName, reportOf, type Provider, type ProviderReport } from "./provider.server.ts";
import { hasPassword, eventName } from "./signatures.server.ts";
import { ofTable, textAt, parsedTime, valueAt } from "./values.ts";

type Told = Pick<Report, "kind" | "category"> & { confidence?: Report["confidence"] };

/** Its types of bounces, which its suppressions name too. `HardBounce` and `SoftBounce` are judged by the server's words. */
const types: Record<string, Told | ((details: string | null) => Told)> = {
  HardBounce: (details) => ({ ...judgeBounce(true, null, details), ...(details ? {} : { confidence: "certain" }) }),
  SoftBounce: (details) => judgeBounce(false, null, details),
  Transient: { kind: "delayed", category: "temporary" },
  DnsError: { kind: "soft", category: "temporary" },
  BadEmailAddress: { kind: "hard", category: "address" },
  ManuallyDeactivated: { kind: "hard", category: "address", confidence: "likely" },
  Blocked: { kind: "block", category: "block" },
  SpamNotification: { kind: "block", category: "block" },
  DMARCPolicy: { kind: "block", category: "setup" },
  SMTPApiError: { kind: "block", category: "setup" },
  TemplateRenderingFailed: { kind: "block", category: "setup" },
  VirusNotification: { kind: "block", category: "content" },
  SpamComplaint: { kind: "complaint", category: null },
  Unsubscribe: { kind: "leave", category: null },
  AutoResponder: { kind: "auto-reply", category: null },
  ChallengeVerification: { kind: "challenge", category: null },
  AddressChange: { kind: "moved", category: "address" },
};

const records: Record<string, (event: unknown) => Told> = {
  Bounce: ofType,
  SpamComplaint: (event) => (textAt(event, "Type") ? ofType(event) : { kind: "complaint", category: null }),
  Delivery: () => ({ kind: "delivered", category: "accepted" }),
  SubscriptionChange(event) {
    const reason = textAt(event, "SuppressionReason");
    if (valueAt(event, "SuppressSending") !== true) return unknown;
    if (reason !== "ManualSuppression") return judged(ofTable(types, reason), null);
    return textAt(event, "Origin") === "Recipient" ? { kind: "leave", category: null } : unknown;
  },
};

const unknown: Told = { kind: "unknown", category: null, confidence: "guess" };

function ofType(event: unknown): Told {
  return judged(ofTable(types, textAt(event, "Type")), textAt(event, "Details"));
}

function judged(known: (typeof types)[string] | undefined, details: string | null): Told {
  return typeof known === "function" ? known(details) : (known ?? unknown);
}

/** Events that nobody asked to be told. */
const unwanted = ["Open", "Click"];

function timeIn(event: unknown): string | null {
  return textAt(event, "BouncedAt") ?? textAt(event, "DeliveredAt") ?? textAt(event, "ChangedAt");
}

function readPostmark(event: unknown): ProviderReport[] {
  const record = textAt(event, "RecordType");
  if (record !== null && unwanted.includes(record)) return [];
  const type = textAt(event, "Type") ?? textAt(event, "SuppressionReason");
  const report = reportOf({
    ...(ofTable(records, record)?.(event) ?? unknown),
    rule: ["postmark:", record, type].filter(Boolean).join(" "),
    diagnostic: textAt(event, "Details") ?? textAt(event, "Description"),
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(textAt(event, "Details") ?? "")?.[0] ?? null,
    evidence: [`RecordType: ${record}, Type: ${type}`],
    references: {
      envelopeId: textAt(event, "Metadata", referenceName),
      providerMessageId: textAt(event, "MessageID"),
      finalRecipient: textAt(event, "Email") ?? textAt(event, "Recipient"),
    },
  });
  return [{ at: parsedTime(timeIn(event)), report }];
}

/** Postmark, which signs nothing: the password is in the address that it is told. */
export const postmark: Provider = {
  verify: (_context, request, passwords) => hasPassword(request, passwords),
  events: (parsed, { body }) => {
    const record = textAt(parsed, "RecordType");
    const [id, mail] = [textAt(parsed, "ID"), textAt(parsed, "MessageID")];
    const who = textAt(parsed, "Recipient") ?? textAt(parsed, "Email");
    const known = id ? eventName(record, id) : eventName(record, mail, who, timeIn(parsed));
    return [{ id: record && (id ?? mail) ? known : eventName(body), raw: body }];
  },
  read: readPostmark,
  fields: (reference) => [[`X-PM-Metadata-${referenceName}`, reference]],
};
