import type { Context } from "#app/context.server.ts";
import type { DeliveryStatus } from "#db/schema/deliveries.ts";
import { changesByOthers, type ImportChange } from "./changes.server.ts";
import type { UndoProgress } from "./imports.server.ts";

/** An undoing by one process. `progress.after`: the last subscriber that was looked at. */
export type Undoing = {
  importId: number;
  listId: number;
  listSlug: string;
  actor: string;
  runner: string;
  begunAt: number;
  /** Receipts with a higher number came after the import began. */
  receiptsBefore: number;
  progress: UndoProgress;
};

/** The part of an undoing that says since when, and of which list. */
export type SinceImport = Pick<Undoing, "importId" | "listId" | "listSlug" | "begunAt" | "receiptsBefore">;

/** Subscribers by their ids, both ends included. */
export type IdRange = { from: number; to: number };

/** States of what left the house, or may have. */
const written: DeliveryStatus[] = ["sending", "accepted", "refused", "uncertain"];

/** Returns the readers of a range to whom an issue of the list, or a mail of their own, was handed over since. */
export async function writtenToSince(
  context: Context,
  undoing: SinceImport,
  { from, to }: IdRange,
): Promise<Set<number>> {
  const letters = await context.db
    .selectFrom("letters")
    .select("subscriber_id as id")
    .where("subscriber_id", ">=", from)
    .where("subscriber_id", "<=", to)
    .where("created_at", ">=", undoing.begunAt)
    .where("status", "in", written)
    .execute();
  const editions = await editionsSince(context, undoing);
  if (editions.length === 0) return new Set(letters.map(({ id }) => id));
  const deliveries = await context.db
    .selectFrom("deliveries")
    .select("subscriber_id as id")
    .where("edition_id", "in", editions)
    .where("subscriber_id", ">=", from)
    .where("subscriber_id", "<=", to)
    .where("status", "in", written)
    .execute();
  return new Set([...letters, ...deliveries].map(({ id }) => id));
}

/** Returns the ids of the list's editions that were frozen since the import began. */
export async function editionsSince(context: Context, { listSlug, begunAt }: SinceImport): Promise<number[]> {
  const rows = await context.db
    .selectFrom("editions")
    .select("id")
    .where("list_slug", "=", listSlug)
    .where("frozen_at", ">=", begunAt)
    .execute();
  return rows.map(({ id }) => id);
}

/** Returns the readers of a range with a receipt since that no import wrote: they, or an operator for them, chose something. */
export async function choseSince(
  context: Context,
  { receiptsBefore }: SinceImport,
  { from, to }: IdRange,
): Promise<Set<number>> {
  const rows = await context.db
    .selectFrom("consent_events")
    .innerJoin("consent_ways", "consent_ways.id", "way_id")
    .select("subscriber_id as id")
    .where("subscriber_id", ">=", from)
    .where("subscriber_id", "<=", to)
    .where("seq", ">", receiptsBefore)
    .where(({ or, eb }) => or([eb("method", "is", null), eb("method", "!=", "import")]))
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Returns another import that names a person of a range too, by subscriber. */
export async function namedByOthers(
  context: Context,
  since: Pick<SinceImport, "importId" | "listId">,
  range: IdRange,
): Promise<Map<number, ImportChange>> {
  const heirs = new Map<number, ImportChange>();
  for (const [id, changes] of await changesByOthers(context, since, range)) {
    const heir = changes.find(({ before }) => before.also || before.left || before.subscription);
    if (heir) heirs.set(id, heir);
  }
  return heirs;
}
