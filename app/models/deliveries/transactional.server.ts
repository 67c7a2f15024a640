import { inTransaction, type Context } from "#app/context.server.ts";
import { insertRows } from "#db/bulk.server.ts";
import { skipLocked } from "#db/client.server.ts";
import {
  isMailWanted,
  transactionalKind,
  type TransactionalDetails,
  type TransactionalKind,
} from "./transactionalKinds.ts";
import { endedBeforeReply, nextState, type Result } from "./retries.server.ts";

/** A mail to one person that is claimed for hand-over; issues and digests are deliveries. Times in milliseconds. */
export type ClaimedTransactional<K extends TransactionalKind = TransactionalKind> = {
  [T in K]: {
    id: number;
    kind: T;
    subscriberId: number;
    listId: number;
    detail: TransactionalDetails[T];
    email: string;
    name: string;
    createdAt: number;
    firstClaimedAt: number;
    attempts: number;
  };
}[K];

/** The detail of a mail, which some kinds do without, and the earliest time for its hand-over (default: now). */
type About<K extends TransactionalKind> = null extends TransactionalDetails[K]
  ? [detail?: TransactionalDetails[K], dueAt?: number]
  : [detail: TransactionalDetails[K], dueAt?: number];

/** Puts a mail in the queue; the sender hands it over like an issue's deliveries, and it survives an outage. */
export async function enqueueTransactional<K extends TransactionalKind>(
  context: Context,
  kind: K,
  subscriberId: number,
  listId: number,
  ...about: About<K>
): Promise<void> {
  await enqueueTransactionals(context, kind, [subscriberId], listId, ...about);
}

/** The same. @returns the id of the mail */
export async function enqueueLetter<K extends TransactionalKind>(
  context: Context,
  kind: K,
  subscriberId: number,
  listId: number,
  ...about: About<K>
): Promise<number> {
  const row = { ...newLetter(context, kind, listId, about), subscriber_id: subscriberId };
  const { id } = await context.db.insertInto("letters").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

/**
 * Adds lists to a reader's confirmation that is still in the queue.
 * @returns false when there is none
 */
export async function addToConfirmation(context: Context, subscriberId: number, listIds: number[]): Promise<boolean> {
  const waiting = await context.db
    .selectFrom("letters")
    .select(["id", "list_id", "detail"])
    .where("subscriber_id", "=", subscriberId)
    .where("kind", "=", "confirmation")
    .where("status", "=", "queued")
    .executeTakeFirst();
  if (!waiting) return false;
  const { others = [], ...detail } = JSON.parse(waiting.detail ?? "{}") as NonNullable<
    TransactionalDetails["confirmation"]
  >;
  const more = listIds.filter((id) => id !== waiting.list_id && !others.includes(id));
  const added = await context.db
    .updateTable("letters")
    .set({ detail: JSON.stringify({ ...detail, others: [...others, ...more] }) })
    .where("id", "=", waiting.id)
    // A sender may claim it at this moment.
    .where("status", "=", "queued")
    .returning("id")
    .executeTakeFirst();
  return added !== undefined;
}

/** The same for many subscribers at once. */
export async function enqueueTransactionals<K extends TransactionalKind>(
  context: Context,
  kind: K,
  subscriberIds: number[],
  listId: number,
  ...about: About<K>
): Promise<void> {
  if (subscriberIds.length === 0) return;
  const letter = newLetter(context, kind, listId, about);
  const rows = subscriberIds.map((id) => ({ ...letter, subscriber_id: id }));
  await insertRows(context.db, "letters", rows);
}

function newLetter<K extends TransactionalKind>(context: Context, kind: K, listId: number, about: About<K>) {
  const [detail, dueAt = context.clock()] = about;
  const now = context.clock();
  return {
    kind,
    list_id: listId,
    detail: detail ? JSON.stringify(detail) : null,
    created_at: now,
    status: "queued" as const,
    due_at: dueAt,
    attempts: 0,
    claimed_by: null,
    claimed_at: null,
    first_claimed_at: null,
    finished_at: null,
    reply_code: null,
    reply: null,
  };
}

/** @returns the confirmation requested at `askedAt`, with the date in its header; null when there is none, or none left */
export async function confirmationOf(
  context: Context,
  subscriberId: number,
  listId: number,
  askedAt: number,
): Promise<{ id: number; at: number } | null> {
  const row = await context.db
    .selectFrom("letters")
    .select(["id", "first_claimed_at"])
    .where("subscriber_id", "=", subscriberId)
    .where("list_id", "=", listId)
    .where("kind", "=", "confirmation")
    .where("created_at", "=", askedAt)
    .executeTakeFirst();
  return row ? { id: row.id, at: row.first_claimed_at ?? askedAt } : null;
}

/** True when a mail to one person is due. The sender asks before it opens a connection. */
export async function isTransactionalDue(context: Context): Promise<boolean> {
  const due = await context.db
    .selectFrom("letters")
    .select("id")
    .where("status", "=", "queued")
    .where("due_at", "<=", context.clock())
    .limit(1)
    .executeTakeFirst();
  return due !== undefined;
}

/**
 * Claims the next mail that is due for a sender process, confirmations before all others: somebody waits for them. The
 * state of its reader is read again under the same lock. A mail that is no longer wanted becomes `withdrawn`.
 * @returns `claimed` null when there is nothing to hand over; `moved` true when a mail was claimed or withdrawn
 */
export function claimTransactional(
  context: Context,
  processId: string,
): Promise<{ claimed: ClaimedTransactional | null; moved: boolean }> {
  return inTransaction(context, async (context) => {
    const now = context.clock();
    const next = (await lockNext(context, "confirmation")) ?? (await lockNext(context, "any"));
    if (!next) return { claimed: null, moved: false };
    const reader = await readerOf(context, next);
    const isWanted = isMailWanted(next.kind, reader);
    if (!transactionalKind(next.kind)) context.log.error({ kind: next.kind }, "a mail of an unknown kind is withdrawn");
    const firstClaimedAt = next.first_claimed_at ?? now;
    const attempts = next.attempts + 1;
    await context.db
      .updateTable("letters")
      .set({
        status: isWanted ? "sending" : "withdrawn",
        finished_at: isWanted ? null : now,
        claimed_by: processId,
        claimed_at: now,
        first_claimed_at: firstClaimedAt,
        attempts,
      })
      .where("id", "=", next.id)
      .execute();
    if (!isWanted) return { claimed: null, moved: true };
    const { email, name } = reader;
    const detail = next.detail === null ? null : (JSON.parse(next.detail) as unknown);
    const of = { subscriberId: next.subscriber_id, listId: next.list_id, createdAt: next.created_at };
    const claimed = { id: next.id, kind: next.kind, ...of, detail, email, name, firstClaimedAt, attempts };
    return { claimed: claimed as ClaimedTransactional, moved: true };
  });
}

/** Locks and returns the mail that is due first, except mails that another process has locked. */
function lockNext(context: Context, which: "confirmation" | "any") {
  const due = context.db
    .selectFrom("letters")
    .select(["id", "kind", "subscriber_id", "list_id", "created_at", "first_claimed_at", "attempts", "detail"])
    .where("status", "=", "queued")
    .where("due_at", "<=", context.clock())
    .orderBy("due_at")
    .orderBy("id")
    .limit(1);
  const first = which === "confirmation" ? due.where("kind", "=", "confirmation") : due;
  return skipLocked(context.db, first, "letters").executeTakeFirst();
}

function readerOf(context: Context, mail: { subscriber_id: number; list_id: number }) {
  return context.db
    .selectFrom("subscribers")
    .leftJoin("subscriptions", (join) =>
      join.onRef("subscriptions.subscriber_id", "=", "subscribers.id").on("subscriptions.list_id", "=", mail.list_id),
    )
    .select(["email", "name", "suppressed_at", "subscriptions.status as subscription"])
    .where("subscribers.id", "=", mail.subscriber_id)
    .executeTakeFirstOrThrow();
}

/** Puts mails back into the queue whose claim a process never learned of. The process must hold no other. */
export async function putTransactionalsBack(context: Context, processId: string): Promise<void> {
  await context.db
    .updateTable("letters")
    .set((eb) => ({ status: "queued", attempts: eb("attempts", "-", 1) }))
    .where("status", "=", "sending")
    .where("claimed_by", "=", processId)
    .execute();
}

/** Records the outcome of a claimed mail; only the process that holds it can. */
export async function recordTransactional(
  context: Context,
  processId: string,
  letter: ClaimedTransactional,
  outcome: Result,
): Promise<void> {
  await context.db
    .updateTable("letters")
    .set(nextState(outcome, letter.attempts, letter.firstClaimedAt, context.clock(), context.config.retryFor))
    .where("id", "=", letter.id)
    .where("claimed_by", "=", processId)
    .where("status", "in", ["sending", "uncertain"])
    .execute();
}

/** Marks the mails that ended processes held as uncertain; a confirmation can be requested again. */
export async function uncertainTransactionals(context: Context, processIds: string[]): Promise<number> {
  if (processIds.length === 0) return 0;
  const rows = await context.db
    .updateTable("letters")
    .set({ status: "uncertain", finished_at: context.clock(), reply: endedBeforeReply, verdict: "unknown" })
    .where("status", "=", "sending")
    .where("claimed_by", "in", processIds)
    .returning("id")
    .execute();
  return rows.length;
}
