import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { recordConsents } from "#app/models/consent/record.server.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { keepNotes } from "#app/models/readers/notes.server.ts";
import { suppressionsAmong } from "#app/models/readers/suppressions.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { forChange } from "#db/client.server.ts";
import { listOfRow } from "./addMany.server.ts";
import { changesByOthers, replaceBefore, type BeforeImport, type ImportChange } from "./changes.server.ts";
import { choseSince, writtenToSince, type IdRange, type Undoing } from "./sinceImport.server.ts";

const atOnce = 500;

/** A reader who was here before the import, and how. */
type Changed = { id: number; before: BeforeImport };

/**
 * Brings readers who were here before an import back to what they were, some hundred at a time. One who was written to or
 * chose something since stays as they are.
 * @returns true while there are more
 */
export async function takeBackChanges(context: Context, undoing: Undoing): Promise<boolean> {
  const { importId, progress } = undoing;
  const ids = await nextChanged(context, importId);
  if (ids.length === 0) return false;
  await lockByIds(context, ids);
  const changed = await takeChanges(context, importId, ids);
  const range = { from: Math.min(...ids), to: Math.max(...ids) };
  const chose = await choseSince(context, undoing, range);
  const written = await writtenToSince(context, undoing, range);
  await unsuppress(
    context,
    changed.flatMap(({ id, before }) => (before.suppressed ? [id] : [])),
  );
  const unchosen = changed.filter(({ id }) => !chose.has(id));
  await restoreNotes(context, unchosen);
  await emptyAgain(context, unchosen);
  const subscriptions = changed.filter(({ before }) => before.subscription);
  const isStaying = ({ id, before }: Changed) =>
    chose.has(id) || (before.subscription?.status === "pending" && written.has(id));
  const unheld = await handOverSome(
    context,
    undoing,
    subscriptions.filter((one) => !isStaying(one)),
    range,
  );
  const restored = await restoreSubscriptions(context, undoing, unheld);
  progress.stayed += subscriptions.length - restored.length;
  progress.restored += restored.length;
  await recordConsents(context, restored, undoneStep(undoing));
  return true;
}

/** The step of a receipt that says that an import was undone. */
export function undoneStep({ importId, listId, actor }: Undoing) {
  const source = `import ${importId} undone by ${actor}`;
  return { listId, kind: "import-undone" as const, wording: "", source, method: "import" };
}

async function nextChanged(context: Context, importId: number): Promise<number[]> {
  const rows = await context.db
    .selectFrom("import_changes")
    .select("subscriber_id as id")
    .where("import_id", "=", importId)
    .orderBy("subscriber_id")
    .limit(atOnce)
    .execute();
  return rows.map(({ id }) => id);
}

function lockByIds(context: Context, ids: number[]) {
  const query = context.db.selectFrom("subscribers").select("id").where("id", "in", ids).orderBy("email_key");
  return forChange(context.db, query).execute();
}

/** Deleted first: a reader who leaves at this moment deletes the row, too, and only one of both acts on it. */
async function takeChanges(context: Context, importId: number, ids: number[]): Promise<Changed[]> {
  const rows = await context.db
    .deleteFrom("import_changes")
    .where("import_id", "=", importId)
    .where("subscriber_id", "in", ids)
    .returning(["subscriber_id as id", "kept"])
    .execute();
  return rows.map(({ id, kept }) => ({ id, before: JSON.parse(kept) as BeforeImport }));
}

/** The suppressions themselves were removed before; one that somebody else asked for still holds. */
async function unsuppress(context: Context, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const people = await context.db
    .selectFrom("subscribers")
    .select(["id", "email_key"])
    .where("id", "in", ids)
    .execute();
  const held = await suppressionsAmong(
    context,
    people.map((person) => person.email_key),
  );
  const free = people.filter((person) => !held.has(person.email_key)).map(({ id }) => id);
  if (free.length === 0) return;
  await context.db.updateTable("subscribers").set({ suppressed_at: null }).where("id", "in", free).execute();
  for (const id of free) recordEvent(context, "suppression-lifted", id);
}

/** Notes as they were, or gone where there had been none. */
async function restoreNotes(context: Context, changed: Changed[]): Promise<void> {
  const before = changed.flatMap(({ id, before }) =>
    Object.entries(before.notes ?? {}).map(([noteId, value]) => ({ subscriberId: id, noteId: Number(noteId), value })),
  );
  await keepNotes(
    context,
    before.flatMap(({ value, ...note }) => (value === null ? [] : [{ ...note, value }])),
  );
  const none = before.filter(({ value }) => value === null);
  for (const [noteId, notes] of groupedBy(none, ({ noteId }) => noteId))
    await context.db
      .deleteFrom("reader_notes")
      .where("note_id", "=", noteId)
      .where(isAmong(context.db, "subscriber_id", idsIn(notes)))
      .execute();
}

/** The import that keeps a subscription from being as it was: a later one changed it again, or another tells that they left too. */
export function heirOf(importId: number, changes: ImportChange[]): ImportChange | undefined {
  const later = changes.find((one) => one.before.subscription && one.importId > importId);
  return later ?? changes.find(({ before }) => before.left);
}

/** Hands over those whom another import keeps from being as they were. @returns the others */
async function handOverSome(
  context: Context,
  undoing: Undoing,
  changed: Changed[],
  range: IdRange,
): Promise<Changed[]> {
  const others = await changesByOthers(context, undoing, range);
  const unheld: Changed[] = [];
  for (const one of changed) {
    const heir = heirOf(undoing.importId, others.get(one.id) ?? []);
    if (heir) await handOver(context, undoing, one, heir);
    else unheld.push(one);
  }
  return unheld;
}

/** Undoing the heir later brings back what was before both imports. */
async function handOver(
  context: Context,
  { importId, listId }: Undoing,
  { id, before }: Changed,
  heir: ImportChange,
): Promise<void> {
  const { left: _, ...kept } = heir.before;
  await replaceBefore(context, heir.importId, id, { ...kept, subscription: before.subscription });
  await context.db
    .updateTable("subscriptions")
    .set({ ended_by: `import ${heir.importId} of the same list` })
    .where("subscriber_id", "=", id)
    .where("list_id", "=", listId)
    .where("ended_by", "like", `import ${importId} of %`)
    .execute();
}

function idsIn(notes: { subscriberId: number }[]): number[] {
  return notes.map(({ subscriberId }) => subscriberId);
}

function groupedBy<K, T>(all: T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

function isFilled({ name, language }: BeforeImport): boolean {
  return name !== undefined || language !== undefined;
}

/** Takes names and languages away again that the import gave to readers without one; what was changed since stays. */
async function emptyAgain(context: Context, changed: Changed[]): Promise<void> {
  const filled = new Map(
    changed.map(({ id, before }) => [id, before] as const).filter(([, before]) => isFilled(before)),
  );
  if (filled.size === 0) return;
  const people = await context.db
    .selectFrom("subscribers")
    .select(["id", "name", "language"])
    .where(isAmong(context.db, "id", [...filled.keys()]))
    .where("erased_at", "is", null)
    .execute();
  const named = people.filter(({ id, name }) => name !== "" && filled.get(id)!.name === name);
  const spoken = people.filter(({ id, language }) => language !== null && filled.get(id)!.language === language);
  const those = (rows: { id: number }[]) => rows.map(({ id }) => id);
  if (named.length > 0)
    await context.db
      .updateTable("subscribers")
      .set({ name: "", search_key: sql<string>`email_key || ' '` })
      .where(isAmong(context.db, "id", those(named)))
      .execute();
  if (spoken.length > 0)
    await context.db
      .updateTable("subscribers")
      .set({ language: null })
      .where(isAmong(context.db, "id", those(spoken)))
      .execute();
}

/** @returns the ids of readers whose subscription is as it was */
async function restoreSubscriptions(
  context: Context,
  { importId, listId }: Undoing,
  changed: Changed[],
): Promise<number[]> {
  const restored: number[] = [];
  for (const alike of groupedBy(changed, ({ before }) => JSON.stringify(before.subscription)).values()) {
    const { status, confirmedAt, wishes, endedAt = null, endedBy = null } = alike[0]!.before.subscription!;
    const rows = await context.db
      .updateTable("subscriptions")
      .set({ status, confirmed_at: confirmedAt, wishes, ended_at: endedAt, ended_by: endedBy })
      .where(
        isAmong(
          context.db,
          "subscriber_id",
          alike.map(({ id }) => id),
        ),
      )
      .where(listOfRow, "=", listId)
      .where(({ or, eb }) => or([eb("status", "=", "active"), eb("ended_by", "like", `import ${importId} of %`)]))
      .returning("subscriber_id as id")
      .execute();
    restored.push(...rows.map(({ id }) => id));
  }
  return restored;
}
