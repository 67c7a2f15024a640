import { sql, type ExpressionBuilder } from "kysely";
import type { Context } from "#app/context.server.ts";
import { forgetConsentsOf, recordConsents } from "#app/models/consent/record.server.ts";
import { lockList } from "#app/models/deliveries/deliveries.server.ts";
import { forUpdate } from "#db/client.server.ts";
import type { Schema } from "#db/schema.ts";
import { replaceBefore, type ImportChange } from "./changes.server.ts";
import {
  choseSince,
  editionsSince,
  namedByOthers,
  writtenToSince,
  type IdRange,
  type Undoing,
} from "./sinceImport.server.ts";
import { undoneStep } from "./undoneChanges.server.ts";

const atOnce = 2000;

/**
 * Takes back the next subscriptions of an import, and the people whom it alone brought. One who was written to since, chose
 * something since, or is named by another import too, stays.
 * @returns true while there are more
 */
export async function takeBackSubscriptions(context: Context, undoing: Undoing): Promise<boolean> {
  const { importId, listId, progress } = undoing;
  await lockList(context, listId);
  const ids = await nextBrought(context, undoing);
  if (ids.length === 0) return false;
  const range = { from: ids[0]!, to: ids.at(-1)! };
  await lockBrought(context, importId, range);
  const kept = new Set([
    ...(await writtenToSince(context, undoing, range)),
    ...(await choseSince(context, undoing, range)),
  ]);
  const named = await namedByOthers(context, undoing, range);
  const others = new Map([...named].filter(([id]) => !kept.has(id)));
  const staying = ids.filter((id) => kept.has(id) || others.has(id));
  await passOn(context, undoing, others);
  const gone = await removeSubscriptions(context, undoing, range, staying);
  const people = await removePeople(context, importId, range);
  progress.gone += gone.length;
  progress.stayed += ids.length - gone.length;
  progress.looked += ids.length;
  progress.after = range.to;
  await recordUndone(context, undoing, gone, people);
  return true;
}

async function nextBrought(context: Context, { importId, progress }: Undoing): Promise<number[]> {
  const rows = await context.db
    .selectFrom("subscriptions")
    .select("subscriber_id as id")
    .where("import_id", "=", importId)
    .where("subscriber_id", ">", progress.after)
    .orderBy("subscriber_id")
    .limit(atOnce)
    .execute();
  return rows.map(({ id }) => id);
}

function brought(context: Context, importId: number, { from, to }: IdRange) {
  return context.db
    .selectFrom("subscriptions as brought")
    .select("brought.subscriber_id")
    .where("brought.import_id", "=", importId)
    .where("brought.subscriber_id", ">=", from)
    .where("brought.subscriber_id", "<=", to);
}

/** In the order of all who lock more than one reader. */
function lockBrought(context: Context, importId: number, range: IdRange) {
  const query = context.db
    .selectFrom("subscribers")
    .select("id")
    .where("id", "in", () => brought(context, importId, range))
    .orderBy("email_key");
  return forUpdate(context.db, query).execute();
}

/** A person of two imports belongs to the other one from now on; one that it ended stays ended. */
async function passOn(
  context: Context,
  { importId, listId }: Undoing,
  others: Map<number, ImportChange>,
): Promise<void> {
  for (const other of new Set([...others.values()].map(({ importId }) => importId))) {
    const ids = [...others].flatMap(([id, heir]) => (heir.importId === other ? [id] : []));
    const taken = { import_id: other };
    await context.db
      .updateTable("subscriptions")
      .set(taken)
      .where("subscriber_id", "in", ids)
      .where("list_id", "=", listId)
      .where("import_id", "=", importId)
      .execute();
    await context.db
      .updateTable("subscribers")
      .set(taken)
      .where("id", "in", ids)
      .where("import_id", "=", importId)
      .execute();
  }
  for (const [id, { importId: other, before }] of others) {
    const { subscription, ...rest } = before;
    if (subscription) await replaceBefore(context, other, id, rest);
  }
}

/** Removes the subscriptions of an import but those that stay, with what waits to be sent for them. @returns whose they were */
async function removeSubscriptions(
  context: Context,
  undoing: Undoing,
  range: IdRange,
  staying: number[],
): Promise<number[]> {
  const { importId, listId } = undoing;
  const withdrawn = { status: "withdrawn" as const, finished_at: context.clock() };
  const theirs = () =>
    brought(context, importId, range).$if(staying.length > 0, (query) =>
      query.where("brought.subscriber_id", "not in", staying),
    );
  await context.db
    .updateTable("letters")
    .set(withdrawn)
    .where("subscriber_id", "in", theirs)
    .where("list_id", "=", listId)
    .where("status", "=", "queued")
    .execute();
  const editions = await editionsSince(context, undoing);
  if (editions.length > 0)
    await context.db
      .updateTable("deliveries")
      .set(withdrawn)
      .where("edition_id", "in", editions)
      .where("subscriber_id", "in", theirs)
      .where("status", "=", "queued")
      .execute();
  const rows = await context.db
    .deleteFrom("subscriptions")
    .where("import_id", "=", importId)
    .where("subscriber_id", ">=", range.from)
    .where("subscriber_id", "<=", range.to)
    .$if(staying.length > 0, (query) => query.where("subscriber_id", "not in", staying))
    .returning("subscriber_id as id")
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Deletes the people whom an import brought and who have no subscription any more. One who stands in the ledger of a send
 * that was cancelled becomes nobody, so that deliveries still add up. Their receipts keep no name.
 * @returns their ids
 */
async function removePeople(context: Context, importId: number, { from, to }: IdRange): Promise<Set<number>> {
  const nobody = await context.db
    .updateTable("subscribers")
    .set(({ ref }) => {
      const email = sql<string>`'erased-' || ${ref("subscribers.id")} || '@erased.invalid'`;
      return {
        email,
        email_key: email,
        name: "",
        search_key: "",
        domain: "erased.invalid",
        language: null,
        erased_at: context.clock(),
      };
    })
    .where((eb) => broughtBy(eb, importId))
    .where("id", ">=", from)
    .where("id", "<=", to)
    .where("erased_at", "is", null)
    .where(({ not }) => not(has("subscriptions")))
    .where(has("deliveries"))
    .returning("id")
    .execute();
  const deleted = await context.db
    .deleteFrom("subscribers")
    .where((eb) => broughtBy(eb, importId))
    .where("id", ">=", from)
    .where("id", "<=", to)
    .where("erased_at", "is", null)
    .where(({ not }) => not(has("subscriptions")))
    .returning("id")
    .execute();
  const gone = [...nobody, ...deleted].map(({ id }) => id);
  if (gone.length === 0) return new Set();
  await forgetConsentsOf(context, gone);
  for (const table of ["reader_notes", "import_changes"] as const)
    await context.db.deleteFrom(table).where("subscriber_id", "in", gone).execute();
  return new Set(gone);
}

/** By this import, or by one that was undone while another list still had them. */
function broughtBy(eb: ExpressionBuilder<Schema, "subscribers">, importId: number) {
  const undone = eb.selectFrom("imports").select("imports.id").where("state", "=", "undone");
  return eb.or([eb("import_id", "=", importId), eb("import_id", "in", undone)]);
}

function has(table: "subscriptions" | "deliveries") {
  return sql<boolean>`exists (select 1 from ${sql.table(table)} as held where held.subscriber_id = subscribers.id)`;
}

/** The subscriber of a receipt that is about many people, who are gone: its detail has their numbers. */
const nobodyInParticular = 0;
const receiptsAtOnce = 500;

/** Writes the receipts: one for each who is still here, and one for all who are gone (decision 10). */
async function recordUndone(context: Context, undoing: Undoing, ids: number[], people: Set<number>): Promise<void> {
  const step = undoneStep(undoing);
  const here = ids.filter((id) => !people.has(id));
  for (let at = 0; at < here.length; at += receiptsAtOnce)
    await recordConsents(context, here.slice(at, at + receiptsAtOnce), step);
  if (people.size > 0)
    await recordConsents(context, [nobodyInParticular], { ...step, detail: `subscribers ${spansOf([...people])}` });
}

/** Numbers as an auditor reads them: `1-500, 502`. */
function spansOf(ids: number[]): string {
  const spans: [number, number][] = [];
  for (const id of ids.sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && last[1] === id - 1) last[1] = id;
    else spans.push([id, id]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}
