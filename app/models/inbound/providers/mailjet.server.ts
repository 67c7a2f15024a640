import type { Report } from "../reports.ts";
import { eventsInList } from "./batches.server.ts";
import { judgeBounce } from "./bounces.server.ts";
import { reportOf, type Provider, type ProviderReport } from "./provider.server.ts";
import { hasPassword, eventName } from "./signatures.server.ts";
import { ofTable, secondsAt, textAt, valueAt } from "./values.ts";

type Told = Pick<Report, "kind" | "category"> & { confidence?: Report["confidence"] };

/** Its table of errors, those of events `bounce` and `blocked` alike. */
const errors: Record<string, Told> = {
  "user unknown": { kind: "hard", category: "address" },
  "mailbox inactive": { kind: "hard", category: "mailbox", confidence: "likely" },
  "quota exceeded": { kind: "soft", category: "mailbox" },
  "spam reporter": { kind: "complaint", category: null, confidence: "likely" },
  "invalid domain": { kind: "hard", category: "address" },
  "no mail host": { kind: "soft", category: "temporary" },
  "relay/access denied": { kind: "block", category: "setup" },
  greylisted: { kind: "delayed", category: "greylist" },
  typofix: { kind: "hard", category: "address" },
  "bad or empty template": { kind: "block", category: "setup" },
  "error in template language": { kind: "block", category: "setup" },
  "sender blocked": { kind: "block", category: "block" },
  "content blocked": { kind: "block", category: "content" },
  "policy issue": { kind: "block", category: "block" },
  "system issue": { kind: "soft", category: "temporary" },
  "protocol issue": { kind: "soft", category: "temporary" },
  "connection issue": { kind: "soft", category: "connection" },
  preblocked: { kind: "hard", category: "address", confidence: "likely" },
  "duplicate in campaign": { kind: "unknown", category: null },
};

/** A domain without a mail server may be one for a day; Mailjet says when it is for good. */
function failed(event: unknown): Told {
  const error = textAt(event, "error");
  const forGood = valueAt(event, "hard_bounce") === true;
  if (error === "no mail host" && forGood) return { kind: "hard", category: "address", confidence: "likely" };
  if (/^black ?listed$/.test(error ?? "")) return errors.preblocked!;
  return ofTable(errors, error) ?? judgeBounce(forGood, null, textAt(event, "comment"));
}

const kinds: Record<string, (event: unknown) => Told> = {
  bounce: failed,
  blocked: failed,
  sent: () => ({ kind: "delivered", category: "accepted" }),
  spam: () => ({ kind: "complaint", category: null }),
  unsub: () => ({ kind: "leave", category: null }),
};

/** Events that nobody asked to be told. */
const unwanted = ["open", "click"];

function readMailjet(event: unknown): ProviderReport[] {
  const type = textAt(event, "event");
  if (type !== null && unwanted.includes(type)) return [];
  const error = textAt(event, "error");
  const words = textAt(event, "comment") ?? textAt(event, "smtp_reply");
  const report = reportOf({
    ...(ofTable(kinds, type)?.(event) ?? { kind: "unknown", confidence: "guess" }),
    rule: ["mailjet:", type, error].filter(Boolean).join(" "),
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(words ?? "")?.[0] ?? null,
    diagnostic: words ?? error,
    evidence: [`event: ${type}, error: ${error}, hard_bounce: ${String(valueAt(event, "hard_bounce"))}`],
    references: {
      envelopeId: textAt(event, "CustomID"),
      providerMessageId: textAt(event, "Message_GUID") ?? textAt(event, "MessageID"),
      finalRecipient: textAt(event, "email"),
    },
  });
  return [{ at: secondsAt(event, "time"), report }];
}

/** Mailjet, which signs nothing and names no event: the password is in the address that it is told. */
export const mailjet: Provider = {
  verify: (_context, request, passwords) => hasPassword(request, passwords),
  events: (parsed, { body }) =>
    eventsInList(parsed, body, (event) => {
      const named = ["event", "time", "MessageID", "Message_GUID", "email", "CustomID", "error"];
      return textAt(event, "event") && eventName(...named.map((name) => textAt(event, name)));
    }),
  read: readMailjet,
  fields: (reference) => [["X-MJ-CustomID", reference]],
};
