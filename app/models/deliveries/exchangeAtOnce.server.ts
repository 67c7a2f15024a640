import { sql } from "kysely";
import type { Db } from "#db/schema.ts";
import { statement, type Ready, type Value } from "#db/statements.server.ts";
import { takenOver, withdrawnBy, type Claiming, type Recorded, type Wish } from "./ledgerChanges.server.ts";
import { wantedNow } from "./recipients.server.ts";
import type { nextState } from "./retries.server.ts";
import { editionKinds, tableOf, type EditionKind } from "./sends.server.ts";

/** The columns of the answers, as arrays of one length, and the readers to claim; arrays as PostgreSQL reads them. */
type Exchange = Claiming & { ids: string; editions: string; readers: string } & Record<
    keyof ReturnType<typeof nextState>,
    string
  >;

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
    ...{ subjectId: id, editionId, processId, now, ids: padded(wish?.subscriberIds ?? [], (id) => id) },
    editions: padded(records, (record) => record.editionId),
    readers: padded(records, (record) => record.subscriberId),
    status: padded(records, (record) => record.status),
    due_at: padded(records, (record) => record.due_at),
    finished_at: padded(records, (record) => record.finished_at),
    attempts: padded(records, (record) => record.attempts),
    reply_code: padded(records, (record) => record.reply_code),
    reply: padded(records, (record) => record.reply),
    verdict: padded(records, (record) => record.verdict),
  });
}

/**
 * Locks an edition's deliveries that are still queued and selects their readers as they are now; it skips rows that another
 * process has locked. Addresses are read here, never ahead. Each kind has its own query, so that the edition's row, with
 * all its HTML, is never read.
 */
function waitingOf(db: Db, kind: EditionKind, value: Value<Exchange>) {
  return (
    db
      .selectFrom(sql<{ reader: number }>`unnest(cast(${value("ids")} as integer[]))`.as<"wish">(sql`wish(reader)`))
      // Row by row, by the primary key: as a join it may be planned as a walk through all of the edition.
      .innerJoinLateral(
        (eb) =>
          eb
            .selectFrom("deliveries")
            .select(["deliveries.subscriber_id", "first_claimed_at", "tried_from", "attempts"])
            .where("deliveries.edition_id", "=", value("editionId"))
            .whereRef("deliveries.subscriber_id", "=", "wish.reader")
            .where(sql<boolean>`coalesce(deliveries.status, '') = 'queued'`)
            .forUpdate()
            .skipLocked()
            .as("queued"),
        (join) => join.onTrue(),
      )
      .innerJoin(`${tableOf(kind)} as subject`, (join) => join.on("subject.id", "=", value("subjectId")))
      .innerJoin("subscribers", "subscribers.id", "queued.subscriber_id")
      .leftJoin("subscriptions", (join) =>
        join
          .onRef("subscriptions.subscriber_id", "=", "queued.subscriber_id")
          .onRef("subscriptions.list_id", "=", "subject.list_id"),
      )
      .select([
        "queued.subscriber_id",
        "first_claimed_at",
        "tried_from",
        "attempts",
        "email",
        "name",
        "domain",
        "uncounted_at",
      ])
      .select(wantedNow(editionKinds[kind].frequency, value("now")).as("wanted"))
      .where("subject.status", "=", sql.lit("sending"))
  );
}

/**
 * Writes one property of each row as an array's text, which is quicker here than the driver's way. Ten is the length that
 * a server assumes of an array that it does not know yet. With shorter arrays it would find every kept plan too
 * expensive, and plan again at each run, which takes longer than the run. Null is no reader's number.
 */
function padded<T>(rows: readonly T[], value: (row: T) => string | number | null): string {
  let text = "{";
  for (let i = 0; i < rows.length; i += 1) text += (i > 0 ? "," : "") + element(value(rows[i]!));
  for (let i = rows.length; i < 10; i += 1) text += i > 0 ? ",null" : "null";
  return `${text}}`;
}

function element(value: string | number | null): string {
  if (typeof value !== "string") return value === null ? "null" : String(value);
  return /["\\]/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : `"${value}"`;
}

/**
 * Records and claims in one statement. Both parts see the ledger as it was before: no delivery is in both, because what
 * was answered is not queued there. It skips rows that another process has locked.
 */
const atOnceOf = (kind: EditionKind) =>
  statement((db, value: Value<Exchange>) => {
    return db
      .with("recorded", () => recordAll(db, value))
      .with("due", () => waitingOf(db, kind, value))
      .with("taken", (db) =>
        db
          .updateTable("deliveries")
          .from("due")
          .set(takenOver(value as unknown as Value<Claiming>))
          .where("deliveries.edition_id", "=", value("editionId"))
          .whereRef("deliveries.subscriber_id", "=", "due.subscriber_id")
          .where(sql<boolean>`due.wanted`),
      )
      .with("withdrawn", (db) =>
        db
          .updateTable("deliveries")
          .from("due")
          .set(withdrawnBy(value as unknown as Value<Claiming>))
          .where("deliveries.edition_id", "=", value("editionId"))
          .whereRef("deliveries.subscriber_id", "=", "due.subscriber_id")
          .where(sql<boolean>`not due.wanted`),
      )
      .selectFrom("due")
      .select([
        "subscriber_id",
        "first_claimed_at",
        "tried_from",
        "attempts",
        "email",
        "name",
        "domain",
        "uncounted_at",
      ])
      .where(sql<boolean>`wanted`);
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
    .where(sql<boolean>`deliveries.status in ('sending', 'uncertain')`);
}
