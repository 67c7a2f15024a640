import type { Context } from "#app/context.server.ts";
import { countReturns, isDomainInDoubt } from "#app/models/deliveries/returns.server.ts";
import { complain } from "#app/models/readers/complaints.server.ts";
import { lockReader, subscriberById, type SubscriberLine } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { countedAs, isCertainlyGone, isCounted } from "./counting.server.ts";
import { askToJudgeAgain } from "./domainDoubts.server.ts";
import { heedReturn } from "./lateBreaker.server.ts";
import { keepNewAddress } from "./newAddresses.server.ts";
import { isAboutUs, judgeReader } from "./patience.server.ts";
import type { Fact, MatchedBy, ReportKind, Target } from "./reports.ts";
import { noteProbe } from "./selfTest.server.ts";
import { tellBlocked } from "./blocks.server.ts";

/**
 * The act that followed from a fact; null: it changed nothing. `counted`: it may suppress with others like it. `known`: the address was
 * suppressed, or the list left, before.
 */
type Done = "suppressed" | "counted" | "known" | "ended" | "complained" | "warned" | "noted";

/** A fact whose delivery is known for certain, and the reader, who may be erased. */
type Known = { fact: Fact; target: Target; reader: SubscriberLine };

/** The act for each kind of report. A reader is locked, and here; the work repeated changes nothing. */
const acts: Record<ReportKind, (context: Context, known: Known) => Promise<Done | null>> = {
  hard: actOnHard,
  soft: actOnSoft,
  block: (context, known) => actOnBlock(context, known),
  delayed: nothing,
  delivered: nothing,
  complaint: actOnComplaint,
  "not-spam": nothing,
  "authentication-failure": nothing,
  "opt-out": actOnLeave,
  leave: actOnLeave,
  "auto-reply": nothing,
  challenge: nothing,
  moved: actOnMoved,
  reply: nothing,
  unknown: nothing,
};

/** Ways of finding a delivery that nobody outside can make up: signed by us, or by a provider that signs its events. */
const trusted: MatchedBy[] = ["token", "envelope-id", "message-id", "provider-id", "list-unsubscribe"];

/**
 * Acts on one fact, in the transaction that keeps it: once, and the same in any order (B-09). A fact whose delivery is not
 * known for certain changes nobody (B-01), and nothing is ever mailed (B-11).
 * @returns what was done; null when nothing was
 */
export async function actOn(context: Context, fact: Fact): Promise<Done | null> {
  if (await noteProbe(context, fact)) return "noted";
  const { target } = fact;
  if (!target || !isTrusted(fact, target)) return null;
  await lockReader(context, target.subscriberId);
  const reader = await subscriberById(context, target.subscriberId);
  if (!reader || reader.erased) return null;
  const act = await acts[fact.report.kind](context, { fact, target, reader });
  // A bounce may tell a new address too.
  if (bounces.includes(fact.report.kind)) await actOnMoved(context, { fact, target, reader });
  const kind = countedAs[fact.report.kind];
  if (kind && isCounted(kind, act) && target.editionId !== null) {
    const { domain, editionId } = target;
    const category = fact.report.category ?? "";
    await countReturns(context, [{ editionId, domain, kind, category, count: 1 }]);
    await heedReturn(context, editionId, kind);
  }
  return act;
}

const bounces: ReportKind[] = ["hard", "soft"];

/** A recipient's address can be made up, unless a provider signed that it was ours. */
function isTrusted({ door }: Fact, { by }: Target): boolean {
  return trusted.includes(by) || door === "webhook";
}

async function nothing(): Promise<null> {
  return null;
}

/** No such mailbox: at once where a server says so by its code about one of our deliveries; else on the second time. */
async function actOnHard(context: Context, known: Known): Promise<Done | null> {
  const { fact, target, reader } = known;
  if (isAboutUs(fact.report.category)) return actOnBlock(context, known);
  if (reader.suppressed) return "known";
  const isDoubtful = target.editionId !== null && (await isDomainInDoubt(context, target.editionId, target.domain));
  if (isDoubtful) await askToJudgeAgain(context, target.editionId!);
  const { report, door } = fact;
  const isSure = isCertainlyGone({ ...report, by: target.by, door }) && !isDoubtful;
  const reason = isSure ? "hard bounce" : await judged(context, known, "gone");
  return reason ? suppressFor(context, known, reason) : "counted";
}

async function actOnSoft(context: Context, known: Known): Promise<Done | null> {
  if (isAboutUs(known.fact.report.category)) return actOnBlock(context, known);
  if (known.reader.suppressed) return "known";
  const reason = await judged(context, known, "back");
  return reason ? suppressFor(context, known, reason) : "counted";
}

/** A mail to one person has no issues beside it to be counted with. */
async function judged(context: Context, { fact, target, reader }: Known, came: "gone" | "back") {
  if (target.editionId === null) return null;
  return judgeReader(context, reader, { editionId: target.editionId, at: fact.at, came });
}

async function suppressFor(
  context: Context,
  { fact, reader }: Known,
  reason: "hard bounce" | "soft bounces",
): Promise<Done> {
  const evidence = { messageId: fact.messageId, n: fact.n };
  await suppress(context, reader.email, reason, { by: "what came back", evidence });
  return "suppressed";
}

/** They do not want our mail, so no reader is to blame: operators are warned, and nobody is changed. */
async function actOnBlock(context: Context, { fact, target }: Known): Promise<Done | null> {
  await tellBlocked(context, target, fact.report.diagnostic);
  return "warned";
}

/**
 * A complaint ends everything, for good (B-10). One that only the link to leave proves ends what that link could end: the link
 * stands in the text of each mail, and friends have it to whom a mail was forwarded.
 */
async function actOnComplaint(context: Context, known: Known): Promise<Done | null> {
  const { fact, target, reader } = known;
  if (target.by === "list-unsubscribe" && fact.door !== "webhook") return endListOf(context, known, "complaint");
  const isNew = await complain(context, reader.id, { messageId: fact.messageId, n: fact.n });
  return isNew ? "complained" : "known";
}

/**
 * Ends the subscription that a token names (H-19). Only the token counts, never the sender, the subject or the words; an
 * automatic mail ends nothing.
 */
async function actOnLeave(context: Context, known: Known): Promise<Done | null> {
  return isAutomatic(known.fact) ? null : endListOf(context, known, "mail");
}

async function endListOf(context: Context, { target, reader }: Known, by: "mail" | "complaint"): Promise<Done | null> {
  const held = reader.subscriptions.find(({ listId }) => listId === target.listId);
  if (!held) return null;
  if (held.status === "ended") return "known";
  await endSubscription(context, reader.id, held.listId, by);
  return "ended";
}

/** A provider's event is no mail, and speaks for the reader. */
function isAutomatic({ door, raw }: Fact): boolean {
  if (door === "webhook") return false;
  const head = raw
    .subarray(0, 65_536)
    .toString("latin1")
    .split(/\r?\n\r?\n/, 1)[0]!;
  const value = /^auto-submitted:[ \t]*([^\s;(]+)/im.exec(head)?.[1];
  return value !== undefined && value.toLowerCase() !== "no";
}

async function actOnMoved(context: Context, { fact, reader }: Known): Promise<Done | null> {
  const { newAddress } = fact.report;
  return newAddress && (await keepNewAddress(context, reader.id, newAddress, fact.at)) ? "noted" : null;
}
