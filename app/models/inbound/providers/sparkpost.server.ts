import type { Report } from "../reports.ts";
import { eventsInList } from "./batches.server.ts";
import { judgeBounce } from "./bounces.server.ts";
import { referenceName, reportOf, type Provider, type ProviderReport } from "./provider.server.ts";
import { hasPassword } from "./signatures.server.ts";
import { ofTable, secondsAt, textAt, valueAt } from "./values.ts";

type Told = Pick<Report, "kind" | "category"> & { confidence?: Report["confidence"] };

/** Its classes of bounces; those without an entry are judged by the server's words. */
const classes: Record<string, Told> = {
  "10": { kind: "hard", category: "address" },
  "20": { kind: "soft", category: "temporary" },
  "21": { kind: "soft", category: "temporary" },
  "22": { kind: "soft", category: "mailbox" },
  "23": { kind: "soft", category: "content" },
  "24": { kind: "soft", category: "connection" },
  "25": { kind: "block", category: "setup" },
  "30": { kind: "hard", category: "address" },
  "50": { kind: "block", category: "block" },
  "51": { kind: "block", category: "block" },
  "52": { kind: "block", category: "content" },
  "53": { kind: "block", category: "content" },
  "54": { kind: "block", category: "setup" },
  "60": { kind: "auto-reply", category: null },
  "70": { kind: "soft", category: "temporary" },
  "80": { kind: "unknown", category: null, confidence: "guess" },
  "90": { kind: "leave", category: null },
  "100": { kind: "challenge", category: null },
};

/** Kinds of feedback that are no complaints (RFC 5965). */
const feedback: Record<string, Report["kind"]> = {
  "not-spam": "not-spam",
  "auth-failure": "authentication-failure",
  "opt-out": "opt-out",
};

function bounced(event: unknown): Told {
  const known = ofTable(classes, textAt(event, "bounce_class"));
  if (known) return known;
  const reason = textAt(event, "raw_reason") ?? textAt(event, "reason");
  return { ...judgeBounce(false, null, reason), confidence: "guess" };
}

const kinds: Record<string, (event: unknown) => Told> = {
  bounce: bounced,
  out_of_band: bounced,
  policy_rejection: (event) => (textAt(event, "bounce_class") ? bounced(event) : { kind: "block", category: "setup" }),
  generation_failure: () => ({ kind: "block", category: "setup" }),
  generation_rejection: () => ({ kind: "block", category: "setup" }),
  delay: () => ({ kind: "delayed", category: "temporary" }),
  delivery: () => ({ kind: "delivered", category: "accepted" }),
  spam_complaint: (event) => ({ kind: ofTable(feedback, textAt(event, "fbtype")) ?? "complaint", category: null }),
  list_unsubscribe: () => ({ kind: "leave", category: null }),
  link_unsubscribe: () => ({ kind: "leave", category: null }),
};

/** Events that nobody asked to be told. */
const unwanted = ["injection", "open", "initial_open", "click", "amp_open", "amp_initial_open", "amp_click"];

/** Each event stands alone in its class, like `{ msys: { message_event: … } }`; a ping has none. */
function inside(event: unknown): unknown {
  const msys = valueAt(event, "msys");
  const names = typeof msys === "object" && msys !== null ? Object.keys(msys) : [];
  return names.length === 1 ? valueAt(msys, names[0]!) : undefined;
}

function isPing(event: unknown): boolean {
  const msys = valueAt(event, "msys");
  return typeof msys === "object" && msys !== null && Object.keys(msys).length === 0;
}

function readSparkpost(wrapped: unknown): ProviderReport[] {
  const event = inside(wrapped);
  const type = textAt(event, "type");
  if (isPing(wrapped) || (type !== null && unwanted.includes(type))) return [];
  const bounceClass = textAt(event, "bounce_class");
  const reason = textAt(event, "raw_reason") ?? textAt(event, "reason");
  const report = reportOf({
    ...(ofTable(kinds, type)?.(event) ?? { kind: "unknown", confidence: "guess" }),
    rule: ["sparkpost:", type, bounceClass].filter(Boolean).join(" "),
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(reason ?? "")?.[0] ?? null,
    diagnostic: reason,
    evidence: [`type: ${type}, bounce_class: ${bounceClass}`, ...(reason ? [reason] : [])],
    references: {
      envelopeId: textAt(event, "rcpt_meta", referenceName),
      providerMessageId: textAt(event, "message_id") ?? textAt(event, "transmission_id"),
      finalRecipient: textAt(event, "raw_rcpt_to") ?? textAt(event, "rcpt_to"),
    },
  });
  return [{ at: secondsAt(event, "timestamp"), report }];
}

/** SparkPost, which signs nothing: the password is set with the webhook. */
export const sparkpost: Provider = {
  verify: (_context, request, passwords) => hasPassword(request, passwords),
  events: (parsed, { body }) => eventsInList(parsed, body, (event) => textAt(inside(event), "event_id")),
  read: readSparkpost,
  fields: (reference) => [["X-MSYS-API", JSON.stringify({ metadata: { [referenceName]: reference } })]],
};
