import { causeOf, type Cause } from "#emails/smtp/causes/causes.server.ts";
import { enhancedCodesIn } from "#emails/smtp/causes/serverWords.server.ts";
import type { Report } from "../reports.ts";
import { bounceSigns, isBounce } from "./bounceSigns.server.ts";
import { decodeBytes } from "./decoding.server.ts";
import {
  reportedAddress,
  reportedDiagnostic,
  readReportGroups,
  reportedStatus,
  type ReportFields,
} from "./deliveryStatus.server.ts";
import { newAddressIn } from "./newAddress.server.ts";
import { allParts, bytesOf, header, type MailPart } from "./parts.server.ts";
import { ownWords, proseBounces, type ProseBounce } from "./prose.server.ts";
import { reasonIn } from "./reasons.server.ts";
import { referencesOf, type ReturnedHead } from "./references.server.ts";
import { aReport } from "./reporting.server.ts";

/** ReportFields of a delivery report where no part says that it is one. */
const looseFields =
  /^(?:final-recipient|original-recipient)[ \t]*:[ \t]*(?:rfc822|utf-?8|x-local|unknown|smtp|[\w-]{1,20})?[ \t]*;?/im;

/** Fields of a delivery report in which a server names the message by its own queue. */
const queueFields = ["x-postfix-queue-id", "x-queue-id", "x-exim-message-id"];

/** A message as it is read: its parts, its text for people, and the head that it returns. */
export type Read = { message: MailPart; text: string; returned: ReturnedHead };

/** Reports in the form of RFC 3464, one for each recipient; null when the message holds none. */
export function deliveryReports({ message, text, returned }: Read): Report[] | null {
  const fields = statusFields(message, text);
  if (!fields) return null;
  const { message: ofAll, recipients } = readReportGroups(fields);
  const known = recipients.filter((one) => one.has("action") || one.has("status") || one.has("diagnostic-code"));
  if (known.length === 0) return null;
  const said = proseBounces(ownWords(text));
  return known.map((one) => ofRecipient(one, ofAll, said, message, returned));
}

function statusFields(message: MailPart, text: string): string | null {
  const parts = allParts(message);
  const announced = parts.find(({ type }) => /^message\/(global-)?(delivery-?status|delivery-status-?\w*)$/.test(type));
  const loose = () =>
    parts.find(
      (part) => !part.parts.length && part.type !== "text/html" && looseFields.test(bytesOf(part).slice(0, 60_000)),
    );
  const inside = announced ?? (isByMachine(message, text) ? loose() : undefined);
  if (inside) {
    const bytes = bytesOf(inside);
    return decodeBytes(
      announced ? bytes : bytes.slice(Math.max(0, bytes.search(looseFields) - 400)),
      inside.parameters.get("charset"),
    );
  }
  // A report that was passed on by a machine stands in a message inside.
  if (!isByMachine(message, text)) return null;
  const nested = allParts(message, true).find(({ type }) => type === "message/delivery-status");
  return nested ? bytesOf(nested) : null;
}

function isByMachine(message: MailPart, text: string): boolean {
  const signs = bounceSigns(message, ownWords(text));
  return signs.machine || signs.program || !text.trim();
}

function ofRecipient(
  fields: ReportFields,
  ofAll: ReportFields,
  said: ProseBounce[],
  message: MailPart,
  returned: ReturnedHead,
): Report {
  const diagnostic = reportedDiagnostic(fields);
  const finalRecipient = reportedAddress(fields.get("final-recipient"));
  const originalRecipient = reportedAddress(fields.get("original-recipient"));
  const words =
    said.length === 1 ? said[0]! : said.find((one) => isOneOf(one.address, [finalRecipient, originalRecipient]));
  const status = reportedStatus(fields) ?? enhancedCodesIn(diagnostic ?? "")[0] ?? null;
  const action = actionOf(fields, status, words?.words ?? "");
  const lines = ["action", "status", "diagnostic-code", "remote-mta"].filter((name) => fields.has(name));
  const evidence = lines.map((name) => `${name}: ${fields.get(name)}`);
  const named = [ofAll, fields].flatMap((group) => queueFields.map((name) => group.get(name) ?? ""));
  const references = referencesOf(
    message,
    returned,
    {
      envelopeId: ofAll.get("original-envelope-id") ?? fields.get("original-envelope-id") ?? null,
      ...{ originalRecipient, finalRecipient, queueIds: named.filter(Boolean) },
    },
    words?.words,
  );
  const about = { status, diagnostic: diagnostic ?? words?.words ?? null, evidence, references };
  if (action !== "failed") return aReport({ ...about, kind: action, rule: `report-${action}`, confidence: "certain" });
  const cause = causeOfReport(diagnostic, status, words);
  return failed(cause, { ...about, evidence: cause.line ? [...evidence, cause.line] : evidence }, [
    finalRecipient,
    originalRecipient,
  ]);
}

function isOneOf(address: string | null, others: (string | null)[]): boolean {
  return address !== null && others.some((one) => one?.toLowerCase() === address.toLowerCase());
}

/** The fate of a delivery: by the action, or where that is missing or odd by the status (B-04). */
function actionOf(fields: ReportFields, status: string | null, words: string): "failed" | "delayed" | "delivered" {
  const action = fields.get("action")?.toLowerCase() ?? "";
  if (/^\W*(delay|defer|transient|retry)/.test(action)) return "delayed";
  if (/^\W*(deliver|relay|expand|success)/.test(action)) return "delivered";
  if (/^\W*(fail|error|undeliver|reject|bounce)/.test(action)) return "failed";
  if (status?.startsWith("2")) return "delivered";
  return status?.startsWith("4") && /will (retry|keep|be retried|continue)|delayed|not yet/i.test(words)
    ? "delayed"
    : "failed";
}

type Reason = Cause & { line: string | null };

/** The diagnostic decides; where it leaves doubt, what the report says to people. */
function causeOfReport(diagnostic: string | null, status: string | null, words: ProseBounce | undefined): Reason {
  const codes = status ? [status] : [];
  const first = causeOf(diagnostic ?? "", codes);
  if (first && first.confidence === "certain") return { ...first, line: null };
  const passes = status?.startsWith("4") && !/(^|\s)5\d\d\b|\b5\.\d\.\d/.test(diagnostic ?? "");
  const second = words && reasonIn(words, passes ? false : undefined);
  if (first && !(second && second.confidence !== "guess" && first.confidence === "guess"))
    return { ...first, line: null };
  if (second) return second;
  return { ...withoutReason(status), line: null };
}

/** A failure whose reason nobody tells: it counts for now, and a person may teach a rule for it. */
function withoutReason(status: string | null): Cause {
  return {
    kind: "soft",
    category: "temporary",
    rule: status?.startsWith("4") ? "failed-for-now" : "failed-without-reason",
    confidence: "guess",
  };
}

function failed(
  cause: Cause,
  about: Pick<Report, "status" | "diagnostic" | "evidence" | "references">,
  old: (string | null)[],
): Report {
  const isMoved = cause.rule === "code-moved" || cause.rule === "text-moved";
  const newAddress = isMoved ? newAddressIn(about.diagnostic ?? "", old) : null;
  const { kind, category, rule, confidence } = cause;
  return aReport({ ...about, kind, category, rule, confidence, newAddress });
}

/** Bounces that are written for people only; null when the message is none. */
export function bouncesInProse({ message, text, returned }: Read): Report[] | null {
  const words = ownWords(text);
  const signs = bounceSigns(message, words);
  if (!isBounce(message, signs)) return null;
  const known = (message.headers.get("x-failed-recipients") ?? [])
    .flatMap((one) => one.split(","))
    .map((one) => one.trim());
  const about = (one: ProseBounce) => ({
    references: referencesOf(message, returned, { finalRecipient: one.address, originalRecipient: null }, words),
    diagnostic: one.words.replace(/\s+/g, " "),
  });
  const [first] = proseBounces(words, known);
  const kind = signs.delayed ? "delayed" : signs.delivered && !reasonIn({ ...first!, words }) ? "delivered" : null;
  if (kind) {
    const evidence = [header(message, "subject")];
    return [aReport({ kind, rule: `prose-${kind}`, confidence: "likely", ...about(first!), evidence })];
  }
  return proseBounces(words, known).map((one) => {
    const reason: Reason = reasonIn(one) ??
      reasonIn({ ...one, words, lines: words.split("\n") }) ?? { ...withoutReason(null), line: null };
    const line = reason.line ?? one.lines[0] ?? "";
    const status = enhancedCodesIn(reason.line ?? one.words)[0] ?? null;
    const told = { ...about(one), status, evidence: [header(message, "subject"), line] };
    return failed(reason, { ...told, diagnostic: reason.line ?? told.diagnostic }, [one.address]);
  });
}
