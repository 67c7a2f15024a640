import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { liftingsOf } from "#app/models/readers/liftSuppression.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { hearingRules, type HearingRules } from "./hearingRules.server.ts";

/** One issue or digest that a reader was to get, as far as is known. `at`: when it was handed over, in milliseconds. */
type Turn = {
  editionId: number;
  at: number;
  /** `gone`: a server says that there is no such mailbox, though not certainly. */
  came: "taken" | "back" | "gone";
};

/** Nothing comes back later than this; until then an acceptance may still turn out to be none. */
const settled = 5 * day;
/** Two reports within this time that there is no such mailbox are enough. */
const secondWithin = 90 * day;

/**
 * Judges the turns of one reader: whether so many issues in a row came back, over so long, that there is no point in sending
 * more (STANDARDS 3.2). An issue counts once, however often it was tried; one that was taken, and of which nothing came
 * back, ends the row. Pure.
 * @returns the reason for a suppression, or null
 */
export function judgeTurns(turns: Turn[], rules: HearingRules, now: number): "hard bounce" | "soft bounces" | null {
  const newestFirst = [...turns].sort((a, b) => b.at - a.at);
  const gone = newestFirst.filter(({ came, at }) => came === "gone" && now - at <= secondWithin);
  if (gone.length >= 2) return "hard bounce";
  const row: Turn[] = [];
  for (const turn of newestFirst) {
    if (turn.came !== "taken") row.push(turn);
    else if (now - turn.at >= settled) break;
  }
  if (row.length < rules.softIssues) return null;
  return now - row.at(-1)!.at >= rules.softDays * day ? "soft bounces" : null;
}

/** The longest look back: the rules cannot ask for more. */
const mostTurns = 100;

/** The reports that came back about a reader, by edition: of each the worst. */
type CameBack = Map<number, "back" | "gone">;

/** The knowledge of many readers before they are judged: `refused` counts refusals at the hand-over. */
export type Patience = { rules: HearingRules; back: Map<number, CameBack>; refused: Map<number, number> };

/**
 * Reads what has come back of readers so far.
 * @param except messages and places of reports that are now understood otherwise, like `12 0`
 */
export async function openPatience(context: Context, ids: number[], except = new Set<string>()): Promise<Patience> {
  const { db } = context;
  const patience: Patience = { rules: await hearingRules(context), back: new Map(), refused: new Map() };
  if (ids.length === 0) return patience;
  const reports = await db
    .selectFrom("inbound_reports")
    .select(["message_id", "n", "subscriber_id", "edition_id", "kind", "category"])
    .where(isAmong(db, "subscriber_id", ids))
    .where("kind", "in", ["hard", "soft"])
    .where("acted_at", "is not", null)
    .execute();
  for (const { message_id, n, subscriber_id, edition_id, kind, category } of reports)
    if (!except.has(`${message_id} ${n}`)) noteBack(patience, subscriber_id!, edition_id, { kind, category });
  const refusals = await db
    .selectFrom("deliveries")
    .select(({ fn }) => ["subscriber_id", fn.countAll<number>().as("count")])
    .where(isAmong(db, "subscriber_id", ids))
    .where("status", "=", "refused")
    .groupBy("subscriber_id")
    .execute();
  for (const { subscriber_id, count } of refusals) patience.refused.set(subscriber_id, Number(count));
  return patience;
}

/** Adds a report that was heard since; other kinds than bounces of a reader change nothing. */
export function noteBack(
  { back }: Patience,
  subscriberId: number,
  editionId: number | null,
  { kind, category }: { kind: string; category: string | null },
): void {
  if (editionId === null || isAboutUs(category) || (kind !== "hard" && kind !== "soft")) return;
  const of = back.get(subscriberId) ?? new Map<number, "back" | "gone">();
  if (of.get(editionId) !== "gone") of.set(editionId, kind === "hard" ? "gone" : "back");
  back.set(subscriberId, of);
}

/**
 * Judges a reader by the ledger and the reports so far.
 * @param heard one that is not noted yet
 */
export async function judgeReader(
  context: Context,
  patience: Patience,
  reader: { id: number; email: string },
  heard: Turn | null = null,
): Promise<"hard bounce" | "soft bounces" | null> {
  const back = new Map(patience.back.get(reader.id));
  if (heard && heard.came !== "taken" && back.get(heard.editionId) !== "gone") back.set(heard.editionId, heard.came);
  // One issue that came back is no row: most readers are done here.
  if (back.size + (patience.refused.get(reader.id) ?? 0) < 2) return null;
  const turns = await turnsOf(context, reader.id, back, heard);
  const judge = (some: Turn[]) => judgeTurns(some, patience.rules, context.clock());
  if (judge(turns) === null) return null;
  const [lifted] = await liftingsOf(context, reader.email);
  return judge(turns.filter(({ at }) => at > (lifted?.liftedAt ?? 0)));
}

async function turnsOf({ db }: Context, subscriberId: number, back: CameBack, heard: Turn | null): Promise<Turn[]> {
  const deliveries = await db
    .selectFrom("deliveries")
    .select(["edition_id as editionId", "status", "verdict", "finished_at as at"])
    .where("subscriber_id", "=", subscriberId)
    .where("status", "in", ["accepted", "refused"])
    .orderBy("finished_at", "desc")
    .limit(mostTurns)
    .execute();
  const turns = deliveries.flatMap(({ editionId, status, verdict, at }): Turn[] => {
    const came = back.get(editionId) ?? (status === "accepted" ? "taken" : cameOf(verdict));
    return came === null || at === null ? [] : [{ editionId, at, came }];
  });
  const isMissing = heard && !turns.some(({ editionId }) => editionId === heard.editionId);
  return isMissing ? [...turns, heard] : turns;
}

/** The meaning of a refusal at the hand-over for the reader; null: none. */
function cameOf(verdict: string | null): Turn["came"] | null {
  if (isAboutUs(verdict)) return null;
  return verdict === "address" ? "gone" : "back";
}

/** True for a reply about our mail or our set-up: it never counts against a reader. */
export function isAboutUs(category: string | null): boolean {
  return ["block", "content", "setup", "rate"].includes(category ?? "");
}
