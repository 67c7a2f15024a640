import { randomUUID } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { isProcess, processSpace } from "./processSpace.server.ts";

/** A sender process not heard of for a minute is gone; among our own its process id tells at once. Milliseconds. */
const silence = 60_000;
/** One that had been silent for so long before we first looked shows within this that it lives, if it does. */
const lastChance = 15_000;
/** Between two looks so far apart we slept, or the database was away: nobody's silence is measured over it. */
const longestGap = 30_000;

type Row = { id: string; host: string; pid: number; seen_at: number };

/**
 * What a sender has seen of the others. Silence is what it has itself observed, by its own clock: hosts whose clocks
 * differ, and a database that was away for all of them, must not make living ones gone.
 */
export type Sightings = { lookedAt: number; signs: Map<string, { seenAt: number; since: number }> };

export function noSightings(): Sightings {
  return { lookedAt: -Infinity, signs: new Map() };
}

function look(sightings: Sightings, rows: Row[], now: number): void {
  if (Math.abs(now - sightings.lookedAt) > longestGap) sightings.signs.clear();
  sightings.lookedAt = now;
  const known = new Map(sightings.signs);
  sightings.signs.clear();
  for (const { id, seen_at: seenAt } of rows) {
    const before = known.get(id);
    sightings.signs.set(id, before?.seenAt === seenAt ? before : { seenAt, since: now });
  }
}

/** An edition that has readers due. `until`: the pace lets none of them pass before; null when some may pass now. */
export type Wait = { editionId: number; until: number | null; destinations: string[] };

/** How fast a sender works now, what each destination is at, and what waits. Rates are messages a second. */
type SenderReport = {
  perSecond: number;
  destinations: { destination: string; perSecond: number }[];
  /** Left out by senders of a former version. */
  waits?: Wait[];
};

/**
 * Registers this process as a sender; what it claims carries the id.
 * @param issueId the one issue it was started for, if it was
 */
export async function registerProcess(context: Context, issueId: number | null = null): Promise<string> {
  const id = randomUUID();
  await keepAlive(context, id, { trouble: null, report: null, issueId });
  return id;
}

/**
 * Says that the process lives, what it does, and what keeps it from working now (null when nothing does). One that slept
 * so long that another struck it off is back with this.
 */
export async function keepAlive(
  context: Context,
  id: string,
  state: { trouble: string | null; report: SenderReport | null; issueId?: number | null },
): Promise<void> {
  const now = context.clock();
  const changes = { seen_at: now, trouble: state.trouble, report: state.report && JSON.stringify(state.report) };
  await context.db
    .insertInto("sender_processes")
    .values({
      id,
      host: processSpace(),
      pid: process.pid,
      started_at: now,
      issue_id: state.issueId ?? null,
      ...changes,
    })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(changes))
    .execute();
}

/**
 * Which of the waiting deliveries are this process's: those that work on all issues, and can, share them by number, so
 * that no two reach for the same rows. Claiming alone decides; this only keeps them out of each other's way.
 */
export async function shareOf(context: Context, id: string, sightings: Sightings): Promise<Share> {
  const rows = await context.db.selectFrom("sender_processes").selectAll().orderBy("id").execute();
  const now = context.clock();
  const working = rows.filter(
    (row) => row.id === id || (row.issue_id === null && row.trouble === null && !isGone(row, sightings, now)),
  );
  const own = rows.find((row) => row.id === id);
  if (!own || own.issue_id !== null) return { rank: 0, of: 1 };
  return { rank: working.indexOf(own), of: working.length };
}

export async function deregisterProcess(context: Context, id: string): Promise<void> {
  await context.db.deleteFrom("sender_processes").where("id", "=", id).execute();
}

/** What the desk shows of the senders at work, all of them together. */
export type SenderState = { running: number; trouble: string | null } & SenderReport;

export async function senderState(context: Context): Promise<SenderState> {
  const rows = await context.db.selectFrom("sender_processes").selectAll().orderBy("seen_at", "desc").execute();
  const alive = rows.filter((row) => !isSilent(row, context.clock()));
  const trouble = alive.find((row) => row.trouble)?.trouble ?? null;
  return { running: alive.length, trouble, ...summed(alive.flatMap((row) => reportOf(row.report))) };
}

function reportOf(json: string | null): SenderReport[] {
  return json ? [JSON.parse(json) as SenderReport] : [];
}

function summed(reports: SenderReport[]): SenderReport {
  const rates = new Map<string, number>();
  for (const { destination, perSecond } of reports.flatMap((report) => report.destinations))
    rates.set(destination, (rates.get(destination) ?? 0) + perSecond);
  return {
    perSecond: reports.reduce((sum, report) => sum + report.perSecond, 0),
    destinations: [...rates].map(([destination, perSecond]) => ({ destination, perSecond })),
    waits: summedWaits(reports.flatMap(({ waits }) => waits ?? [])),
  };
}

/** An edition waits when each sender that has readers of it says so. */
function summedWaits(waits: Wait[]): Wait[] {
  const editions = new Map<number, Wait>();
  for (const wait of waits) {
    const other = editions.get(wait.editionId);
    const until = !other ? wait.until : other.until && wait.until && Math.min(other.until, wait.until);
    editions.set(wait.editionId, {
      editionId: wait.editionId,
      until,
      destinations: [...new Set([...(other?.destinations ?? []), ...wait.destinations])],
    });
  }
  return [...editions.values()].filter(({ until }) => until !== null);
}

/**
 * The ids of the sender processes that are gone; a row stays until what they held is settled. To be asked each second.
 * @param sightings what the one who asks has seen so far; this adds to it
 */
export async function goneProcesses(context: Context, sightings: Sightings): Promise<string[]> {
  const rows = await context.db.selectFrom("sender_processes").selectAll().execute();
  const now = context.clock();
  look(sightings, rows, now);
  return rows.filter((row) => isGone(row, sightings, now)).map((row) => row.id);
}

function isGone(row: Row, { signs }: Sightings, now: number): boolean {
  if (isEnded(row)) return true;
  const sign = signs.get(row.id);
  if (!sign) return false;
  return now - sign.since > (isSilent(row, sign.since) ? lastChance : silence);
}

/** By the one clock of whoever asks, for what people are told. */
function isSilent(row: Row, now: number): boolean {
  return row.seen_at < now - silence || isEnded(row);
}

function isEnded({ host, pid }: Row): boolean {
  return host === processSpace() && !isProcess(pid);
}

/** Which of the waiting deliveries are one process's to take: all whose number leaves `rank` when divided by `of`. */
export type Share = { rank: number; of: number };
