import { randomUUID } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { isProcess, processSpace } from "./processSpace.server.ts";
import type { Workload } from "./workload.server.ts";

/**
 * Milliseconds: a silent sender process is dead after this; one of our own process space is recognised at once by its
 * id.
 */
const silence = minute;
/** A process that was silent before the first look gets this long to show that it lives. */
const lastChance = 15_000;
/** Milliseconds: an older report does not tell what a process does now. */
const staleReport = 10_000;
/** After a longer gap between looks this process slept, or the database was away: no silence is measured across it. */
const longestGap = 30_000;

type Row = { id: string; host: string; pid: number; seen_at: number };

/**
 * The sightings of one sender about the others. Each sender measures silence itself, by its own clock. Otherwise hosts
 * with different clocks, or a database outage, would make living processes look dead.
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

/** An edition with due readers. `until`: no limit lets any of them pass before; null when some may pass now. */
export type Wait = { editionId: number; until: number | null; destinations: string[] };

/** A sender's present speed, the rate of each destination, and its waits. Rates are messages a second. */
type SenderReport = {
  perSecond: number;
  destinations: { destination: string; perSecond: number }[];
  /** Absent from senders of an older version. */
  waits?: Wait[];
  work?: Workload;
  /** True when SMTP_CHUNKING is on and the server has none. */
  withoutChunks?: boolean;
};

export const noChunking =
  "SMTP_CHUNKING is on, but the mail server does not announce CHUNKING: messages go to it as if it were off.";

/**
 * Registers this process as a sender.
 * @returns the id for its claims
 * @param issueId the only issue that it sends, if there is one
 */
export async function registerProcess(context: Context, issueId: number | null = null): Promise<string> {
  const id = randomUUID();
  await keepAlive(context, id, { trouble: null, report: null, issueId });
  return id;
}

/**
 * Records that the process lives, its report, and the outage that stops it (null for none). A process that was declared
 * dead during a long sleep registers again by this.
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
 * Returns the process's share of the queued deliveries. Senders of all issues that can work share them by number, so
 * that they do not try to claim the same rows. Correctness depends on claiming alone.
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

/** The running senders together, for the desk. */
export type SenderState = {
  running: number;
  trouble: string | null;
  /** The work of each sender that reported it in the last seconds. */
  works: Workload[];
} & Omit<SenderReport, "work">;

export async function senderState(context: Context): Promise<SenderState> {
  const rows = await context.db.selectFrom("sender_processes").selectAll().orderBy("seen_at", "desc").execute();
  const alive = rows.filter((row) => !isSilent(row, context.clock()));
  const trouble = alive.find((row) => row.trouble)?.trouble ?? null;
  const fresh = alive.filter((row) => row.seen_at > context.clock() - staleReport);
  const works = fresh.flatMap((row) => reportOf(row.report)).flatMap(({ work }) => work ?? []);
  return { running: alive.length, trouble, works, ...summed(alive.flatMap((row) => reportOf(row.report))) };
}

/** Lists the sender processes that show signs of life and reach their mail server, with the open connections of each. */
export async function liveSenders(context: Context): Promise<{ id: string; connections: number }[]> {
  const rows = await context.db.selectFrom("sender_processes").selectAll().where("trouble", "is", null).execute();
  const alive = rows.filter((row) => !isSilent(row, context.clock()));
  return alive.map(({ id, report }) => ({ id, connections: reportOf(report)[0]?.work?.open ?? 0 }));
}

function reportOf(json: string | null): SenderReport[] {
  return json ? [JSON.parse(json) as SenderReport] : [];
}

function summed(reports: SenderReport[]): Omit<SenderReport, "work"> {
  const rates = new Map<string, number>();
  for (const { destination, perSecond } of reports.flatMap((report) => report.destinations))
    rates.set(destination, (rates.get(destination) ?? 0) + perSecond);
  return {
    perSecond: reports.reduce((sum, report) => sum + report.perSecond, 0),
    destinations: [...rates].map(([destination, perSecond]) => ({ destination, perSecond })),
    waits: summedWaits(reports.flatMap(({ waits }) => waits ?? [])),
    withoutChunks: reports.some(({ withoutChunks }) => withoutChunks),
  };
}

/** An edition waits when each sender with readers of it says so. */
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
 * Returns the ids of dead sender processes; a row stays until its claims are resolved. Call it each second.
 * @param sightings of this process so far; they are updated
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

/** By the clock of this process, for the desk's display only. */
function isSilent(row: Row, now: number): boolean {
  return row.seen_at < now - silence || isEnded(row);
}

function isEnded({ host, pid }: Row): boolean {
  return host === processSpace() && !isProcess(pid);
}

/** A process's share of the queued deliveries: all whose number leaves the remainder `rank` when divided by `of`. */
export type Share = { rank: number; of: number };
