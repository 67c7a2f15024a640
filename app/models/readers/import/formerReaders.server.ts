import type { Context } from "#app/context.server.ts";
import { recordConsents } from "#app/models/consent/record.server.ts";
import { consentSteps } from "#app/models/consent/steps.ts";
import type { SuppressionReason } from "#app/models/readers/suppressionReasons.ts";
import { suppressMany } from "#app/models/readers/suppressions.server.ts";
import {
  insertSubscriptionRows,
  listOfRow,
  statusesOf,
  type Addition,
  type NewReader,
  type StatusHere,
} from "./addMany.server.ts";
import { keepBefore, keepSubscriptions, noteLeftToo } from "./changes.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import type { FormerState } from "./formats.server.ts";
import { timeText } from "./importDates.server.ts";

/** A person who left at the former service. `leftAt`: milliseconds; null when not known. */
type Leaver = NewReader & { leftAt: number | null };

/** An address that must get no mail. `id`: of its subscriber, if there is one. `leftAt` as above. */
export type Unreachable = {
  key: string;
  id: number | undefined;
  state: Exclude<FormerState, "left">;
  leftAt: number | null;
};

/**
 * The outcome for one former reader. `stays`: they joined here by themselves later. `wasActive`: they got mail here
 * until now.
 */
type Parted = { outcome: FormerState | "stays"; wasActive: boolean };

const reasons: Record<Unreachable["state"], SuppressionReason> = {
  bounced: "hard bounce",
  complained: "complaint",
  blocked: "operator",
};

/**
 * Stores many people who left elsewhere as ended subscriptions, in the caller's transaction. An active
 * subscription
 * here ends too, unless its reader signed up or confirmed here by themselves after the day they left.
 * @param leavers none of them suppressed, and all locked
 * @returns the outcome for each, by id, and those whose subscription ended now: `recordLeft` writes their receipts,
 * last
 * in the transaction
 */
export async function takeInLeavers(
  context: Context,
  addition: Addition,
  leavers: Leaver[],
): Promise<{ parted: Map<number, Parted>; ended: Set<number> }> {
  const listId = addition.list.id;
  const ids = leavers.map(({ id }) => id);
  const before = await statusesOf(context, listId, ids);
  const staying = await cameSince(context, listId, leavers, before);
  const unheard = leavers.filter(({ id }) => !before.has(id));
  const here = leavers.filter(({ id }) => before.has(id) && before.get(id) !== "ended" && !staying.has(id));
  const ended = [...(await insertEnded(context, addition, unheard)), ...(await endHere(context, addition, here))];
  const waiting = leavers.filter(({ id }) => staying.has(id) && before.get(id) === "pending");
  await noteLeftWhileWaiting(context, addition, waiting);
  const endedBefore = ids.filter((id) => before.get(id) === "ended");
  await noteLeftToo(context, addition.importId, listId, endedBefore);
  const became = (id: number): Parted =>
    staying.has(id) ? stays : { outcome: "left", wasActive: before.get(id) === "active" };
  return { parted: new Map(ids.map((id) => [id, became(id)])), ended: new Set(ended) };
}

/** Writes the receipts of the ended subscriptions, with the time of leaving where it is known. */
export function recordLeft(context: Context, { list, source }: Addition, ended: Leaver[]): Promise<void> {
  const leftAt = new Map(ended.map((leaver) => [leaver.id, leaver.leftAt]));
  return recordConsents(context, [...leftAt.keys()], {
    ...{ listId: list.id, kind: "ended", wording: "", source, method: "import" },
    detail: (id) => timeText(leftAt.get(id)),
  });
}

/**
 * Suppresses many addresses that could not or must not be written to elsewhere, in the caller's transaction. A
 * bounce older than the person's own sign-up here has no effect.
 * @returns the outcome for each, by key
 */
export async function takeInUnreachable(
  context: Context,
  addition: Addition,
  people: Unreachable[],
): Promise<Map<string, Parted>> {
  if (people.length === 0) return new Map();
  const subscribers = people.flatMap(({ id, ...one }) => (id === undefined ? [] : [{ ...one, id }]));
  const ids = subscribers.map(({ id }) => id);
  const before = await statusesOf(context, addition.list.id, ids);
  const bounced = subscribers.filter(({ state }) => state === "bounced");
  const staying = await cameSince(context, addition.list.id, bounced, before);
  const isStaying = ({ id }: Unreachable) => id !== undefined && staying.has(id);
  const gone = people.filter((one) => !isStaying(one));
  await suppressMany(
    context,
    gone.map(({ key, state, leftAt }) => ({ key, reason: reasons[state], at: leftAt ?? addition.at })),
    addition.importId,
  );
  const here = gone.flatMap(({ id }) => (id === undefined ? [] : [[id, { suppressed: true as const }] as const]));
  await keepBefore(context, addition.importId, new Map(here));
  const wasActive = ({ id }: Unreachable) => id !== undefined && before.get(id) === "active";
  return new Map(
    people.map((one) => [one.key, isStaying(one) ? stays : { outcome: one.state, wasActive: wasActive(one) }]),
  );
}

const stays: Parted = { outcome: "stays", wasActive: false };

async function insertEnded(
  context: Context,
  { importId, list, source, at }: Addition,
  leavers: Leaver[],
): Promise<number[]> {
  if (leavers.length === 0) return [];
  const rows = leavers.map(({ id, agreedAt, leftAt }) => ({
    subscriber_id: id,
    list_id: list.id,
    status: "ended" as const,
    created_at: at,
    confirmed_at: agreedAt,
    ended_at: leftAt ?? at,
    ended_by: source,
    import_id: importId,
  }));
  return insertSubscriptionRows(context, rows);
}

async function endHere(context: Context, addition: Addition, leavers: Leaver[]): Promise<number[]> {
  if (leavers.length === 0) return [];
  const { importId, list, source, at } = addition;
  const ids = leavers.map(({ id }) => id);
  await keepSubscriptions(context, importId, list.id, ids);
  const rows = await context.db
    .updateTable("subscriptions")
    .set({ status: "ended", ended_at: at, ended_by: source, wishes: null })
    .where(listOfRow, "=", list.id)
    .where(isAmong(context.db, "subscriber_id", ids))
    .where("status", "!=", "ended")
    .returning("subscriber_id")
    .execute();
  return rows.map((row) => row.subscriber_id);
}

/** From then on only their own confirmation makes them active: no other import does. */
async function noteLeftWhileWaiting(context: Context, addition: Addition, leavers: Leaver[]): Promise<void> {
  const { importId, list, source, at } = addition;
  const ids = leavers.map(({ id }) => id);
  await keepSubscriptions(context, importId, list.id, ids);
  for (const { id, leftAt } of leavers)
    await context.db
      .updateTable("subscriptions")
      .set({ ended_at: leftAt ?? at, ended_by: source })
      .where("subscriber_id", "=", id)
      .where("list_id", "=", list.id)
      .where("status", "=", "pending")
      .execute();
}

/** The steps that readers take by themselves. */
const ownSteps = Object.entries(consentSteps).flatMap(([kind, { asksForMail }]) => (asksForMail ? [kind] : []));

/**
 * Returns the readers who joined this list by themselves after they had left elsewhere. When the time of leaving is
 * unknown, only readers with a pending confirmation stay: a pending subscription gets no mail.
 */
export async function cameSince(
  context: Context,
  listId: number,
  people: { id: number; leftAt: number | null }[],
  before: Map<number, StatusHere>,
): Promise<Set<number>> {
  const leftAt = new Map(people.map((one) => [one.id, one.leftAt]));
  const waits = (id: number) => before.get(id) === "pending" || before.get(id) === "asked-again";
  const here = [...leftAt.keys()].filter((id) => before.get(id) === "active" || waits(id));
  if (here.length === 0) return new Set();
  const steps = await context.db
    .selectFrom("consent_events")
    .select(["subscriber_id as id", "at"])
    .where(isAmong(context.db, "subscriber_id", here))
    .where("list_id", "=", listId)
    .where("kind", "in", ownSteps)
    .execute();
  const since = (id: number) => leftAt.get(id) ?? (waits(id) ? 0 : Infinity);
  return new Set(steps.filter(({ id, at }) => at > since(id)).map(({ id }) => id));
}
