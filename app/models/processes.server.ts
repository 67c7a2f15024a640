import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Context } from "../context.server.ts";

/** A sender process not heard of for a minute is gone; on its own host its process id tells at once. */
const silence = 60_000;

/** Registers this process as a sender; what it claims carries the id. */
export async function registerProcess(context: Context): Promise<string> {
  const id = randomUUID();
  await keepAlive(context, id, null);
  return id;
}

/**
 * Says that the process lives, and what keeps it from working now (null when nothing does). One that slept so long
 * that another struck it off is back with this.
 */
export async function keepAlive(context: Context, id: string, trouble: string | null): Promise<void> {
  const now = context.clock();
  await context.db
    .insertInto("sender_processes")
    .values({ id, host: hostname(), pid: process.pid, started_at: now, seen_at: now, trouble })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ seen_at: now, trouble }))
    .execute();
}

export async function deregisterProcess(context: Context, id: string): Promise<void> {
  await context.db.deleteFrom("sender_processes").where("id", "=", id).execute();
}

/** What the desk shows of the senders at work. */
export type SenderState = { running: number; trouble: string | null };

export async function senderState(context: Context): Promise<SenderState> {
  const rows = await context.db.selectFrom("sender_processes").selectAll().orderBy("seen_at", "desc").execute();
  const alive = rows.filter((row) => !isGone(row, context.clock()));
  return { running: alive.length, trouble: alive.find((row) => row.trouble)?.trouble ?? null };
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
