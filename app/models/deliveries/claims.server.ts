import { sql } from "kysely";
import { inTransaction, type Context } from "#app/context.server.ts";
import { skipLocked } from "#db/client.server.ts";
import { forCount, statement, type Value } from "#db/statements.server.ts";
import { earliestIn } from "./deliveries.server.ts";
import { isWanted } from "./recipients.server.ts";
import { endedBeforeReply, nextState, type RecordedOutcome } from "./retries.server.ts";
import { editionKinds, tableOf, type EditionKind, type Send } from "./sends.server.ts";

/** One reader's hand-over, claimed. Times in milliseconds. */
export type ClaimedDelivery = {
  send: Send;
  subscriberId: number;
  email: string;
  name: string;
  domain: string;
  /** The message's Date, the same on every retry (H-27). */
  firstClaimedAt: number;
  /** When the tries began that count: anew when an operator sends it again. */
  triedFrom: number;
  attempts: number;
};

/**
 * Claims deliveries of one edition, while it is sending and they still wait. Each reader's subscription is looked at again
 * under the same lock: who left, paused, was suppressed or chose the other frequency meanwhile becomes `withdrawn` (H-14)
 * and is not returned. It must be committed before the first byte of a body leaves (T-01).
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
 * Those that still wait, locked; what another process holds is not waited for. Addresses are read here, never ahead. It is
 * said for each kind what its row is, so that the edition itself, with all its HTML, is never looked at.
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
          // Worded so that a planner takes the rows by their key: by their state it would walk over all that wait.
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
 * Puts back what a process claimed without getting to know it, because the answer to its commit was lost: nothing of it
 * has left. Whatever of it was not claimed stays as it is.
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
 * Records what became of a claimed delivery, right after the reply. Only the process that claimed it can, and only
 * while nothing else settled it; a late answer still turns `uncertain` into what it was.
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

/** Refusals that were undecided and are their readers’ own after all: final, with the answers that were kept. */
export async function refuseUndecided(context: Context, editionId: number, subscriberIds: number[]): Promise<void> {
  await context.db
    .updateTable("deliveries")
    .set({ status: "refused", finished_at: context.clock(), due_at: context.clock() })
    .where("edition_id", "=", editionId)
    .where("subscriber_id", "in", subscriberIds)
    // By their key, as in `claim`.
    .where(sql<boolean>`coalesce(deliveries.status, '') = 'queued'`)
    .execute();
}

/** How a send stands besides what is undecided of it: whether anybody was accepted, and whether anybody else can answer now. */
export async function othersOf(context: Context, editionId: number): Promise<{ accepted: boolean; toCome: boolean }> {
  const accepted = await earliestIn(context, editionId, "accepted");
  const sending = await earliestIn(context, editionId, "sending");
  const queued = await earliestIn(context, editionId, "queued");
  const isDue = queued !== null && queued <= context.clock();
  return { accepted: accepted !== null, toCome: sending !== null || isDue };
}

/** What processes now gone left `sending` becomes `uncertain`: never resent by itself (T-03). */
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
