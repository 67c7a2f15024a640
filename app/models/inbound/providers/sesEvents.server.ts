import type { ReplyCategory } from "#app/models/replyCategories.ts";
import type { Report } from "../reports.ts";
import { judgeBounce } from "./bounces.server.ts";
import { referenceField, referenceName, reportOf, type ProviderReport } from "./provider.server.ts";
import { fieldsNamed, listAt, ofTable, textAt, parsedTime, valueAt } from "./values.ts";

type Verdict = Pick<Report, "kind" | "category" | "confidence">;

const verdict = (
  kind: Report["kind"],
  category: ReplyCategory | null,
  confidence: Report["confidence"] = "certain",
): Verdict => ({ kind, category, confidence });

/** Kinds of bounces that tell enough by themselves; any other is judged by the receiving server's words. */
const subTypes: Record<string, Verdict> = {
  NoEmail: verdict("hard", "address"),
  Suppressed: verdict("hard", "address", "likely"),
  OnAccountSuppressionList: verdict("hard", "address", "likely"),
  UnsubscribedRecipient: verdict("leave", null),
  MailboxFull: verdict("soft", "mailbox"),
  MessageTooLarge: verdict("soft", "content"),
  ContentRejected: verdict("block", "content"),
  AttachmentRejected: verdict("block", "content"),
  CustomTimeoutExceeded: verdict("soft", "temporary"),
};

/** Judges a bounce as SES tells it, and Resend, which sends by SES. */
export function judgeSesBounce(
  type: string | null,
  subType: string | null,
  status: string | null,
  diagnostic: string | null,
): Verdict {
  const known = ofTable(subTypes, subType);
  if (known) return known;
  if (type === "Undetermined") return { ...judgeBounce(false, status, diagnostic), confidence: "guess" };
  return judgeBounce(type === "Permanent", status, diagnostic);
}

/** Kinds of feedback that are no complaints (RFC 5965). */
const complaints: Record<string, Report["kind"]> = {
  "not-spam": "not-spam",
  "auth-failure": "authentication-failure",
};

type Part = { about: unknown; recipient: string | null; at: string | null };
type Event = {
  /** The recipients that an event is about, each with what is told of it. */
  parts: (event: unknown) => Part[];
  told: (part: Part, event: unknown) => Parameters<typeof reportOf>[0];
};

/** The recipients in a list of `name`, which has addresses or objects with one. */
const recipients =
  (name: string, list: string) =>
  (event: unknown): Part[] =>
    listAt(event, name, list).map((about) => ({
      about,
      recipient: textAt(about) ?? textAt(about, "emailAddress"),
      at: textAt(event, name, "timestamp"),
    }));

/** The recipients of the mail itself, where an event does not say for whom it is. */
const everybody = (event: unknown): Part[] =>
  listAt(event, "mail", "destination").map((one) => ({
    about: null,
    recipient: textAt(one),
    at: textAt(event, "mail", "timestamp"),
  }));

/** Every kind of event that says something of a delivery. */
const events: Record<string, Event> = {
  Bounce: {
    parts: recipients("bounce", "bouncedRecipients"),
    told({ about }, event) {
      const [type, subType] = [textAt(event, "bounce", "bounceType"), textAt(event, "bounce", "bounceSubType")];
      const [status, diagnostic] = [textAt(about, "status"), textAt(about, "diagnosticCode")];
      return {
        ...judgeSesBounce(type, subType, status, diagnostic),
        ...{ status, diagnostic, rule: `ses: Bounce ${type}/${subType}` },
        evidence: [`bounceType: ${type}, bounceSubType: ${subType}`, ...(diagnostic ? [diagnostic] : [])],
      };
    },
  },
  Complaint: {
    parts: recipients("complaint", "complainedRecipients"),
    told(_, event) {
      const type = textAt(event, "complaint", "complaintFeedbackType");
      const evidence = [`complaintFeedbackType: ${type}`];
      return { kind: ofTable(complaints, type) ?? "complaint", rule: `ses: Complaint ${type}`, evidence };
    },
  },
  Delivery: {
    parts: recipients("delivery", "recipients"),
    told: (_, event) => ({
      ...{ kind: "delivered", category: "accepted", rule: "ses: Delivery" },
      diagnostic: textAt(event, "delivery", "smtpResponse"),
    }),
  },
  DeliveryDelay: {
    parts: recipients("deliveryDelay", "delayedRecipients"),
    told: ({ about }, event) => ({
      ...{ kind: "delayed", category: "temporary", rule: "ses: DeliveryDelay" },
      ...{ status: textAt(about, "status"), diagnostic: textAt(about, "diagnosticCode") },
      evidence: [`delayType: ${textAt(event, "deliveryDelay", "delayType")}`],
    }),
  },
  Reject: {
    parts: everybody,
    told: (_, event) => ({
      ...{ kind: "block", category: "content", rule: "ses: Reject" },
      diagnostic: textAt(event, "reject", "reason"),
    }),
  },
  "Rendering Failure": {
    parts: everybody,
    told: (_, event) => ({
      ...{ kind: "block", category: "setup", rule: "ses: Rendering Failure" },
      diagnostic: textAt(event, "failure", "errorMessage"),
    }),
  },
  Subscription: {
    parts: everybody,
    told(_, event) {
      const left = valueAt(event, "subscription", "newTopicPreferences", "unsubscribeAll") === true;
      return { kind: left ? "leave" : "unknown", rule: "ses: Subscription" };
    },
  },
};

/** Events that nobody asked to be told. */
const unwanted = ["Send", "Open", "Click"];

/** Reads what SES has published: an event, or a notification of the older kind, which differ in one name. */
export function readSesEvent(event: unknown): ProviderReport[] {
  const type = textAt(event, "eventType") ?? textAt(event, "notificationType");
  if (type !== null && unwanted.includes(type)) return [];
  const known = ofTable(events, type);
  const parts = known?.parts(event) ?? [];
  const references = referencesIn(event);
  if (!known || parts.length === 0)
    return [{ at: null, report: reportOf({ kind: "unknown", rule: `ses: ${type}`, confidence: "guess", references }) }];
  return parts.map((part) => {
    const own = { ...references, finalRecipient: part.recipient };
    return { at: parsedTime(part.at), report: reportOf({ ...known.told(part, event), references: own }) };
  });
}

/** SES has a Message-ID of its own; our header comes back where that is switched on, and message tags always do. */
function referencesIn(event: unknown) {
  const headers = listAt(event, "mail", "headers");
  const field = (name: string) => fieldsNamed(headers, name);
  return {
    envelopeId: textAt(event, "mail", "tags", referenceName, 0) ?? field(referenceField)[0] ?? null,
    messageIds: field("Message-ID"),
    feedbackIds: field("Feedback-ID"),
    listUnsubscribe: field("List-Unsubscribe"),
    providerMessageId: textAt(event, "mail", "messageId"),
  };
}
