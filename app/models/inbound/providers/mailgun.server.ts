import { day } from "#app/models/durations.ts";
import type { Report } from "../reports.ts";
import { judgeBounce } from "./bounces.server.ts";
import { referenceName, reportOf, type Provider, type ProviderReport } from "./provider.server.ts";
import { isFresh, hasMac } from "./signatures.server.ts";
import { ofTable, secondsAt, textAt, valueAt } from "./values.ts";

/** Events may come late, and their token is taken once. */
const window = day;

/** Failures that are none of the receiving server's: Mailgun did not try, or gave up. */
const reasons: Record<string, Pick<Report, "kind" | "category" | "confidence">> = {
  "suppress-bounce": { kind: "hard", category: "address", confidence: "likely" },
  "suppress-complaint": { kind: "complaint", category: null, confidence: "likely" },
  "suppress-unsubscribe": { kind: "leave", category: null, confidence: "certain" },
  old: { kind: "soft", category: "temporary", confidence: "certain" },
};

type Told = Pick<Report, "kind" | "category" | "confidence">;

const kinds: Record<string, (data: unknown) => Told> = {
  failed(data) {
    if (textAt(data, "severity") === "temporary")
      return { kind: "delayed", category: "temporary", confidence: "certain" };
    const known = ofTable(reasons, textAt(data, "reason"));
    return known ?? judgeBounce(true, statusIn(data), diagnosticIn(data));
  },
  delivered: () => ({ kind: "delivered", category: "accepted", confidence: "certain" }),
  complained: () => ({ kind: "complaint", category: null, confidence: "certain" }),
  unsubscribed: () => ({ kind: "leave", category: null, confidence: "certain" }),
  rejected: () => ({ kind: "block", category: "setup", confidence: "certain" }),
};

/** Events that nobody asked to be told. */
const unwanted = ["accepted", "opened", "clicked", "stored"];

function statusIn(data: unknown): string | null {
  return textAt(data, "delivery-status", "enhanced-code");
}

/** The words of the receiving server, behind their code; where there are none, Mailgun's. */
function diagnosticIn(data: unknown): string | null {
  const words = textAt(data, "delivery-status", "message") ?? textAt(data, "delivery-status", "description");
  const code = textAt(data, "delivery-status", "code");
  const known = words ?? textAt(data, "reject", "reason");
  // Above 600 are codes of Mailgun's own.
  return code && /^[45]\d\d$/.test(code) && !known?.startsWith(code) ? `${code} ${known ?? ""}` : known;
}

function readMailgun(event: unknown): ProviderReport[] {
  const data = valueAt(event, "event-data");
  const type = textAt(data, "event");
  if (type !== null && unwanted.includes(type)) return [];
  const [severity, reason] = [textAt(data, "severity"), textAt(data, "reason")];
  const messageId = textAt(data, "message", "headers", "message-id");
  const report = reportOf({
    ...(ofTable(kinds, type)?.(data) ?? { kind: "unknown", confidence: "guess" }),
    rule: ["mailgun:", type, severity, reason].filter(Boolean).join(" "),
    status: statusIn(data),
    diagnostic: diagnosticIn(data),
    evidence: [`event: ${type}, severity: ${severity}, reason: ${reason}`],
    references: {
      envelopeId: textAt(data, "user-variables", referenceName),
      messageIds: messageId ? [`<${messageId.replace(/^<|>$/g, "")}>`] : [],
      providerMessageId: messageId,
      finalRecipient: textAt(data, "recipient"),
    },
  });
  return [{ at: secondsAt(data, "timestamp"), report }];
}

/** Mailgun. Its signature does not cover the event, so that its token is taken once, whatever comes with it. */
export const mailgun: Provider = {
  verify(context, _, keys, parsed) {
    const [time, token] = [textAt(parsed, "signature", "timestamp"), textAt(parsed, "signature", "token")];
    const given = textAt(parsed, "signature", "signature") ?? "";
    if (time === null || token === null || !hasMac(given, keys, time + token, "hex")) return false;
    return isFresh(secondsAt(time), context.clock(), window);
  },
  events: (parsed, { body }) => [{ id: textAt(parsed, "signature", "token")!, raw: body }],
  read: readMailgun,
  fields: (reference) => [["X-Mailgun-Variables", JSON.stringify({ [referenceName]: reference })]],
};
