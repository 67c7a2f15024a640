import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Context } from "../context.server.ts";
import type { Share } from "./due.server.ts";

/** A sender process not heard of for a minute is gone; on its own host its process id tells at once. */
const silence = 60_000;

/** An issue that has readers due. `until`: the pace lets none of them pass before; null when some may pass now. */
export type Wait = { issueId: number; until: number | null; destinations: string[] };

/** How fast a sender works now, what each destination is at, and what waits. Rates are messages a second. */
export type SenderReport = {
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
      host: hostname(),
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
export async function shareOf(context: Context, id: string): Promise<Share> {
  const rows = await context.db.selectFrom("sender_processes").selectAll().orderBy("id").execute();
  const working = rows.filter(
    (row) => row.id === id || (row.issue_id === null && row.trouble === null && !isGone(row, context.clock())),
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
  const alive = rows.filter((row) => !isGone(row, context.clock()));
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

/** An issue waits when each sender that has readers of it says so. */
function summedWaits(waits: Wait[]): Wait[] {
  const issues = new Map<number, Wait>();
  for (const wait of waits) {
    const other = issues.get(wait.issueId);
    const until = !other ? wait.until : other.until && wait.until && Math.min(other.until, wait.until);
    issues.set(wait.issueId, {
      issueId: wait.issueId,
      until,
      destinations: [...new Set([...(other?.destinations ?? []), ...wait.destinations])],
    });
  }
  return [...issues.values()].filter(({ until }) => until !== null);
}

/** The ids of the sender processes that are gone; a row stays until what they held is settled. */
export async function goneProcesses(context: Context): Promise<string[]> {
  const rows = await context.db.selectFrom("sender_processes").selectAll().execute();
  return rows.filter((row) => isGone(row, context.clock())).map((row) => row.id);
}

function isGone(row: { host: string; pid: number; seen_at: number }, now: number): boolean {
  return row.seen_at < now - silence || (row.host === hostname() && !isAlive(row.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
