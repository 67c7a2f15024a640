import { sql, type Insertable } from "kysely";
import type { Context } from "#app/context.server.ts";
import { recordConsents } from "#app/models/consent/record.server.ts";
import { agreementDetail, askedByMail } from "#app/models/consent/steps.ts";
import { enqueueTransactionals } from "#app/models/deliveries/transactional.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import type { Schema } from "#db/schema.ts";
import type { SubscriptionStatus } from "#db/schema/readers.ts";
import { keepSubscriptions, noteNamedAgain } from "./changes.server.ts";
import { noDetails, type Details } from "./details.server.ts";
import { timeText } from "./importDates.server.ts";
import type { DetailIds } from "./keptDetails.server.ts";

/**
 * A subscriber. `agreedAt`: milliseconds, when they agreed at the former service; null when not known. `isNew`: they were not
 * here before.
 */
export type NewReader = { id: number; agreedAt: number | null; isNew?: boolean };

/** A new reader, address and name as they are stored, with what the former service says of their agreement. */
type ProvedReader = NewReader & { email: string; name: string; details?: Pick<Details, "askedAt" | "form" | "ip"> };

/**
 * How to add many readers at once. New rows have the `importId`. `basis` is the declared legal basis; with `confirm` each gets a confirmation mail
 * first. `at`: milliseconds.
 */
export type Addition = {
  importId: number;
  list: List;
  basis: string;
  source: string;
  confirm: boolean;
  /** Asks those by mail who never confirmed at the former service. */
  askUnconfirmed?: boolean;
  details?: DetailIds;
  at: number;
};

/**
 * Adds many readers to a list with a handful of statements, in the caller's transaction. A reader who left is not
 * added (P-04), also while a sign-up of theirs waits: anybody can type their address. Another who signed up and has not confirmed becomes active by the declared basis, unless the addition
 * asks for confirmation too.
 * @param readers none of them suppressed, and all locked
 * @returns the outcome for each, by id; `recordAdded` writes the receipts, last in the transaction
 */
export async function addReaders(
  context: Context,
  addition: Addition,
  readers: NewReader[],
): Promise<Map<number, "imported" | "alreadyThere" | "ended">> {
  const met = readers.flatMap(({ id, isNew }) => (isNew ? [] : [id]));
  const before = await statusesOf(context, addition.list.id, met);
  const added = new Set(await join(context, addition, readers, before));
  const there = [...before.keys()].filter((id) => !added.has(id));
  await noteNamedAgain(context, addition.importId, addition.list.id, there);
  const became = (id: number) => (added.has(id) ? "imported" : hasLeft(before.get(id)) ? "ended" : "alreadyThere");
  return new Map(readers.map(({ id }) => [id, became(id)]));
}

/** Writes the receipts of the readers who were added, with the former service's own evidence (C-02). */
export function recordAdded(context: Context, addition: Addition, added: ProvedReader[]): Promise<void> {
  const { list, basis, source, confirm } = addition;
  const byId = new Map(added.map((reader) => [reader.id, reader]));
  const step = {
    ...{ listId: list.id, kind: "imported" as const, wording: basis, method: "import" },
    source: confirm ? `${source}${askedByMail}` : source,
    detail: (id: number) => evidenceText(byId.get(id)!),
  };
  const hasTraces = added.some(({ details }) => (details?.ip ?? null) !== null);
  const ids = [...byId.keys()];
  const traces = hasTraces ? (id: number) => ({ ip: byId.get(id)!.details?.ip ?? null }) : null;
  return recordConsents(context, ids, step, traces, byId);
}

function evidenceText({ agreedAt, details: { askedAt, form } = noDetails }: ProvedReader): string | null {
  const asked = askedAt === null || askedAt === agreedAt ? null : timeText(askedAt);
  return agreementDetail({ agreed: timeText(agreedAt), asked, form });
}

/** The status of a subscription. `asked-again`: they left here, and somebody asked for it at the form since. */
export type StatusHere = SubscriptionStatus | "asked-again";

/**
 * Returns the status of many readers on a list; readers who were never on it are left out. They are looked up by
 * themselves alone: asked for a list as well, both databases walk through all of its readers for each batch.
 */
export async function statusesOf(
  context: Context,
  listId: number,
  subscriberIds: number[],
): Promise<Map<number, StatusHere>> {
  if (subscriberIds.length === 0) return new Map();
  const rows = await context.db
    .selectFrom("subscriptions")
    .select(["subscriber_id", "list_id", "status", "ended_at"])
    .where(isAmong(context.db, "subscriber_id", subscriberIds))
    .execute();
  const status = (row: (typeof rows)[number]) =>
    row.status === "pending" && row.ended_at !== null ? "asked-again" : row.status;
  return new Map(rows.filter((row) => row.list_id === listId).map((row) => [row.subscriber_id, status(row)]));
}

/** True for who left here: only their own confirmation brings them back (P-04). */
export function hasLeft(status: StatusHere | undefined): boolean {
  return status === "ended" || status === "asked-again";
}

/** A list to compare with that no plan takes a list's readers by; see `statusesOf`. */
export const listOfRow = sql<number>`list_id + 0`;

/** @returns the ids of readers who were not on the list and now are, or who now get a confirmation mail */
async function join(context: Context, addition: Addition, readers: NewReader[], before: Map<number, StatusHere>) {
  const unheard = readers.filter(({ id }) => !before.has(id));
  const waiting = addition.confirm ? [] : [...before].flatMap(([id, status]) => (status === "pending" ? [id] : []));
  const added = [
    ...(await insertSubscriptions(context, addition, unheard)),
    ...(await activate(context, addition, waiting)),
  ];
  if (addition.confirm) await enqueueTransactionals(context, "confirmation", added, addition.list.id);
  return added;
}

async function insertSubscriptions(context: Context, addition: Addition, readers: NewReader[]): Promise<number[]> {
  if (readers.length === 0) return [];
  const rows = readers.map(({ id, agreedAt }) => ({
    subscriber_id: id,
    list_id: addition.list.id,
    status: addition.confirm ? ("pending" as const) : ("active" as const),
    created_at: addition.at,
    confirmed_at: addition.confirm ? null : (agreedAt ?? addition.at),
    ended_at: null,
    ended_by: null,
    import_id: addition.importId,
  }));
  return insertSubscriptionRows(context, rows);
}

/** Inserts subscriptions; a sign-up of the same moment wins. @returns the subscribers of those that are new */
export async function insertSubscriptionRows(
  context: Context,
  rows: Insertable<Schema["subscriptions"]>[],
): Promise<number[]> {
  const then = "on conflict (subscriber_id, list_id) do nothing returning subscriber_id";
  const added = await insertRows<"subscriptions", { subscriber_id: number }>(context.db, "subscriptions", rows, then);
  return added.map((row) => row.subscriber_id);
}

async function activate(context: Context, addition: Addition, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  await keepSubscriptions(context, addition.importId, addition.list.id, ids);
  const rows = await context.db
    .updateTable("subscriptions")
    .set({ status: "active", confirmed_at: addition.at, ended_at: null, ended_by: null, wishes: null })
    .where(listOfRow, "=", addition.list.id)
    .where(isAmong(context.db, "subscriber_id", ids))
    .where("status", "=", "pending")
    .returning("subscriber_id")
    .execute();
  return rows.map((row) => row.subscriber_id);
}
