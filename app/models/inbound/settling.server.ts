import { inTransaction, type Context } from "#app/context.server.ts";
import type { ReadReply } from "#app/models/conversations/reading.server.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import { lockReader } from "#app/models/readers/subscribers.server.ts";
import { forUpdate } from "#db/client.server.ts";
import { matchReport, type Match, type ToldBy } from "./matching.server.ts";
import { asPassedOn } from "./passedOn.server.ts";
import { keepReply, readReplyOf } from "./replies.server.ts";
import { isAboutUs } from "./patience.server.ts";
import { reportKinds, type Fact, type Report, type ReportKind, type Target } from "./reports.ts";
import { countUnder, liftUnfounded, takeBack, type Former } from "./takingBack.server.ts";

/** A message to be understood. `at`: milliseconds, when it came in; `isAgain`: it was understood before. */
export type Kept = ToldBy & { id: number; provider: string | null; sentFrom: string; raw: Buffer; isAgain: boolean };

/** A report with the time of what it tells, in milliseconds. */
export type ToldReport = { at: number; report: Report };

/** Does what a fact asks for, in the transaction that keeps it. @returns what was done, in a word; null for nothing */
export type Act = (context: Context, fact: Fact) => Promise<string | null>;

/**
 * Keeps what a message tells and acts on it, all or nothing, so that a process may end at any moment. Another process that
 * was faster leaves nothing to do.
 * @param version of the rules that understood it
 * @returns false when it was settled before
 */
export async function settleMessage(
  context: Context,
  message: Kept,
  told: ToldReport[],
  version: number,
  act: Act,
): Promise<boolean> {
  const matched = await matchedReports(context, message, told);
  const reply = await readReplyOf(context, matched, message);
  return inTransaction(context, async (context) => {
    const past = message.isAgain ? [...(await formerReports(context, message.id)).values()] : [];
    const named = [...matched.map(({ target }) => target?.subscriberId), ...past.map((one) => one.subscriber_id)];
    const readers = new Set(named.filter((id) => typeof id === "number"));
    // The reader comes first in the order of locks, and readers by their ids.
    for (const id of [...readers].sort((a, b) => a - b)) await lockReader(context, id);
    const query = context.db.selectFrom("inbound_messages").select("state").where("id", "=", message.id);
    const row = await forUpdate(context.db, query).executeTakeFirst();
    if (row?.state !== "new") return false;
    const former = await formerReports(context, message.id);
    for (const [n, one] of matched.entries()) await settle(context, { ...message, reply }, n, one, former.get(n), act);
    await dropFormer(context, message.id, former, matched.length);
    const isQuarantined = matched.some(({ report }) => report.rule === "quarantined");
    await context.db
      .updateTable("inbound_messages")
      .set({
        ...{ state: isQuarantined ? "quarantined" : "understood", rules_version: version },
        ...{ understood_at: context.clock(), held_until: null, failures: 0 },
      })
      .where("id", "=", message.id)
      .execute();
    return true;
  });
}

async function matchedReports(context: Context, message: Kept, told: ToldReport[]): Promise<(ToldReport & Match)[]> {
  const matched: (ToldReport & Match)[] = [];
  for (const { at, report: given } of told) {
    const report = asLeave(context, given, message);
    const match = await matchReport(context, report, message);
    matched.push({ at, report: await asPassedOn(context, report, match.target), ...match });
  }
  return matched;
}

/**
 * A mail to an address that a leave was signed for is one, from any sender and with any words (H-19); not that of a
 * program, which is understood to be one, or has no sender.
 */
function asLeave(context: Context, report: Report, { sentTo, sentFrom, at }: Kept): Report {
  if (sentFrom === "" || !["reply", "unknown", "opt-out"].includes(report.kind)) return report;
  if (!sentTo.some((to) => openReference(context, to, at)?.purpose === "leave")) return report;
  return { ...report, kind: "leave", rule: "address to leave", confidence: "certain" };
}

/** Drops reports that a message does not tell any more. @param told how many it tells */
async function dropFormer(context: Context, messageId: number, former: Map<number, Former>, told: number) {
  for (const one of [...former.values()].filter(({ n }) => n >= told)) {
    if (one.acted_at !== null) await takeBack(context, messageId, one);
    const rows = context.db.deleteFrom("inbound_reports").where("message_id", "=", messageId);
    await rows.where("n", "=", one.n).execute();
    await liftUnfounded(context, one);
  }
}

async function formerReports({ db }: Context, messageId: number): Promise<Map<number, Former>> {
  const rows = await db
    .selectFrom("inbound_reports")
    .select(["n", "kind", "category", "domain", "edition_id", "letter_id", "subscriber_id", "acted_at", "act"])
    .where("message_id", "=", messageId)
    .execute();
  return new Map(rows.map((row) => [row.n, row]));
}

/** A report that is understood as before was acted on before. */
async function settle(
  context: Context,
  message: Kept & { reply: ReadReply | null },
  n: number,
  { at, report, reference, target }: ToldReport & Match,
  former: Former | undefined,
  act: Act,
): Promise<void> {
  const acted = former && former.acted_at !== null && isAbout(former, target) ? former : null;
  const isSame = acted?.kind === report.kind && isAboutUs(acted.category) === isAboutUs(report.category);
  const before = (acted?.kind ?? null) as ReportKind | null;
  const { id: messageId, door, provider, sentFrom, raw } = message;
  const isOtherwise = former && former.acted_at !== null && !isSame;
  if (isOtherwise) await takeBack(context, messageId, former);
  else if (isSame && acted.category !== report.category) await countUnder(context, acted, report.category);
  const fact = { messageId, n, at, door, provider, sentFrom, report, reference, target, before, raw };
  let done: { acted_at: number | null; act: string | null };
  if (isSame) done = { acted_at: acted.acted_at, act: acted.act };
  else if (reference?.isExpired && !target) done = { acted_at: null, act: "expired" };
  else if (await isTold(context, fact)) done = { acted_at: null, act: "repeated" };
  else
    done = {
      acted_at: context.clock(),
      act: (await act(context, fact)) ?? (await keepReply(context, { ...fact, reply: message.reply })),
    };
  await context.db
    .insertInto("inbound_reports")
    .values({ message_id: messageId, n, ...rowOf(fact), ...done })
    .onConflict((conflict) => conflict.columns(["message_id", "n"]).doUpdateSet({ ...rowOf(fact), ...done }))
    .execute();
  if (isOtherwise) await liftUnfounded(context, former);
}

function isAbout({ subscriber_id, edition_id, letter_id }: Former, target: Target | null): boolean {
  const { subscriberId = null, editionId = null, letterId = null } = target ?? {};
  return subscriber_id === subscriberId && edition_id === editionId && letter_id === letterId;
}

/** True when another message, or another part of this one, told the same of the same delivery; its reader is locked. */
async function isTold({ db }: Context, { messageId, n, report, target }: Fact): Promise<boolean> {
  if (!target || !reportKinds[report.kind].actsOnce) return false;
  const row = await db
    .selectFrom("inbound_reports")
    .select("message_id")
    .where("subscriber_id", "=", target.subscriberId)
    .where("kind", "=", report.kind)
    .where("edition_id", target.editionId === null ? "is" : "=", target.editionId)
    .where("letter_id", target.letterId === null ? "is" : "=", target.letterId)
    .where("acted_at", "is not", null)
    .where(({ or, eb }) => or([eb("message_id", "!=", messageId), eb("n", "!=", n)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function rowOf({ at, report, target }: Fact) {
  const { kind, category, status, diagnostic, evidence, rule, confidence, references } = report;
  return {
    ...{
      kind,
      category,
      status: clean(status),
      diagnostic: clean(diagnostic, 500),
      rule: clean(rule, 200)!,
      confidence,
    },
    evidence: JSON.stringify(evidence.slice(0, 5).map((line) => clean(line, 200))),
    ...{ matched_by: target?.by ?? null, edition_id: target?.editionId ?? null, letter_id: target?.letterId ?? null },
    ...{ subscriber_id: target?.subscriberId ?? null, domain: target?.domain ?? domainIn(references), at },
  };
}

function domainIn({ finalRecipient, originalRecipient }: Report["references"]): string | null {
  const named = finalRecipient ?? originalRecipient ?? "";
  return /@([a-z0-9-]+(?:\.[a-z0-9-]+)+)>?$/i.exec(named.slice(0, 320))?.[1]?.toLowerCase().slice(0, 253) ?? null;
}

/** Databases take no NUL and no half of a letter. */
function clean<T extends string | null>(text: T, most = 50): T {
  return (text?.replaceAll("\0", "").slice(0, most).toWellFormed() ?? null) as T;
}
