import { setImmediate as turn } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { changesByOthers, type BeforeImport } from "./changes.server.ts";
import { choseSince, namedByOthers, writtenToSince, type IdRange, type SinceImport } from "./sinceImport.server.ts";
import { heirOf } from "./undoneChanges.server.ts";

/** The number of those who would stay if an import were undone now, and of those looked at; `isWhole`: they are all. */
export type UndoForesight = { stay: number; looked: number; isWhole: boolean };

/** Milliseconds that a page may wait for the count. */
const longest = 150;
const atOnce = 2000;

type Step = { ids: number[]; stay: number };
/** Readers of a step who chose something since, and who were written to. */
type Known = { chose: Set<number>; written: Set<number> };
type Walk = (context: Context, since: SinceImport, after: number) => Promise<Step>;

/**
 * Counts who would stay if an import were undone, by the rules of the undoing itself, and changes nothing. Others are answered
 * between two batches; a count that takes too long ends early.
 * @param within milliseconds
 */
export async function foreseeUndo(context: Context, importId: number, within = longest): Promise<UndoForesight> {
  const since = await sinceOf(context, importId);
  const found: UndoForesight = { stay: 0, looked: 0, isWhole: false };
  const end = performance.now() + within;
  for (const walk of [stayingChanged, stayingBrought])
    for (let after = 0; ;) {
      const { ids, stay } = await walk(context, since, after);
      if (ids.length === 0) break;
      found.looked += ids.length;
      found.stay += stay;
      after = ids.at(-1)!;
      if (performance.now() > end) return found;
      await turn();
    }
  return { ...found, isWhole: true };
}

async function sinceOf(context: Context, importId: number): Promise<SinceImport> {
  const row = await context.db
    .selectFrom("imports")
    .innerJoin("lists", "lists.id", "imports.list_id")
    .select(["lists.id as listId", "slug", "begun_at", "receipts_before"])
    .where("imports.id", "=", importId)
    .executeTakeFirstOrThrow();
  const { listId, slug: listSlug, begun_at: begunAt, receipts_before: receiptsBefore } = row;
  return { importId, listId, listSlug, begunAt, receiptsBefore };
}

/** Readers who were here before, and whose subscription the import changed. */
const stayingChanged: Walk = async (context, since, after) => {
  const rows = await context.db
    .selectFrom("import_changes")
    .select(["subscriber_id as id", "kept"])
    .where("import_id", "=", since.importId)
    .where("subscriber_id", ">", after)
    .orderBy("subscriber_id")
    .limit(atOnce)
    .execute();
  const before = new Map(rows.map(({ id, kept }) => [id, JSON.parse(kept) as BeforeImport]));
  return countStaying(context, since, [...before.keys()], async (range, { chose, written }) => {
    const others = await changesByOthers(context, since, range);
    return (id) => {
      const { subscription } = before.get(id)!;
      if (!subscription) return false;
      if (chose.has(id) || (subscription.status === "pending" && written.has(id))) return true;
      // Another import keeps them from being as they were: they are handed over to it.
      return heirOf(since.importId, others.get(id) ?? []) !== undefined;
    };
  });
};

/** Readers whose subscription the import brought. */
const stayingBrought: Walk = async (context, since, after) => {
  const rows = await context.db
    .selectFrom("subscriptions")
    .select("subscriber_id as id")
    .where("import_id", "=", since.importId)
    .where("subscriber_id", ">", after)
    .orderBy("subscriber_id")
    .limit(atOnce)
    .execute();
  const ids = rows.map(({ id }) => id);
  return countStaying(context, since, ids, async (range, { chose, written }) => {
    const others = await namedByOthers(context, since, range);
    return (id) => chose.has(id) || written.has(id) || others.has(id);
  });
};

/** Counts those of a step who stay. @param judge returns what tells it of one of them */
async function countStaying(
  context: Context,
  since: SinceImport,
  ids: number[],
  judge: (range: IdRange, known: Known) => Promise<(id: number) => boolean>,
): Promise<Step> {
  if (ids.length === 0) return { ids, stay: 0 };
  const range = { from: ids[0]!, to: ids.at(-1)! };
  const chose = await choseSince(context, since, range);
  const written = await writtenToSince(context, since, range);
  const isStaying = await judge(range, { chose, written });
  return { ids, stay: ids.filter(isStaying).length };
}
