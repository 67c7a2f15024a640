import type { Context } from "#app/context.server.ts";
import { insertRows, isAmong } from "#db/bulk.server.ts";
import type { SubscriptionStatus } from "#db/schema/readers.ts";

/** A reader as they were before an import changed them; parts that it left alone are left out. */
export type BeforeImport = {
  subscription?: {
    status: SubscriptionStatus;
    confirmedAt: number | null;
    wishes: string | null;
    /** When and how they had left before; left out by imports of former versions. */
    endedAt?: number | null;
    endedBy?: string | null;
  };
  /** The import suppressed them. */
  suppressed?: true;
  /** Another import brought them, and this one names them too. */
  also?: true;
  /** Another import told that they left, and this one tells it too. */
  left?: true;
  /** Their former notes, by the note's id; null for none. */
  notes?: Record<number, string | null>;
  /** They had no name, or no language: what the import gave them. */
  name?: string;
  language?: string;
};

/** Keeps how some thousand readers were before an import changed them, in its transaction; the first time counts. */
export async function keepBefore(
  context: Context,
  importId: number,
  befores: Map<number, BeforeImport>,
): Promise<void> {
  if (befores.size === 0) return;
  const kept = await changesOf(context, importId, [...befores.keys()]);
  const rows = [...befores].map(([id, before]) => {
    const earlier = kept.get(id);
    const notes = { ...before.notes, ...earlier?.notes };
    const merged = { ...before, ...earlier, ...(Object.keys(notes).length > 0 && { notes }) };
    return { import_id: importId, subscriber_id: id, kept: JSON.stringify(merged) };
  });
  const then = "on conflict (import_id, subscriber_id) do update set kept = excluded.kept";
  await insertRows(context.db, "import_changes", rows, then);
}

/** Keeps which readers, who were here before, had no name or language until an import gave them one, by id. */
export function keepFilled(
  context: Context,
  importId: number,
  field: "name" | "language",
  given: Map<number, string>,
): Promise<void> {
  return keepBefore(context, importId, new Map([...given].map(([id, value]) => [id, { [field]: value }])));
}

async function changesOf(context: Context, importId: number, ids: number[]): Promise<Map<number, BeforeImport>> {
  const rows = await context.db
    .selectFrom("import_changes")
    .select(["subscriber_id", "kept"])
    .where("import_id", "=", importId)
    .where(isAmong(context.db, "subscriber_id", ids))
    .execute();
  return new Map(rows.map((row) => [row.subscriber_id, JSON.parse(row.kept) as BeforeImport]));
}

/** Keeps the subscriptions of some thousand readers of a list as they are. */
export async function keepSubscriptions(
  context: Context,
  importId: number,
  listId: number,
  ids: number[],
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await context.db
    .selectFrom("subscriptions")
    .select(["subscriber_id as id", "list_id", "status", "confirmed_at as confirmedAt", "wishes"])
    .select(["ended_at as endedAt", "ended_by as endedBy"])
    .where(isAmong(context.db, "subscriber_id", ids))
    .execute();
  const befores = rows.flatMap(({ id, list_id, ...subscription }): [number, BeforeImport][] =>
    list_id === listId && subscription.status !== "ended" ? [[id, { subscription }]] : [],
  );
  await keepBefore(context, importId, new Map(befores));
}

/** Notes which of some thousand readers, who are on a list already, another import brought there. */
export async function noteNamedAgain(context: Context, importId: number, listId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await context.db
    .selectFrom("subscriptions")
    .select(["subscriber_id as id", "list_id", "import_id"])
    .where(isAmong(context.db, "subscriber_id", ids))
    .where("import_id", "is not", null)
    .execute();
  const theirs = rows.filter((row) => row.list_id === listId && row.import_id !== importId);
  await keepBefore(context, importId, new Map(theirs.map(({ id }) => [id, { also: true }])));
}

/** Notes which of some thousand readers, whose subscription another import brought or ended, left by this one too. */
export async function noteLeftToo(context: Context, importId: number, listId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await context.db
    .selectFrom("subscriptions")
    .select(["subscriber_id as id", "list_id", "import_id", "ended_by as endedBy"])
    .where(isAmong(context.db, "subscriber_id", ids))
    .execute();
  const isOwn = (endedBy: string) => endedBy.startsWith(`import ${importId} of `);
  const theirs = rows.filter(
    ({ list_id, import_id, endedBy }) =>
      list_id === listId &&
      ((import_id !== null && import_id !== importId) || (endedBy?.startsWith("import ") && !isOwn(endedBy))),
  );
  await keepBefore(context, importId, new Map(theirs.map(({ id }) => [id, { left: true }])));
}

/** A change by an import. */
export type ImportChange = { importId: number; before: BeforeImport };

/** Returns what other imports of a list changed of some readers, or told of them too, by reader, the oldest import first. */
export async function changesByOthers(
  context: Context,
  { importId, listId }: { importId: number; listId: number },
  { from, to }: { from: number; to: number },
): Promise<Map<number, ImportChange[]>> {
  const rows = await context.db
    .selectFrom("import_changes")
    .innerJoin("imports", "imports.id", "import_changes.import_id")
    .select(["subscriber_id as id", "import_id", "kept"])
    .where("subscriber_id", ">=", from)
    .where("subscriber_id", "<=", to)
    .where("import_id", "!=", importId)
    .where("imports.list_id", "=", listId)
    .orderBy("import_id")
    .execute();
  const changes = new Map<number, ImportChange[]>();
  for (const { id, import_id, kept } of rows)
    changes.set(id, [...(changes.get(id) ?? []), { importId: import_id, before: JSON.parse(kept) as BeforeImport }]);
  return changes;
}

/** Replaces what an import keeps of one reader. */
export async function replaceBefore(
  context: Context,
  importId: number,
  id: number,
  before: BeforeImport,
): Promise<void> {
  await context.db
    .updateTable("import_changes")
    .set({ kept: JSON.stringify(before) })
    .where("import_id", "=", importId)
    .where("subscriber_id", "=", id)
    .execute();
}

/** Forgets changes of imports that can no longer be undone. @returns how many rows were deleted, up to a limit */
export async function forgetChanges(context: Context, limit: number): Promise<number> {
  const over = await context.db
    .selectFrom("imports")
    .select("id")
    .where("undoable_until", "<", context.clock())
    .where("state", "!=", "undoing")
    .execute();
  let gone = 0;
  for (const { id } of over) {
    if (gone >= limit) break;
    const deleted = await context.db
      .deleteFrom("import_changes")
      .where("import_id", "=", id)
      .where("subscriber_id", "in", ({ selectFrom }) =>
        selectFrom("import_changes as old")
          .select("old.subscriber_id")
          .where("old.import_id", "=", id)
          .orderBy("old.subscriber_id")
          .limit(limit - gone),
      )
      .executeTakeFirst();
    gone += Number(deleted.numDeletedRows);
  }
  return gone;
}
