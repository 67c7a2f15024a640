import type { Report } from "../reports.ts";
import { eventsInList } from "./batches.server.ts";
import { judgeBounce } from "./bounces.server.ts";
import { reportOf, type Provider, type ProviderReport } from "./provider.server.ts";
import { hasPassword, eventName } from "./signatures.server.ts";
import { ofTable, secondsAt, textAt } from "./values.ts";

type Told = Pick<Report, "kind" | "category" | "confidence">;

const left = (): Told => ({ kind: "leave", category: null, confidence: "certain" });
const complained = (): Told => ({ kind: "complaint", category: null, confidence: "certain" });

/** Its events of single mails, some of which have another name in the lists that it shows. */
const kinds: Record<string, (event: unknown) => Told> = {
  hard_bounce: (event) => judgeBounce(true, null, textAt(event, "reason")),
  soft_bounce: (event) => judgeBounce(false, null, textAt(event, "reason")),
  invalid_email: () => ({ kind: "hard", category: "address", confidence: "certain" }),
  blocked: () => ({ kind: "hard", category: "address", confidence: "likely" }),
  error: () => ({ kind: "soft", category: "temporary", confidence: "guess" }),
  deferred: () => ({ kind: "delayed", category: "temporary", confidence: "certain" }),
  delivered: () => ({ kind: "delivered", category: "accepted", confidence: "certain" }),
  spam: complained,
  complaint: complained,
  unsubscribed: left,
  unsubscribe: left,
};

/** Events that nobody asked to be told. */
const unwanted = [
  ...["request", "sent", "opened", "unique_opened", "first_opening", "click"],
  ...["proxy_open", "unique_proxy_open", "loaded_by_proxy"],
];

function readBrevo(event: unknown): ProviderReport[] {
  const type = textAt(event, "event");
  if (type !== null && unwanted.includes(type)) return [];
  const reason = textAt(event, "reason");
  const messageId = textAt(event, "message-id");
  const report = reportOf({
    ...(ofTable(kinds, type)?.(event) ?? { kind: "unknown", confidence: "guess" }),
    rule: `brevo: ${type}`,
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(reason ?? "")?.[0] ?? null,
    diagnostic: reason,
    evidence: [`event: ${type}`, ...(reason ? [reason] : [])],
    references: {
      envelopeId: textAt(event, "X-Mailin-custom"),
      messageIds: messageId ? [`<${messageId.replace(/^<|>$/g, "")}>`] : [],
      providerMessageId: messageId,
      finalRecipient: textAt(event, "email"),
    },
  });
  return [{ at: secondsAt(event, "ts_event") ?? secondsAt(event, "ts"), report }];
}

/** Brevo, which signs nothing and names no event: the password is in the address, or a bearer's token, that it is told. */
export const brevo: Provider = {
  verify: (_context, request, passwords) => hasPassword(request, passwords),
  events: (parsed, { body }) =>
    eventsInList(parsed, body, (event) => {
      const named = ["event", "message-id", "email", "ts_event", "ts", "reason"];
      return textAt(event, "event") && eventName(...named.map((name) => textAt(event, name)));
    }),
  read: readBrevo,
  fields: (reference) => [["X-Mailin-custom", reference]],
};
