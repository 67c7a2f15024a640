import { sql } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { skipLocked } from "#db/client.server.ts";
import { forCount, statement, type Value } from "#db/statements.server.ts";
import { earliestIn } from "./deliveries.server.ts";
import { isWanted } from "./recipients.server.ts";
import { endedBeforeReply, nextState, type RecordedOutcome } from "./retries.server.ts";
import { editionKinds, tableOf, type EditionKind, type Send } from "./sends.server.ts";

/** A claimed delivery to one reader. Times in milliseconds. */
export type ClaimedDelivery = {
  send: Send;
  subscriberId: number;
  email: string;
  name: string;
  domain: string;
  /** The message's Date, the same on every retry (H-27). */
  firstClaimedAt: number;
  /** Start of the attempts that count; reset when an operator resends it. */
  triedFrom: number;
  attempts: number;
};

/**
 * Claims queued deliveries of one edition, while it is being sent. Each reader's subscription is checked again under
 * the same lock. Readers who left, paused, were suppressed or chose the other frequency become `withdrawn` (H-14) and
 * are not returned. It must be committed before the first byte of a body leaves (T-01).
 */
export function claim(
  context: Context,
  processId: string,
  send: Send,
  subscriberIds: number[],
): Promise<ClaimedDelivery[]> {
  return inTransaction(context, async (context) => {
    if (subscriberIds.length === 0) return [];
    const now = context.clock();
    const { kind, id: subjectId, editionId } = send;
    const claimed = { editionId, processId, now };
    const waiting = { subjectId, ...numbered(editionId, subscriberIds) };
    const rows = await lockWaiting[kind](subscriberIds.length)(context.db, waiting);
    const wanted = rows.filter((row) => isWanted(row, editionKinds[kind].frequency, now));
    const left = rows.filter((row) => !wanted.includes(row));
    if (left.length > 0) await withdraw(left.length)(context.db, { ...claimed, ...numbered(editionId, idsOf(left)) });
    if (wanted.length > 0)
      await takeOver(wanted.length)(context.db, { ...claimed, ...numbered(editionId, idsOf(wanted)) });
    return wanted.map((row) => ({
      send,
      subscriberId: row.subscriber_id,
      email: row.email,
      name: row.name,
      domain: row.domain,
      firstClaimedAt: row.first_claimed_at ?? now,
      triedFrom: (row.attempts > 0 && row.tried_from) || now,
      attempts: row.attempts + 1,
    }));
  });
}

const idsOf = (rows: { subscriber_id: number }[]) => rows.map((row) => row.subscriber_id);

type Numbered = { editionId: number } & Record<`id${number}`, number>;

function numbered(editionId: number, ids: number[]): Numbered {
  return Object.assign({ editionId }, Object.fromEntries(ids.map((id, i) => [`id${i}`, id])));
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `id${i}` as const);

type Waiting = Numbered & { subjectId: number };

/**
 * Locks those that are still queued, and skips rows that another process has locked. Addresses are read here, never
 * ahead. Each kind has its own query, so that the edition's row, with all its HTML, is never read.
 */
const lockWaitingOf = (kind: EditionKind) =>
  forCount((count) =>
    statement((db, value: Value<Waiting>) =>
      skipLocked(
        db,
        db
          .selectFrom("deliveries")
          .innerJoin(`${tableOf(kind)} as subject`, (join) => join.on("subject.id", "=", value("subjectId")))
          .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
          .leftJoin("subscriptions", (join) =>
            join
              .onRef("subscriptions.subscriber_id", "=", "deliveries.subscriber_id")
              .onRef("subscriptions.list_id", "=", "subject.list_id"),
          )
          .select(["deliveries.subscriber_id", "first_claimed_at", "tried_from", "attempts", "email", "name", "domain"])
          .select(["suppressed_at", "subscriptions.status as subscription", "frequency", "paused_until"])
          .where("deliveries.edition_id", "=", value("editionId"))
          .where("deliveries.subscriber_id", "in", names(count).map(value))
          // Written so that the planner uses the primary key; by status it would scan all that are queued.
          .where(sql<boolean>`coalesce(deliveries.status, '') = 'queued'`)
          .where("subject.status", "=", "sending"),
        "deliveries",
      ),
    ),
  );

const lockWaiting: Record<EditionKind, ReturnType<typeof lockWaitingOf>> = {
  issue: lockWaitingOf("issue"),
  digest: lockWaitingOf("digest"),
};

type Claiming = Numbered & { processId: string; now: number };

const takeOver = forCount((count) =>
  statement((db, value: Value<Claiming>) =>
    db
      .updateTable("deliveries")
      .set((eb) => ({
        status: "sending",
        claimed_by: value("processId"),
        claimed_at: value("now"),
        first_claimed_at: eb.fn.coalesce("first_claimed_at", eb.val(value("now"))),
        tried_from: sql<number>`case when attempts > 0 and tried_from > 0 then tried_from else ${value("now")} end`,
        attempts: sql<number>`attempts + 1`,
      }))
      .where("edition_id", "=", value("editionId"))
      .where("subscriber_id", "in", names(count).map(value)),
  ),
);

const withdraw = forCount((count) =>
  statement((db, value: Value<Claiming>) =>
    db
      .updateTable("deliveries")
      .set({
        status: "withdrawn",
        finished_at: value("now"),
        claimed_by: value("processId"),
        claimed_at: value("now"),
      })
      .where("edition_id", "=", value("editionId"))
      .where("subscriber_id", "in", names(count).map(value)),
  ),
);

/**
 * Requeues deliveries that a process claimed without knowing it, because the reply to its commit was lost: nothing of
 * them has left. Those that were not claimed stay unchanged.
 */
export async function putBack(
  context: Context,
  processId: string,
  editionId: number,
  subscriberIds: number[],
): Promise<void> {
  await context.db
    .updateTable("deliveries")
    .set((eb) => ({ status: "queued", attempts: eb("attempts", "-", 1) }))
    .where("edition_id", "=", editionId)
    .where("subscriber_id", "in", subscriberIds)
    .where("claimed_by", "=", processId)
    .where("status", "=", "sending")
    .execute();
}

/**
 * Records the outcome of a claimed delivery, right after the reply. Only the claiming process can, and only while
 * nothing else has resolved it; a late reply still replaces `uncertain`.
 */
export async function record(
  context: Context,
  processId: string,
  delivery: ClaimedDelivery,
  outcome: RecordedOutcome,
): Promise<void> {
  const { send, subscriberId } = delivery;
  const row = nextState(outcome, delivery.attempts, delivery.triedFrom, context.clock(), context.config.retryFor);
  await recordOne(context.db, { editionId: send.editionId, subscriberId, processId, ...row });
}

type Recorded = ReturnType<typeof nextState> & { editionId: number; subscriberId: number; processId: string };

const recordOne = statement((db, value: Value<Recorded>) =>
  db
    .updateTable("deliveries")
    .set({
      status: value("status"),
      due_at: value("due_at"),
      finished_at: value("finished_at"),
      attempts: value("attempts"),
      reply_code: value("reply_code"),
      reply: value("reply"),
      verdict: value("verdict"),
    })
    .where("edition_id", "=", value("editionId"))
    .where("subscriber_id", "=", value("subscriberId"))
    .where("claimed_by", "=", value("processId"))
    .where("status", "in", ["sending", "uncertain"]),
);

/** Makes undecided refusals final, with their stored replies, because they were about their readers. */
export async function refuseUndecided(context: Context, editionId: number, subscriberIds: number[]): Promise<void> {
  await context.db
    .updateTable("deliveries")
    .set({ status: "refused", finished_at: context.clock(), due_at: context.clock() })
    .where("edition_id", "=", editionId)
    .where("subscriber_id", "in", subscriberIds)
    // By primary key, as in `claim`.
    .where(sql<boolean>`coalesce(deliveries.status, '') = 'queued'`)
    .execute();
}

/**
 * Returns the state of a send apart from its undecided refusals: whether a reader was accepted, and whether another
 * reader can still be tried.
 */
export async function othersOf(context: Context, editionId: number): Promise<{ accepted: boolean; toCome: boolean }> {
  const accepted = await earliestIn(context, editionId, "accepted");
  const sending = await earliestIn(context, editionId, "sending");
  const queued = await earliestIn(context, editionId, "queued");
  const isDue = queued !== null && queued <= context.clock();
  return { accepted: accepted !== null, toCome: sending !== null || isDue };
}

/** Turns deliveries left `sending` by dead processes into `uncertain`: they are never resent by themselves (T-03). */
export async function uncertainDeliveries(context: Context, processIds: string[]): Promise<number> {
  if (processIds.length === 0) return 0;
  const rows = await context.db
    .updateTable("deliveries")
    .set({ status: "uncertain", finished_at: context.clock(), reply: endedBeforeReply, verdict: "unknown" })
    .where("status", "=", "sending")
    .where("claimed_by", "in", processIds)
    .returning("subscriber_id")
    .execute();
  return rows.length;
}
