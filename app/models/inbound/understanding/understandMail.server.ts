import { ownLines } from "#app/models/ownLines.ts";
import { noReferences, type Report } from "../reports.ts";
import { automaticAnswer } from "./automatic.server.ts";
import { bouncesInProse, deliveryReports, type Read } from "./bounces.server.ts";
import { bounceSigns } from "./bounceSigns.server.ts";
import { complaintReports } from "./complaints.server.ts";
import { newAddressIn } from "./newAddress.server.ts";
import { header, readableText, readParts, TooMuch, type MailPart } from "./parts.server.ts";
import { ownWords } from "./prose.server.ts";
import { referencesOf, returnedHead } from "./references.server.ts";
import { aReport } from "./reporting.server.ts";
import { isAboutReader, taughtRuleFor, type TaughtGround, type TaughtRule } from "./taughtRules.ts";

/** Our address to which a reader's program writes to leave (H-19); its token is checked by who acts. */
const leaveAddress = /(?<![a-z2-7])l[el][a-z2-7]{32}(?![a-z2-7])/i;

/**
 * Tells what a mail means that came back (STANDARDS 3.2): always at least one report, one for each recipient of a bounce.
 * Never throws; what is larger or deeper than the limits of B-08 is `unknown` by the rule `quarantined`.
 * @param taught rules of operators, which decide before a guess and before `unknown`
 * @param sentTo recipients of its envelope
 */
export async function understandMail(raw: Buffer, taught: TaughtRule[] = [], sentTo: string[] = []): Promise<Report[]> {
  try {
    return understoodPart(readParts(raw), taught, sentTo);
  } catch (error) {
    const rule = error instanceof TooMuch ? "quarantined" : "unreadable";
    return [aReport({ kind: "unknown", rule, confidence: "guess", references: { ...noReferences, sentTo } })];
  }
}

function understoodPart(message: MailPart, taught: TaughtRule[], sentTo: string[]): Report[] {
  const text = readableText(message);
  const read: Read = { message, text, returned: returnedHead(message, text) };
  const reports = complaintReports(message, text, read.returned) ??
    deliveryReports(read) ??
    leaves(read, sentTo) ??
    bouncesInProse(read) ?? [answerReport(read)];
  const rule = reports.some(isDoubtful) ? taughtRuleFor(taught, groundOf(message, text)) : null;
  return reports.map((report) =>
    withRecipients(rule && isDoubtful(report) && mayDecide(rule, report) ? byTaught(report, rule) : report, sentTo),
  );
}

/** True of a report that a taught rule may decide. */
export function isDoubtful({ kind, confidence }: Report): boolean {
  return kind === "unknown" || confidence === "guess";
}

/** A phrase never makes what seems to be about us count against a reader. */
function mayDecide({ kind }: TaughtRule, { kind: guessed }: Report): boolean {
  return !(guessed === "block" && isAboutReader(kind));
}

function byTaught(report: Report, { id, kind, category, phrase }: TaughtRule): Report {
  return aReport({
    ...report,
    kind,
    category,
    rule: `taught-${id}`,
    confidence: "likely",
    evidence: [phrase, ...report.evidence],
  });
}

function withRecipients(report: Report, sentTo: string[]): Report {
  const { references } = report;
  return {
    ...report,
    references: { ...references, sentTo: [...new Set([...sentTo, ...references.sentTo])].slice(0, 40) },
  };
}

/** The parts of a mail in which taught phrases are looked for, and from which a page lets an operator choose. */
export function taughtGround(raw: Buffer): TaughtGround {
  try {
    const message = readParts(raw);
    return groundOf(message, readableText(message));
  } catch {
    return { sender: "", subject: "", text: "" };
  }
}

function groundOf(message: MailPart, text: string): TaughtGround {
  return { sender: header(message, "from"), subject: header(message, "subject"), text: ownWords(text) };
}

/** A mail to an address that is only for leaving; whatever it says, its token decides. */
function leaves({ message, returned }: Read, sentTo: string[]): Report[] | null {
  const references = referencesOf(message, returned);
  const named = [...sentTo, ...references.sentTo].find((address) => leaveAddress.test(address));
  if (!named) return null;
  return [
    aReport({
      kind: "leave",
      rule: "leave-address",
      confidence: "certain",
      evidence: [header(message, "subject")],
      references,
    }),
  ];
}

/** The report of an answer, which is neither bounce nor complaint: written by a machine, or by a person. */
function answerReport({ message, text, returned }: Read): Report {
  const references = referencesOf(message, returned);
  const own = ownLines(text);
  const automatic = automaticAnswer(message, own);
  const evidence = [header(message, "subject")];
  if (automatic) {
    const told =
      automatic.rule === "mailing" || automatic.kind === "challenge"
        ? null
        : newAddressIn(own, oldAddresses(message, references.sentTo));
    const about = { evidence: [...evidence, automatic.line], references, confidence: automatic.confidence };
    if (told) return aReport({ ...about, kind: "moved", rule: "new-address", confidence: "likely", newAddress: told });
    return aReport({ ...about, kind: automatic.kind, rule: automatic.rule });
  }
  const signs = bounceSigns(message, ownWords(text));
  const isNobody =
    !header(message, "from") || (!own && !message.headers.has("in-reply-to") && message.parts.length === 0);
  if (isNobody || (signs.machine && !message.headers.has("in-reply-to")))
    return aReport({ kind: "unknown", rule: "not-understood", confidence: "guess", evidence, references });
  return aReport({ kind: "reply", rule: "written-by-a-person", confidence: "likely", evidence, references });
}

function oldAddresses(message: MailPart, ours: string[]): string[] {
  const from =
    header(message, "from")
      .slice(0, 2_000)
      .match(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g) ?? [];
  return [...from, ...ours];
}
