import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { skipLocked } from "#db/client.server.ts";
import { quickTrip } from "#db/quick.server.ts";
import type { Db } from "#db/schema.ts";
import { statement, type AtOnce, type Ready, type Value } from "#db/statements.server.ts";
import { wantedNow } from "./recipients.server.ts";
import { nextState, type RecordedOutcome } from "./retries.server.ts";
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

/** The outcome of a delivery that the process claimed. */
type Answer = { delivery: ClaimedDelivery; outcome: RecordedOutcome };

/** Readers of one edition that a process wants to claim. */
export type Wish = { send: Send; subscriberIds: number[] };

/**
 * Records what came and claims the next deliveries, all or nothing; within a transaction it is a part of that.
 *
 * An answer is recorded by the claiming process alone, and only while nothing else has resolved the delivery; a late one
 * still replaces `uncertain`.
 *
 * Claimed is what is still queued, while its edition is being sent. Each reader's subscription is checked again under the
 * same lock. Readers who left, paused, were suppressed or chose the other frequency become `withdrawn` (H-14) and are
 * not returned. It must be committed before the first byte of a body leaves (T-01).
 */
export async function exchange(
  context: Context,
  processId: string,
  answers: readonly Answer[],
  wish: Wish | null,
): Promise<ClaimedDelivery[]> {
  const now = context.clock();
  const records = answers.map((answer) => recordOf(context, processId, answer, now));
  const rows = await quickTrip<WaitingRow>(context.db, {
    steps(atOnce) {
      for (const record of records) recordOne.now(atOnce, record);
      return wish ? claimEach(atOnce, processId, wish, now) : [];
    },
    single: (db) => exchangeReady(db, processId, records, wish, now),
  });
  return wish ? rows.map((row) => claimedFrom(wish.send, row, now)) : [];
}

type Recorded = ReturnType<typeof nextState> & { editionId: number; subscriberId: number; processId: string };

function recordOf(context: Context, processId: string, { delivery, outcome }: Answer, now: number): Recorded {
  const { send, subscriberId, attempts, triedFrom } = delivery;
  const row = nextState(outcome, attempts, triedFrom, now, context.config.retryFor);
  return { editionId: send.editionId, subscriberId, processId, ...row };
}

type WaitingRow = {
  subscriber_id: number;
  first_claimed_at: number | null;
  tried_from: number | null;
  attempts: number;
  email: string;
  name: string;
  domain: string;
};

function claimedFrom(send: Send, row: WaitingRow, now: number): ClaimedDelivery {
  return {
    send,
    subscriberId: row.subscriber_id,
    email: row.email,
    name: row.name,
    domain: row.domain,
    firstClaimedAt: row.first_claimed_at ?? now,
    triedFrom: (row.attempts > 0 && row.tried_from) || now,
    attempts: row.attempts + 1,
  };
}

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

type Claiming = { subjectId: number; editionId: number; processId: string; now: number };

function claimEach(atOnce: AtOnce, processId: string, { send, subscriberIds }: Wish, now: number): WaitingRow[] {
  const claiming = { subjectId: send.id, editionId: send.editionId, processId, now };
  return subscriberIds.flatMap((subscriberId) => {
    const values = { ...claiming, subscriberId };
    const [row] = waitingOne[send.kind].now(atOnce, values);
    if (!row) return [];
    if (row.wanted) takeOverOne.now(atOnce, values);
    else withdrawOne.now(atOnce, values);
    return row.wanted ? [row] : [];
  });
}

/**
 * Selects an edition's deliveries that are still queued, with their readers as they are now. Addresses are read here,
 * never ahead. Each kind has its own query, so that the edition's row, with all its HTML, is never read.
 */
function waitingOf<V extends Claiming>(db: Db, kind: EditionKind, value: Value<V>) {
  const given = value as unknown as Value<Claiming>;
  return (
    db
      .selectFrom("deliveries")
      .innerJoin(`${tableOf(kind)} as subject`, (join) => join.on("subject.id", "=", given("subjectId")))
      .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
      .leftJoin("subscriptions", (join) =>
        join
          .onRef("subscriptions.subscriber_id", "=", "deliveries.subscriber_id")
          .onRef("subscriptions.list_id", "=", "subject.list_id"),
      )
      .select(["deliveries.subscriber_id", "first_claimed_at", "tried_from", "attempts", "email", "name", "domain"])
      .select(wantedNow(editionKinds[kind].frequency, given("now")).as("wanted"))
      .where("deliveries.edition_id", "=", given("editionId"))
      // Written so that the planner uses the primary key; by status it would scan all that are queued.
      .where(sql<boolean>`coalesce(deliveries.status, '') = 'queued'`)
      .where("subject.status", "=", "sending")
  );
}

type ClaimingOne = Claiming & { subscriberId: number };

const waitingOneOf = (kind: EditionKind) =>
  statement((db, value: Value<ClaimingOne>) =>
    waitingOf(db, kind, value).where("deliveries.subscriber_id", "=", value("subscriberId")),
  );
const waitingOne: Record<EditionKind, ReturnType<typeof waitingOneOf>> = {
  issue: waitingOneOf("issue"),
  digest: waitingOneOf("digest"),
};

const takeOverOne = statement((db, value: Value<ClaimingOne>) =>
  db
    .updateTable("deliveries")
    .set(takenOver(value as unknown as Value<Claiming>))
    .where("edition_id", "=", value("editionId"))
    .where("subscriber_id", "=", value("subscriberId")),
);

const withdrawOne = statement((db, value: Value<ClaimingOne>) =>
  db
    .updateTable("deliveries")
    .set(withdrawnBy(value as unknown as Value<Claiming>))
    .where("edition_id", "=", value("editionId"))
    .where("subscriber_id", "=", value("subscriberId")),
);

function takenOver(value: Value<Claiming>) {
  return {
    status: "sending" as const,
    claimed_by: value("processId"),
    claimed_at: value("now"),
    first_claimed_at: sql<number>`coalesce(deliveries.first_claimed_at, ${value("now")})`,
    tried_from: sql<number>`case when deliveries.attempts > 0 and deliveries.tried_from > 0
      then deliveries.tried_from else ${value("now")} end`,
    attempts: sql<number>`deliveries.attempts + 1`,
  };
}

function withdrawnBy(value: Value<Claiming>) {
  return {
    status: "withdrawn" as const,
    finished_at: value("now"),
    claimed_by: value("processId"),
    claimed_at: value("now"),
  };
}

/** The columns of the answers, as arrays of one length, and the readers to claim. */
type Exchange = Claiming & { ids: number[]; editions: number[]; readers: number[] } & {
  [Column in keyof ReturnType<typeof nextState>]: ReturnType<typeof nextState>[Column][];
};

function exchangeReady(db: Db, processId: string, records: Recorded[], wish: Wish | null, now: number): Ready {
  const { kind, id, editionId } = wish?.send ?? { kind: "issue", id: 0, editionId: 0 };
  return exchangeAtOnce[kind].ready(db, {
    ...{ subjectId: id, editionId, processId, now, ids: wish?.subscriberIds ?? [] },
    editions: records.map((record) => record.editionId),
    readers: records.map((record) => record.subscriberId),
    status: records.map((record) => record.status),
    due_at: records.map((record) => record.due_at),
    finished_at: records.map((record) => record.finished_at),
    attempts: records.map((record) => record.attempts),
    reply_code: records.map((record) => record.reply_code),
    reply: records.map((record) => record.reply),
    verdict: records.map((record) => record.verdict),
  });
}

/**
 * Records and claims in one statement. Both parts see the ledger as it was before: no delivery is in both, because what
 * was answered is not queued there. It skips rows that another process has locked.
 */
const exchangeAtOnceOf = (kind: EditionKind) =>
  statement((db, value: Value<Exchange>) => {
    const claiming = value as unknown as Value<Claiming>;
    return db
      .with("recorded", () => recordAll(db, value))
      .with("due", () =>
        skipLocked(
          db,
          waitingOf(db, kind, claiming).where(
            sql<boolean>`deliveries.subscriber_id = any(cast(${value("ids")} as integer[]))`,
          ),
          "deliveries",
        ),
      )
      .with("taken", (db) =>
        db
          .updateTable("deliveries")
          .from("due")
          .set(takenOver(claiming))
          .where("deliveries.edition_id", "=", value("editionId"))
          .whereRef("deliveries.subscriber_id", "=", "due.subscriber_id")
          .where("due.wanted", "=", true),
      )
      .with("withdrawn", (db) =>
        db
          .updateTable("deliveries")
          .from("due")
          .set(withdrawnBy(claiming))
          .where("deliveries.edition_id", "=", value("editionId"))
          .whereRef("deliveries.subscriber_id", "=", "due.subscriber_id")
          .where("due.wanted", "=", false),
      )
      .selectFrom("due")
      .select(["subscriber_id", "first_claimed_at", "tried_from", "attempts", "email", "name", "domain"])
      .where("wanted", "=", true);
  });
const exchangeAtOnce: Record<EditionKind, ReturnType<typeof exchangeAtOnceOf>> = {
  issue: exchangeAtOnceOf("issue"),
  digest: exchangeAtOnceOf("digest"),
};

function recordAll(db: Db, value: Value<Exchange>) {
  const list = (name: keyof Exchange, type: string) => sql`cast(${value(name)} as ${sql.raw(type)}[])`;
  const answers = sql<{ edition: number; reader: number } & ReturnType<typeof nextState>>`unnest(
    ${list("editions", "integer")}, ${list("readers", "integer")}, ${list("status", "text")},
    ${list("due_at", "bigint")}, ${list("finished_at", "bigint")}, ${list("attempts", "integer")},
    ${list("reply_code", "integer")}, ${list("reply", "text")}, ${list("verdict", "text")})`;
  const columns = sql`answer(edition, reader, status, due_at, finished_at, attempts, reply_code, reply, verdict)`;
  return db
    .updateTable("deliveries")
    .from(answers.as<"answer">(columns))
    .set((eb) => ({
      status: eb.ref("answer.status"),
      due_at: eb.ref("answer.due_at"),
      finished_at: eb.ref("answer.finished_at"),
      attempts: eb.ref("answer.attempts"),
      reply_code: eb.ref("answer.reply_code"),
      reply: eb.ref("answer.reply"),
      verdict: eb.ref("answer.verdict"),
    }))
    .whereRef("deliveries.edition_id", "=", "answer.edition")
    .whereRef("deliveries.subscriber_id", "=", "answer.reader")
    .where("deliveries.claimed_by", "=", value("processId"))
    .where("deliveries.status", "in", ["sending", "uncertain"]);
}
