import { inTransaction, type Context } from "#app/context.server.ts";
import type { ReadReply } from "#app/models/conversations/reading.server.ts";
import { openReference } from "#app/models/mailReferences.server.ts";
import { lockReadersById } from "#app/models/readers/subscribers.server.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import { forUpdate } from "#db/client.server.ts";
import { emptyMessages } from "./forgetting.server.ts";
import { matchReports, type Match, type ToldBy } from "./matching.server.ts";
import { asPassedOn } from "./passedOn.server.ts";
import { keepReply, readReplyOf } from "./replies.server.ts";
import { reportKinds, type Fact, type Report, type Target } from "./reports.ts";

/**
 * A message to be understood. `at`: milliseconds, when it came in; `isAgain`: it was understood before; `isUnread`: nobody looks
 * into it, because that ended a process.
 */
export type Kept = ToldBy & { id: number; provider: string | null; sentFrom: string; raw: Buffer } & {
  isAgain: boolean;
  isUnread?: true;
};

/** A report with the time of what it tells, in milliseconds. */
export type ToldReport = { at: number; report: Report };

/** A message with what it tells. */
export type Understood = { message: Kept; told: ToldReport[] };

/** Does what facts ask for, in the transaction that keeps them. @returns for each what was done, in a word; null for nothing */
export type Act = (context: Context, facts: Fact[]) => Promise<(string | null)[]>;

type Matched = ToldReport & Match;
/** A message whose reports are matched; `reply`: a reader's answer that it brings. */
export type MatchedMessage = { message: Kept; matched: Matched[]; reply: ReadReply | null };
/** A fact with the fate of its report; `act` undefined: it is to be acted on. */
type Settled = { fact: Fact; reply: ReadReply | null; acted_at: number | null; act: string | null | undefined };

/**
 * Keeps what messages tell and acts on it, all or nothing, so that a process may end at any moment. Messages that another
 * process was faster with are left alone. Many at once cost few statements. None of them was understood before.
 * @param version of the rules that understood them
 */
export async function settleMessages(
  context: Context,
  understood: Understood[],
  version: number,
  act: Act,
): Promise<void> {
  if (understood.length === 0) return;
  const ready = await matchMessages(context, understood);
  await inTransaction(context, async (context) => {
    const readers = ready.flatMap(({ matched }) => matched.flatMap(({ target }) => target?.subscriberId ?? []));
    // Readers come first in the order of locks.
    if (readers.length > 0) await lockReadersById(context, [...new Set(readers)]);
    const open = await lockOpen(context, ready);
    if (open.length === 0) return;
    const settled = decide(context, open, await toldBefore(context, open));
    const toAct = settled.filter((one) => one.act === undefined);
    const acts =
      toAct.length > 0
        ? await act(
            context,
            toAct.map(({ fact }) => fact),
          )
        : [];
    for (const [i, one] of toAct.entries())
      one.act = acts[i] ?? (await keepReply(context, { ...one.fact, reply: one.reply }));
    await write(context, open, settled, version);
    const forgotten = open.filter(({ matched }) => matched.some(({ forgottenAt }) => forgottenAt !== null));
    await emptyMessages(
      context,
      forgotten.map(({ message }) => message.id),
    );
  });
}

/** Finds whom the reports of messages are about. */
export async function matchMessages(context: Context, understood: Understood[]): Promise<MatchedMessage[]> {
  const all = understood.flatMap(({ message, told }) =>
    told.map(({ at, report }) => ({ at, report: asLeave(context, report, message), told: message })),
  );
  const matches = await matchReports(context, all);
  const ready: MatchedMessage[] = [];
  let next = 0;
  for (const { message, told } of understood) {
    const matched = told.map((): Matched => {
      const { at, report } = all[next]!;
      const match = matches[next++]!;
      return { at, report: asPassedOn(report, match.reader), ...match };
    });
    // Nobody reads an erased reader's words from before that (C-08).
    const isForgotten = matched.some(({ forgottenAt }) => forgottenAt !== null && message.at <= forgottenAt);
    const reply = isForgotten ? null : await readReplyOf(context, matched, message);
    ready.push({ message, matched, reply });
  }
  return ready;
}

/** Locks the messages that nobody has settled yet. */
async function lockOpen(context: Context, ready: MatchedMessage[]): Promise<MatchedMessage[]> {
  const ids = ready.map(({ message }) => message.id);
  const query = context.db
    .selectFrom("inbound_messages")
    .select("id")
    .where(isAmong(context.db, "id", ids))
    .where("state", "=", "new")
    .orderBy("id");
  const open = new Set((await forUpdate(context.db, query).execute()).map(({ id }) => id));
  return ready.filter(({ message }) => open.has(message.id));
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

type Told = {
  kind: string;
  subscriber_id: number | null;
  edition_id: number | null;
  letter_id: number | null;
};

const keyOf = (told: Told) => `${told.kind} ${told.subscriber_id} ${told.edition_id} ${told.letter_id}`;

/** The places of reports that were acted on, by what they told of which delivery. */
type ToldBefore = Map<string, Set<string>>;

/** Reads reports so far of the same readers; they are locked. */
async function toldBefore({ db }: Context, ready: MatchedMessage[]): Promise<ToldBefore> {
  const told: ToldBefore = new Map();
  const once = ready.flatMap(({ matched }) =>
    matched.filter(({ report, target }) => target && reportKinds[report.kind].actsOnce),
  );
  if (once.length === 0) return told;
  const rows = await db
    .selectFrom("inbound_reports")
    .select(["message_id", "n", "kind", "subscriber_id", "edition_id", "letter_id"])
    .where(isAmong(db, "subscriber_id", [...new Set(once.map(({ target }) => target!.subscriberId))]))
    .where(isAmong(db, "kind", [...new Set(once.map(({ report }) => report.kind))]))
    .where("acted_at", "is not", null)
    .execute();
  for (const row of rows) placesOf(told, row).add(`${row.message_id} ${row.n}`);
  return told;
}

function placesOf(told: ToldBefore, of: Told): Set<string> {
  const key = keyOf(of);
  const places = told.get(key) ?? new Set<string>();
  told.set(key, places);
  return places;
}

/** Decides what is acted on, in the order of the messages. */
function decide(context: Context, ready: MatchedMessage[], told: ToldBefore): Settled[] {
  const settled: Settled[] = [];
  for (const { message, matched, reply } of ready)
    for (const [n, { at, report, reference, target }] of matched.entries()) {
      const { id: messageId, door, provider, sentFrom, raw } = message;
      const fact = { messageId, n, at, door, provider, sentFrom, report, reference, target, before: null, raw };
      const fate = fateOf(context, fact, told, reply !== null);
      if (fate.acted_at !== null && target) placesOf(told, toldBy(report, target)).add(`${messageId} ${n}`);
      settled.push({ fact, reply, acted_at: fate.acted_at, act: fate.act });
    }
  return settled;
}

function fateOf(
  context: Context,
  { report, reference, target }: Fact,
  told: ToldBefore,
  isAnswer: boolean,
): Pick<Settled, "acted_at" | "act"> {
  // Editors read an answer however late it comes; nobody is named by it then.
  if (reference?.isExpired && !target && !isAnswer) return { acted_at: null, act: "expired" };
  // Another message, or another part of this one, told the same of the same delivery.
  const isTold = target && reportKinds[report.kind].actsOnce && placesOf(told, toldBy(report, target)).size > 0;
  return isTold ? { acted_at: null, act: "repeated" } : { acted_at: context.clock(), act: undefined };
}

function toldBy({ kind }: Report, { subscriberId, editionId, letterId }: Target): Told {
  return { kind, subscriber_id: subscriberId, edition_id: editionId, letter_id: letterId };
}

async function write(
  { db, clock }: Context,
  ready: MatchedMessage[],
  settled: Settled[],
  version: number,
): Promise<void> {
  const rows = settled.map(({ fact, acted_at, act }) => ({ ...reportRow(fact), acted_at, act: act ?? null }));
  await insertRows(db, "inbound_reports", rows);
  const isTangled = ({ matched }: MatchedMessage) => matched.some(({ report }) => report.rule === "quarantined");
  const stateOf = (one: MatchedMessage) =>
    one.message.isUnread ? "failed" : isTangled(one) ? "quarantined" : "understood";
  for (const state of new Set(ready.map(stateOf)))
    await db
      .updateTable("inbound_messages")
      .set({ state, rules_version: version, understood_at: clock(), held_until: null, failures: 0 })
      .where(
        isAmong(
          db,
          "id",
          ready.filter((one) => stateOf(one) === state).map(({ message }) => message.id),
        ),
      )
      .execute();
}

/** Returns a report as its row has it. */
export function reportRow({ messageId, n, at, report, target }: Fact) {
  const { kind, category, status, diagnostic, evidence, rule, confidence, references } = report;
  return {
    ...{ message_id: messageId, n, kind, category, status: clean(status), diagnostic: clean(diagnostic, 500) },
    ...{ rule: clean(rule, 200)!, confidence },
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
