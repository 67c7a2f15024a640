import { sql } from "kysely";
import { skipLocked } from "#db/client.server.ts";
import type { Db } from "#db/schema.ts";
import { statement, type Ready, type Value } from "#db/statements.server.ts";
import { takenOver, withdrawnBy, type Claiming, type Recorded, type Wish } from "./ledgerChanges.server.ts";
import { wantedNow } from "./recipients.server.ts";
import type { nextState } from "./retries.server.ts";
import { editionKinds, tableOf, type EditionKind } from "./sends.server.ts";

/** The columns of the answers, as arrays of one length, and the readers to claim. */
type Exchange = Claiming & { ids: number[]; editions: number[]; readers: number[] } & {
  [Column in keyof ReturnType<typeof nextState>]: ReturnType<typeof nextState>[Column][];
};

/** Returns the one statement that records and claims; its rows are the readers of the claimed deliveries. */
export function exchangeAtOnce(
  db: Db,
  processId: string,
  records: readonly Recorded[],
  wish: Wish | null,
  now: number,
): Ready {
  const { kind, id, editionId } = wish?.send ?? { kind: "issue", id: 0, editionId: 0 };
  return atOnce[kind].ready(db, {
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
 * Selects an edition's deliveries that are still queued, with their readers as they are now. Addresses are read here,
 * never ahead. Each kind has its own query, so that the edition's row, with all its HTML, is never read.
 */
function waitingOf(db: Db, kind: EditionKind, value: Value<Exchange>) {
  return (
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
      .select(wantedNow(editionKinds[kind].frequency, value("now")).as("wanted"))
      .where("deliveries.edition_id", "=", value("editionId"))
      .where(sql<boolean>`deliveries.subscriber_id = any(cast(${value("ids")} as integer[]))`)
      // Written so that the planner uses the primary key; by status it would scan all that are queued.
      .where(sql<boolean>`coalesce(deliveries.status, '') = 'queued'`)
      .where("subject.status", "=", "sending")
  );
}

/**
 * Records and claims in one statement. Both parts see the ledger as it was before: no delivery is in both, because what
 * was answered is not queued there. It skips rows that another process has locked.
 */
const atOnceOf = (kind: EditionKind) =>
  statement((db, value: Value<Exchange>) => {
    return db
      .with("recorded", () => recordAll(db, value))
      .with("due", () => skipLocked(db, waitingOf(db, kind, value), "deliveries"))
      .with("taken", (db) =>
        db
          .updateTable("deliveries")
          .from("due")
          .set(takenOver(value as unknown as Value<Claiming>))
          .where("deliveries.edition_id", "=", value("editionId"))
          .whereRef("deliveries.subscriber_id", "=", "due.subscriber_id")
          .where("due.wanted", "=", true),
      )
      .with("withdrawn", (db) =>
        db
          .updateTable("deliveries")
          .from("due")
          .set(withdrawnBy(value as unknown as Value<Claiming>))
          .where("deliveries.edition_id", "=", value("editionId"))
          .whereRef("deliveries.subscriber_id", "=", "due.subscriber_id")
          .where("due.wanted", "=", false),
      )
      .selectFrom("due")
      .select(["subscriber_id", "first_claimed_at", "tried_from", "attempts", "email", "name", "domain"])
      .where("wanted", "=", true);
  });
const atOnce: Record<EditionKind, ReturnType<typeof atOnceOf>> = {
  issue: atOnceOf("issue"),
  digest: atOnceOf("digest"),
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
