import type { Context } from "#app/context.server.ts";
import { minute } from "#app/models/durations.ts";
import { isAmong } from "#db/bulk.server.ts";
import { skipLocked } from "#db/client.server.ts";
import type { Kept } from "./settling.server.ts";

/** Milliseconds after which others take what a process left undone. */
const heldFor = 30_000;
/** Milliseconds until what made us fail is tried again, and how often it is. */
const waits = [minute, 10 * minute];
/** How often a message is begun that may have ended the process which tried to understand it. */
export const mostBeginnings = 3;

export type Claimed = { id: number; size: number };

/** A message that was begun before; `attempts` counts this one too. */
export type ClaimedAgain = Claimed & { attempts: number };

/** True when something waits for being understood. */
export async function isWaiting({ db, clock }: Context): Promise<boolean> {
  const query = db.selectFrom("inbound_messages").select("id").where("state", "=", "new");
  const row = await query
    .where(({ or, eb }) => or([eb("held_until", "is", null), eb("held_until", "<", clock())]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Takes messages that nobody has begun, after the one with that id. The claim only saves work twice done: a message is settled by
 * the process that locks it first.
 */
export async function claim({ db, clock }: Context, most: number, after: number): Promise<Claimed[]> {
  const waiting = db
    .selectFrom("inbound_messages")
    .select("id")
    .where("state", "=", "new")
    .where("id", ">", after)
    .where("held_until", "is", null)
    .orderBy("id")
    .limit(most);
  const rows = await db
    .updateTable("inbound_messages")
    .set({ held_until: clock() + heldFor })
    .where("id", "in", skipLocked(db, waiting, "inbound_messages"))
    .returning(["id", "size"])
    .execute();
  return rows.sort((a, b) => a.id - b.id);
}

/**
 * Takes one message that was begun before and not ended, and counts that in the same commit: it may be what ended the process.
 * It is worked on alone, so that others do not share its fate.
 */
export async function claimBegun({ db, clock }: Context): Promise<ClaimedAgain | undefined> {
  const waiting = db
    .selectFrom("inbound_messages")
    .select("id")
    .where("state", "=", "new")
    .where("held_until", "<", clock())
    .orderBy("id")
    .limit(1);
  return db
    .updateTable("inbound_messages")
    .set((eb) => ({ held_until: clock() + heldFor, failures: eb("failures", "+", 1) }))
    .where("id", "in", skipLocked(db, waiting, "inbound_messages"))
    .returning(["id", "size", "failures as attempts"])
    .executeTakeFirst();
}

/** Takes an attempt back that failed because of the database. */
export async function uncount({ db }: Context, { id }: Claimed): Promise<void> {
  await db
    .updateTable("inbound_messages")
    .set((eb) => ({ failures: eb("failures", "-", 1) }))
    .where("id", "=", id)
    .where("failures", ">", 0)
    .execute();
}

/** How a message that was begun before goes on: understood as any, kept without being read, or left at last. */
export function attemptAt({ attempts }: ClaimedAgain): "understand" | "set aside" | "leave" {
  if (attempts <= mostBeginnings) return "understand";
  return attempts === mostBeginnings + 1 ? "set aside" : "leave";
}

/** True where a failure is the last one. */
export function isLastAttempt({ attempts }: ClaimedAgain): boolean {
  return attempts >= mostBeginnings;
}

/** Lets others take at once what this process leaves undone. */
export async function release({ db }: Context, claimed: Claimed[]): Promise<void> {
  const ids = claimed.map(({ id }) => id);
  const rows = db
    .updateTable("inbound_messages")
    .set({ held_until: null })
    .where(isAmong(db, "id", ids));
  await rows.where("state", "=", "new").where("failures", "=", 0).execute();
}

/** Notes that the work on a message failed, and lets it wait. @param attempts counted before; 0 for the first one */
export async function noteFailure({ db, clock }: Context, id: number, attempts: number): Promise<void> {
  const failures = Math.max(1, attempts);
  await db
    .updateTable("inbound_messages")
    .set({ failures, held_until: clock() + (waits[failures - 1] ?? heldFor) })
    .where("id", "=", id)
    .where("state", "=", "new")
    .execute();
}

/** Leaves a message as it is, until somebody wants all to be understood again. */
export async function leaveMessage({ db }: Context, id: number): Promise<void> {
  const row = db.updateTable("inbound_messages").set({ state: "failed", held_until: null }).where("id", "=", id);
  await row.where("state", "=", "new").execute();
}

/** Reads messages that are still to be understood. */
export async function messagesById({ db }: Context, claimed: Claimed[]): Promise<Map<number, Kept>> {
  const ids = claimed.map(({ id }) => id);
  const rows = await db
    .selectFrom("inbound_messages")
    .select(["id", "door", "provider", "received_at as at", "sent_from as sentFrom", "sent_to", "raw", "rules_version"])
    .where(isAmong(db, "id", ids))
    .where("state", "=", "new")
    .execute();
  const read = rows.flatMap(({ sent_to, raw, rules_version, ...row }): Kept[] =>
    raw ? [{ ...row, sentTo: JSON.parse(sent_to) as string[], raw, isAgain: rules_version !== null }] : [],
  );
  return new Map(read.map((message) => [message.id, message]));
}
