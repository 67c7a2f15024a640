import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { endedBeforeReply, nextState, type Result } from "./retries.server.ts";

type TransactionalKind = "confirmation" | "reminder" | "welcome" | ReaderMailKind;
/** What a reader asks for on their own page, or to get to it: a link, another address. */
type ReaderMailKind = (typeof readerMailKinds)[number];
const readerMailKinds = ["reader-link", "already-subscribed", "address-old", "address-new", "address-taken"] as const;
/**
 * What a letter is about besides its list: other lists that its button confirms, and when that was asked for; the row
 * of a change of address.
 */
export type TransactionalDetail = { others?: number[]; askedAt?: number; change?: number };
/** A mail to one person that is no issue, claimed for hand-over. */
export type ClaimedTransactional = {
  id: number;
  kind: TransactionalKind;
  subscriberId: number;
  listId: number;
  detail: TransactionalDetail | null;
  email: string;
  name: string;
  createdAt: number;
  firstClaimedAt: number;
  attempts: number;
};

/**
 * Puts a letter in the queue; the sender hands it over like an issue's deliveries, and it survives an outage.
 * @param dueAt not before then
 */
export async function enqueueTransactional(
  context: Context,
  kind: TransactionalKind,
  subscriberId: number,
  listId: number,
  detail: TransactionalDetail | null = null,
  dueAt = context.clock(),
): Promise<void> {
  await enqueueTransactionals(context, kind, [subscriberId], listId, detail, dueAt);
}

/**
 * Lets a reader's confirmation that has not gone out yet ask for more lists.
 * @returns false when none waits
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
  const { others = [], ...detail } = JSON.parse(waiting.detail ?? "{}") as TransactionalDetail;
  const more = listIds.filter((id) => id !== waiting.list_id && !others.includes(id));
  const added = await context.db
    .updateTable("letters")
    .set({ detail: JSON.stringify({ ...detail, others: [...others, ...more] }) })
    .where("id", "=", waiting.id)
    // A sender may take it this moment.
    .where("status", "=", "queued")
    .returning("id")
    .executeTakeFirst();
  return added !== undefined;
}

/** The same for up to 500 subscribers at once. */
export async function enqueueTransactionals(
  context: Context,
  kind: TransactionalKind,
  subscriberIds: number[],
  listId: number,
  detail: TransactionalDetail | null = null,
  dueAt = context.clock(),
): Promise<void> {
  if (subscriberIds.length === 0) return;
  const now = context.clock();
  const letter = {
    kind,
    list_id: listId,
    detail: detail && JSON.stringify(detail),
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
  await context.db
    .insertInto("letters")
    .values(subscriberIds.map((id) => ({ ...letter, subscriber_id: id })))
    .execute();
}

/** The confirmation that was asked for at `askedAt`, with the date it bears; null when there is none (any more). */
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

/** True when a letter to one person waits that may go now; asked before a connection is opened. */
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
 * Claims the next letter that is due for a sender process, confirmations before all others. A confirmation whose
 * subscription no longer waits, and a welcome to one that has ended, become `withdrawn` in the same statement and are not
 * returned.
 */
export async function claimTransactional(
  context: Context,
  processId: string,
): Promise<{ claimed: ClaimedTransactional | null; moved: boolean }> {
  const now = context.clock();
  const claimed = await context.db
    .updateTable("letters")
    .set((eb) => {
      const wanted = eb
        .selectFrom("subscriptions")
        .innerJoin("subscribers", "subscribers.id", "subscriptions.subscriber_id")
        .select("list_id")
        .whereRef("subscriptions.subscriber_id", "=", "letters.subscriber_id")
        .whereRef("subscriptions.list_id", "=", "letters.list_id")
        .where("subscribers.suppressed_at", "is", null)
        .where((eb) =>
          eb.or([
            eb.and([
              eb("letters.kind", "in", ["confirmation", "reminder"]),
              eb("subscriptions.status", "=", "pending"),
            ]),
            eb.and([eb("letters.kind", "=", "welcome"), eb("subscriptions.status", "=", "active")]),
          ]),
        );
      const asked = eb
        .selectFrom("subscribers")
        .select("id")
        .whereRef("subscribers.id", "=", "letters.subscriber_id")
        .where("subscribers.suppressed_at", "is", null)
        .where("letters.kind", "in", readerMailKinds);
      const still = eb.or([eb.exists(wanted), eb.exists(asked)]);
      return {
        status: eb
          .case()
          .when(still)
          .then("sending" as const)
          .else("withdrawn" as const)
          .end(),
        finished_at: eb.case().when(still).then(null).else(now).end(),
        claimed_by: processId,
        claimed_at: now,
        first_claimed_at: eb.fn.coalesce("first_claimed_at", eb.val(now)),
        attempts: eb("attempts", "+", 1),
      };
    })
    .where("status", "=", "queued")
    .where("id", "=", ({ fn }) => fn.coalesce(nextConfirmation(context).$asScalar(), nextLetter(context).$asScalar()))
    .returning([
      "id",
      "kind",
      "subscriber_id",
      "list_id",
      "created_at",
      "first_claimed_at",
      "attempts",
      "status",
      "detail",
    ])
    .executeTakeFirst();
  if (claimed?.status !== "sending") return { claimed: null, moved: claimed !== undefined };
  const { email, name } = await context.db
    .selectFrom("subscribers")
    .select(["email", "name"])
    .where("id", "=", claimed.subscriber_id)
    .executeTakeFirstOrThrow();
  return {
    moved: true,
    claimed: {
      id: claimed.id,
      kind: claimed.kind as TransactionalKind,
      subscriberId: claimed.subscriber_id,
      listId: claimed.list_id,
      detail: claimed.detail ? (JSON.parse(claimed.detail) as TransactionalDetail) : null,
      email,
      name,
      createdAt: claimed.created_at,
      firstClaimedAt: claimed.first_claimed_at ?? now,
      attempts: claimed.attempts,
    },
  };
}

/** Puts the letters back that a process claimed without getting to know it; it must have none in hand. */
export async function putTransactionalsBack(context: Context, processId: string): Promise<void> {
  await context.db
    .updateTable("letters")
    .set((eb) => ({ status: "queued", attempts: eb("attempts", "-", 1) }))
    .where("status", "=", "sending")
    .where("claimed_by", "=", processId)
    .execute();
}

/** In the words of the index that finds it behind any number of other letters. */
function nextConfirmation(context: Context) {
  return nextOf(context).where(sql<boolean>`next.kind = 'confirmation' and next.status = 'queued'`);
}

function nextLetter(context: Context) {
  return nextOf(context).where("next.status", "=", "queued");
}

function nextOf(context: Context) {
  return context.db
    .selectFrom("letters as next")
    .select("next.id")
    .where("next.due_at", "<=", context.clock())
    .orderBy("next.due_at")
    .orderBy("next.id")
    .limit(1);
}

/** Records what became of a claimed letter; only the process that holds it can. */
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

/** Letters that a process now gone held become uncertain; a confirmation can be asked for again. */
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
