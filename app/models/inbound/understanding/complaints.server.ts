import type { Report, ReportKind } from "../reports.ts";
import { decodeBytes } from "./decoding.server.ts";
import { allParts, bytesOf, header, type MailPart } from "./parts.server.ts";
import { referencesOf, type ReturnedHead } from "./references.server.ts";
import { aReport } from "./reporting.server.ts";

/** Every feedback type (RFC 5965 7.3, RFC 6591, and those of old reports) with what it means; others are complaints. */
const feedbackTypes: Record<string, ReportKind> = {
  abuse: "complaint",
  fraud: "complaint",
  virus: "complaint",
  other: "complaint",
  miscategorized: "complaint",
  "not-spam": "not-spam",
  "opt-out": "opt-out",
  "opt-out-list": "opt-out",
  "auth-failure": "authentication-failure",
  dmarc: "authentication-failure",
  "dkim-failure": "authentication-failure",
};

/** Reports in the form of RFC 5965, whole or in part, and in Microsoft's; null when it is none. */
export function complaintReports(message: MailPart, text: string, returned: ReturnedHead): Report[] | null {
  const fields = feedbackFields(message, text);
  if (fields) return ofFeedback(message, fields, returned);
  return ofMicrosoft(message, text, returned);
}

function feedbackFields(message: MailPart, text: string): ReturnedHead | null {
  const part = allParts(message).find(
    ({ type, parameters }) =>
      type === "message/feedback-report" || (type === "" && parameters.get("report-type") === "feedback-report"),
  );
  if (part) return fieldsIn(decodeBytes(bytesOf(part)));
  const announced = /feedback-report/i.test(message.parameters.get("report-type") ?? "");
  const inText = /^feedback-type:[ \t]*[\w-]+/im.exec(text.slice(0, 20_000));
  if (inText && (announced || /^(user-agent|version|original-mail-from|arrival-date|source-ip):/im.test(text)))
    return fieldsIn(text.slice(inText.index));
  if (
    announced ||
    /^\W*this is an? (e-?mail )?(abuse|spam|feedback) report (for|of|about|on) an? /i.test(text.trim().slice(0, 300))
  )
    return new Map();
  return null;
}

function fieldsIn(text: string): ReturnedHead {
  const fields: ReturnedHead = new Map();
  for (const line of text.slice(0, 40_000).split("\n", 500)) {
    const [, name, value] = /^\s*([A-Za-z][\w-]{1,40}):[ \t]*(.*)$/.exec(line) ?? [];
    if (name) fields.set(name.toLowerCase(), [...(fields.get(name.toLowerCase()) ?? []), value!.trim()]);
  }
  return fields;
}

function ofFeedback(message: MailPart, fields: ReturnedHead, returned: ReturnedHead): Report[] {
  const type =
    fields
      .get("feedback-type")?.[0]
      ?.toLowerCase()
      .replace(/[^\w-].*$/, "") ?? "";
  const kind = (Object.hasOwn(feedbackTypes, type) && feedbackTypes[type]) || "complaint";
  const recipients = (fields.get("original-rcpt-to") ?? fields.get("removal-recipient") ?? [])
    .map(plainAddress)
    .filter((one) => one !== null);
  const distinct = [...new Set(recipients)].slice(0, 10);
  const sentTo = (fields.get("original-mail-from") ?? []).map(plainAddress).filter((one) => one !== null);
  return (distinct.length ? distinct : [null]).map((originalRecipient) =>
    aReport({
      kind,
      rule: `feedback-${type in feedbackTypes ? type : "without-type"}`,
      confidence: fields.size ? "certain" : "likely",
      evidence: [`Feedback-Type: ${type || "?"}`, fields.get("user-agent")?.[0] ?? ""],
      references: referencesOf(message, returned, {
        sentTo,
        originalRecipient,
        envelopeId: fields.get("original-envelope-id")?.[0] ?? null,
      }),
    }),
  );
}

/** The address of a field; null where the provider has blotted it out. */
function plainAddress(value: string): string | null {
  const address = /[^\s<>"'(),;:]{1,100}@[^\s<>"'(),;:]{1,253}/.exec(value)?.[0] ?? null;
  return address && !/redact|^x+@|\*{2,}|^hidden|^unknown@/i.test(address) ? address : null;
}

/** Microsoft's Junk Mail Reporting: the message itself, with the recipient in a field of its head or above it. */
function ofMicrosoft(message: MailPart, text: string, returned: ReturnedHead): Report[] | null {
  const field = "x-hmxmroriginalrecipient";
  const attached = returned.get(field)?.[0] ?? /^x-hmxmroriginalrecipient:[ \t]*(\S+)/im.exec(text)?.[1];
  const isTheirs = /^(staff|jmrp\w*|abuse|feedback)@([\w-]+\.)*(hotmail|outlook|live|msn|microsoft)\.\w+/i;
  const from = /[^\s<>"]+@[^\s<>"]+/.exec(header(message, "from"))?.[0] ?? "";
  const complains = /^complaint about message from|^(junk|spam|abuse) (mail )?report/i.test(header(message, "subject"));
  const isPlainText =
    /^\W*(this is an? (abuse|spam|complaint)|the following (message|e-?mail) was reported as (spam|abuse))/i.test(
      text.trim().slice(0, 200),
    );
  if (!attached && !(isTheirs.test(from) && complains) && !(complains && isPlainText)) return null;
  const originalRecipient = plainAddress(attached ?? "");
  return [
    aReport({
      kind: "complaint",
      rule: "feedback-microsoft",
      confidence: attached ? "certain" : "likely",
      evidence: [header(message, "subject")],
      references: referencesOf(message, returned, { originalRecipient }),
    }),
  ];
}
