import type { Context } from "#app/context.server.ts";
import { complain } from "#app/models/readers/complaints.server.ts";
import { senderCheckIn } from "#app/models/senderChecks.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import {
  closeActingRoom,
  isInDoubt,
  noteReturn,
  openActingRoom,
  type ActingRoom,
  type KnownReader,
} from "./actingRoom.server.ts";
import { tellBlocked } from "./blocks.server.ts";
import { countedAs, isCertainlyGone, isCounted } from "./counting.server.ts";
import { askToJudgeAgain } from "./domainDoubts.server.ts";
import { keepNewAddress } from "./newAddresses.server.ts";
import { isAboutUs, judgeReader, noteBack } from "./patience.server.ts";
import type { Fact, MatchedBy, ReportKind, Target } from "./reports.ts";
import { noteProbe } from "./selfTest.server.ts";

/**
 * The act that followed from a fact; null: it changed nothing. `counted`: it may suppress with others like it. `known`: the address was
 * suppressed, or the list left, before.
 */
type Done = "suppressed" | "counted" | "known" | "ended" | "complained" | "warned" | "noted";

/** A fact whose delivery is known for certain, and the reader. */
type Known = { fact: Fact; target: Target; reader: KnownReader; room: ActingRoom };

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
const trusted: MatchedBy[] = ["token", "envelope-id", "message-id", "queue-id", "provider-id", "list-unsubscribe"];

/**
 * Acts on facts, in the transaction that keeps them: on each once, and the same in any order (B-09). A fact whose delivery is
 * not known for certain changes nobody (B-01), and nothing is ever mailed (B-11). Many together cost few statements.
 * @returns for each what was done; null when nothing was
 */
export async function actOn(context: Context, facts: Fact[]): Promise<(Done | null)[]> {
  const room = await openActingRoom(context, facts);
  const done: (Done | null)[] = [];
  for (const fact of facts) {
    done.push(await actOnOne(context, fact, room));
    const { target, report } = fact;
    if (target) noteBack(room.patience, target.subscriberId, target.editionId, report);
  }
  await closeActingRoom(context, room);
  return done;
}

async function actOnOne(context: Context, fact: Fact, room: ActingRoom): Promise<Done | null> {
  if (await noteProbe(context, fact)) return "noted";
  const { target, report } = fact;
  if (!target || !isTrusted(fact, target)) return null;
  const reader = room.readers.get(target.subscriberId);
  if (!reader) return null;
  const known = { fact, target, reader, room };
  const act = await acts[report.kind](context, known);
  // A bounce may tell a new address too.
  if (bounces.includes(report.kind)) await actOnMoved(context, known);
  const kind = countedAs[report.kind];
  if (kind && isCounted(kind, act) && target.editionId !== null)
    noteReturn(room, {
      ...{ editionId: target.editionId, domain: target.domain },
      ...{ kind, category: report.category ?? "" },
    });
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
  const { fact, target, reader, room } = known;
  if (isAboutUs(fact.report.category)) return actOnBlock(context, known);
  if (reader.suppressed) return "known";
  const isDoubtful = target.editionId !== null && isInDoubt(room, target.editionId, target.domain);
  if (isDoubtful && !room.doubts.has(target.editionId!)) await askToJudgeAgain(context, target.editionId!);
  if (isDoubtful) room.doubts.add(target.editionId!);
  const { report, door } = fact;
  const isSure = isCertainlyGone({ ...report, by: target.by, door }) && !isDoubtful;
  const reason = isSure ? "hard bounce" : await judged(context, known, "gone");
  return reason ? suppressFor(known, reason) : "counted";
}

async function actOnSoft(context: Context, known: Known): Promise<Done | null> {
  if (isAboutUs(known.fact.report.category)) return actOnBlock(context, known);
  if (known.reader.suppressed) return "known";
  const reason = await judged(context, known, "back");
  return reason ? suppressFor(known, reason) : "counted";
}

/** A mail to one person has no issues beside it to be counted with. */
async function judged(context: Context, { fact, target, reader, room }: Known, came: "gone" | "back") {
  if (target.editionId === null) return null;
  return judgeReader(context, room.patience, reader, { editionId: target.editionId, at: fact.at, came });
}

function suppressFor({ fact, reader, room }: Known, reason: "hard bounce" | "soft bounces"): Done {
  const evidence = { messageId: fact.messageId, n: fact.n };
  room.suppressions.push({ key: reader.key, reason, by: "what came back", evidence });
  reader.suppressed = true;
  return "suppressed";
}

/** They do not want our mail, so no reader is to blame: operators are warned, and nobody is changed. */
async function actOnBlock(context: Context, { fact, target, room }: Known): Promise<Done | null> {
  const of = target.editionId === null ? target.domain : `edition ${target.editionId}`;
  if (!room.blocks.has(of)) await tellBlocked(context, target, fact.report.diagnostic);
  room.blocks.add(of);
  return "warned";
}

/**
 * A complaint ends everything, for good (B-10). One that only the link to leave proves ends what that link could end: the link
 * stands in the text of each mail, and friends have it to whom a mail was forwarded. The same goes for a report that our own mail
 * server found to come from somebody else than it says.
 */
async function actOnComplaint(context: Context, known: Known): Promise<Done | null> {
  const { fact, target, reader } = known;
  const isByMail = fact.door !== "webhook";
  if (isByMail && (target.by === "list-unsubscribe" || isFalse(context, fact)))
    return endListOf(context, known, "complaint");
  const isNew = await complain(context, reader.id, { messageId: fact.messageId, n: fact.n });
  reader.suppressed = true;
  return isNew ? "complained" : "known";
}

function isFalse({ config }: Context, { raw }: Fact): boolean {
  return senderCheckIn(raw, config.inbound.authserv) === "failed";
}

/**
 * Ends the subscription that a token names (H-19). Only the token counts, never the sender, the subject or the words; an
 * automatic mail ends nothing.
 */
async function actOnLeave(context: Context, known: Known): Promise<Done | null> {
  return isAutomatic(known.fact) ? null : endListOf(context, known, "mail");
}

async function endListOf(context: Context, { target, reader }: Known, by: "mail" | "complaint"): Promise<Done | null> {
  if (target.listId === null) return null;
  const held = await context.db
    .selectFrom("subscriptions")
    .select("status")
    .where("subscriber_id", "=", reader.id)
    .where("list_id", "=", target.listId)
    .executeTakeFirst();
  if (!held) return null;
  if (held.status === "ended") return "known";
  await endSubscription(context, reader.id, target.listId, by);
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
