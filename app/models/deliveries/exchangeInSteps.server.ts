import { sql } from "kysely";
import { statement, type AtOnce, type Value } from "#db/statements.server.ts";
import {
  takenOver,
  withdrawnBy,
  type Claiming,
  type Recorded,
  type WaitingRow,
  type Wish,
} from "./ledgerChanges.server.ts";
import { isWanted } from "./recipients.server.ts";
import { editionKinds, tableOf, type EditionKind } from "./sends.server.ts";

/** Records and claims, row by row. @returns the readers of the claimed deliveries */
export function exchangeInSteps(
  atOnce: AtOnce,
  processId: string,
  records: readonly Recorded[],
  wish: Wish | null,
  now: number,
): WaitingRow[] {
  for (const record of records) recordOne.now(atOnce, record);
  return wish ? claimEach(atOnce, processId, wish, now) : [];
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

/** Claims one reader after the other, each by one query. */
function claimEach(atOnce: AtOnce, processId: string, { send, subscriberIds }: Wish, now: number): WaitingRow[] {
  const [subject] = subjectNow[send.kind].now(atOnce, { id: send.id });
  if (subject?.status !== "sending") return [];
  const { frequency } = editionKinds[send.kind];
  const claimed: WaitingRow[] = [];
  const key = { editionId: send.editionId, subscriberId: 0, processId, now, listId: subject.list_id };
  for (const subscriberId of subscriberIds) {
    key.subscriberId = subscriberId;
    const waiting = waitingNow.now(atOnce, key)[0];
    if (waiting?.state !== "queued") continue;
    if (isWanted(waiting, frequency, now)) {
      takeOverOne.now(atOnce, key);
      claimed.push(waiting);
    } else withdrawOne.now(atOnce, key);
  }
  return claimed;
}

const subjectNowOf = (kind: EditionKind) =>
  statement((db, value: Value<{ id: number }>) =>
    db.selectFrom(tableOf(kind)).select(["status", "list_id"]).where("id", "=", value("id")),
  );
const subjectNow: Record<EditionKind, ReturnType<typeof subjectNowOf>> = {
  issue: subjectNowOf("issue"),
  digest: subjectNowOf("digest"),
};

/** A delivery, its reader as they are now, and the subscription where there is one. `state`: of the delivery. */
const waitingNow = statement((db, value: Value<{ editionId: number; subscriberId: number; listId: number }>) => {
  // SQLite plans a join with bare parameters again for each value, which takes 50 µs where the rows take 6.
  const unplanned = (name: "editionId" | "subscriberId" | "listId") => sql<number>`+${value(name)}`;
  return db
    .selectFrom("deliveries")
    .innerJoin("subscribers", "subscribers.id", "deliveries.subscriber_id")
    .leftJoin("subscriptions", (join) =>
      join
        .onRef("subscriptions.subscriber_id", "=", "deliveries.subscriber_id")
        .on("subscriptions.list_id", "=", unplanned("listId")),
    )
    .select(["deliveries.subscriber_id", "deliveries.status as state", "first_claimed_at", "tried_from", "attempts"])
    .select(["email", "name", "domain", "uncounted_at", "suppressed_at"])
    .select(["subscriptions.status", "frequency", "paused_until"])
    .where("deliveries.edition_id", "=", unplanned("editionId"))
    .where("deliveries.subscriber_id", "=", unplanned("subscriberId"));
});

type ClaimingOne = Omit<Claiming, "subjectId"> & { subscriberId: number };

const takeOverOne = statement((db, value: Value<ClaimingOne>) =>
  db
    .updateTable("deliveries")
    .set(takenOver(value as unknown as Value<ClaimingOne>))
    .where("edition_id", "=", value("editionId"))
    .where("subscriber_id", "=", value("subscriberId")),
);

const withdrawOne = statement((db, value: Value<ClaimingOne>) =>
  db
    .updateTable("deliveries")
    .set(withdrawnBy(value as unknown as Value<ClaimingOne>))
    .where("edition_id", "=", value("editionId"))
    .where("subscriber_id", "=", value("subscriberId")),
);
