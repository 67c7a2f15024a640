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

/**
 * Claims one reader after the other, each row by its own key. SQLite plans a join with parameters again at each run,
 * which takes five times as long as the rows' own queries together.
 */
function claimEach(atOnce: AtOnce, processId: string, { send, subscriberIds }: Wish, now: number): WaitingRow[] {
  const [subject] = subjectNow[send.kind].now(atOnce, { id: send.id });
  if (subject?.status !== "sending") return [];
  const { frequency } = editionKinds[send.kind];
  const claimed: WaitingRow[] = [];
  for (const subscriberId of subscriberIds) {
    const key = { editionId: send.editionId, subscriberId, processId, now };
    const [delivery] = deliveryNow.now(atOnce, key);
    const [reader] = readerNow.now(atOnce, key);
    if (delivery?.status !== "queued" || !reader) continue;
    const [subscription] = subscriptionNow.now(atOnce, { subscriberId, listId: subject.list_id });
    if (isWanted(reader, subscription, frequency, now)) {
      takeOverOne.now(atOnce, key);
      claimed.push({ subscriber_id: subscriberId, ...delivery, ...reader });
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

const deliveryNow = statement((db, value: Value<{ editionId: number; subscriberId: number }>) =>
  db
    .selectFrom("deliveries")
    .select(["status", "first_claimed_at", "tried_from", "attempts"])
    .where("edition_id", "=", value("editionId"))
    .where("subscriber_id", "=", value("subscriberId")),
);

const readerNow = statement((db, value: Value<{ subscriberId: number }>) =>
  db
    .selectFrom("subscribers")
    .select(["email", "name", "domain", "suppressed_at"])
    .where("id", "=", value("subscriberId")),
);

const subscriptionNow = statement((db, value: Value<{ subscriberId: number; listId: number }>) =>
  db
    .selectFrom("subscriptions")
    .select(["status", "frequency", "paused_until"])
    .where("subscriber_id", "=", value("subscriberId"))
    .where("list_id", "=", value("listId")),
);

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
