import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { randomToken } from "#app/models/signedTokens.server.ts";
import { isAmong } from "#db/bulk.server.ts";
import { countAgain, forUpdate } from "#db/client.server.ts";
import { importById, ImportStopped, type ImportRecord, type UndoProgress } from "./imports.server.ts";
import type { Undoing } from "./sinceImport.server.ts";
import { takeBackChanges } from "./undoneChanges.server.ts";
import { takeBackSubscriptions } from "./undoneSubscriptions.server.ts";

/** Why an import cannot be undone. `too-late`: its 30 days are over. */
export type UndoFault =
  | { error: "no-such-import"; id: number }
  | { error: "import-running"; id: number }
  | { error: "already-undone"; id: number }
  | { error: "too-late"; id: number };

/** `onProgress` is told how many rows of the import have been looked at, and of how many. */
type UndoWatch = { onProgress?: (rows: number, of: number) => void | Promise<void>; signal?: AbortSignal };

/**
 * Undoes an import as a whole: its subscriptions, the people it brought, its suppressions and notes are gone again, and
 * readers who were here before are as they were. Readers who were written to since, or chose something since, stay. It runs in
 * batches, each with its progress: killed or stopped, the next call goes on.
 * @returns the import as it is then: `undone`, or `undoing` when the signal stopped it
 */
export async function undoImport(
  context: Context,
  id: number,
  actor: string,
  { onProgress, signal }: UndoWatch = {},
): Promise<ImportRecord | UndoFault> {
  const begun = await beginUndo(context, id, actor);
  if ("error" in begun) return begun;
  let undoing: Undoing = begun;
  const { counts } = (await importById(context, id))!;
  const of = counts.imported + counts.left;
  await countAgain(context.db);
  for (const step of [liftSuppressions, takeBackChanges, takeBackSubscriptions])
    for (let more = true; more;) {
      if (signal?.aborted) return (await importById(context, id))!;
      const next = { ...undoing, progress: { ...undoing.progress } };
      more = await inTransaction(context, async (context) => {
        const more = await step(context, next);
        await keepUndo(context, next);
        return more;
      });
      undoing = next;
      await onProgress?.(Math.min(of, undoing.progress.looked), of);
    }
  await endUndo(context, undoing);
  return (await importById(context, id))!;
}

/** Has a sender undo an import; nobody has looked at a row yet. */
export function askUndo(context: Context, id: number, actor: string): Promise<{ asked: true } | UndoFault> {
  return inTransaction(context, async (context) => {
    const begun = await beginUndo(context, id, actor);
    if ("error" in begun) return begun;
    await context.db.updateTable("imports").set({ seen_at: 0 }).where("id", "=", id).execute();
    return { asked: true };
  });
}

const nothingYet: UndoProgress = { gone: 0, stayed: 0, restored: 0, lifted: 0, looked: 0, after: 0 };

function beginUndo(context: Context, id: number, actor: string): Promise<Undoing | UndoFault> {
  return inTransaction(context, async (context) => {
    const record = await importById(context, id);
    if (!record) return { error: "no-such-import", id };
    const fault = undoFault(record, context.clock());
    if (fault) return { error: fault, id };
    const runner = randomToken();
    const progress = record.undo ?? nothingYet;
    const now = context.clock();
    const row = await context.db
      .updateTable("imports")
      .set({ state: "undoing", runner, seen_at: now, undone_by: actor, undo: JSON.stringify(progress) })
      .where("id", "=", id)
      .returning(["list_id", "begun_at", "receipts_before"])
      .executeTakeFirstOrThrow();
    const list = await context.db
      .selectFrom("lists")
      .select("slug")
      .where("id", "=", row.list_id)
      .executeTakeFirstOrThrow();
    if (record.state !== "undoing") await logAction(context, actor, "import-undo-begun", `${id}`);
    const { list_id: listId, begun_at: begunAt, receipts_before: receiptsBefore } = row;
    return { importId: id, listId, listSlug: list.slug, actor, runner, begunAt, receiptsBefore, progress };
  });
}

function undoFault({ state, isStopped, undoableUntil }: ImportRecord, now: number): UndoFault["error"] | null {
  if (state === "undone") return "already-undone";
  if (state === "undoing") return null;
  if (state === "running") return isStopped ? null : "import-running";
  return undoableUntil !== null && undoableUntil > now ? null : "too-late";
}

/** @throws ImportStopped when another process has taken the undoing over */
async function keepUndo(context: Context, { importId, runner, progress }: Undoing): Promise<void> {
  const kept = await context.db
    .updateTable("imports")
    .set({ undo: JSON.stringify(progress), seen_at: context.clock() })
    .where("id", "=", importId)
    .where("runner", "=", runner)
    .where("state", "=", "undoing")
    .returning("id")
    .executeTakeFirst();
  if (!kept) throw new ImportStopped();
}

function endUndo(context: Context, undoing: Undoing): Promise<void> {
  const { importId, actor, progress } = undoing;
  return inTransaction(context, async (context) => {
    await keepUndo(context, undoing);
    const now = context.clock();
    await context.db
      .updateTable("imports")
      .set({
        state: "undone",
        undone_at: now,
        undoable_until: null,
        ended_at: ({ fn, val }) => fn.coalesce("ended_at", val(now)),
      })
      .where("id", "=", importId)
      .execute();
    const { gone, stayed, restored, lifted } = progress;
    const detail = `${importId}: ${countOf(gone, "reader")} gone again, ${stayed} stay, ${restored} as before, ${countOf(lifted, "suppression")} lifted`;
    await logAction(context, actor, "import-undone", detail);
  });
}

const suppressionsAtOnce = 2000;

/** Removes suppressions that nobody but the import asked for. @returns true while there are more */
async function liftSuppressions(context: Context, { importId, progress }: Undoing): Promise<boolean> {
  const next = await context.db
    .selectFrom("suppressions")
    .select("email_hash as hash")
    .where("import_id", "=", importId)
    .limit(suppressionsAtOnce)
    .execute();
  if (next.length === 0) return false;
  // One order, so that an import of this moment cannot deadlock with it.
  const hashes = next.map(({ hash }) => hash).sort();
  const those = isAmong(context.db, "email_hash", hashes);
  const query = context.db.selectFrom("suppressions").select("email_hash").where(those).orderBy("email_hash");
  await forUpdate(context.db, query).execute();
  const lifted = await context.db
    .deleteFrom("suppressions")
    .where(those)
    .where("import_id", "=", importId)
    .executeTakeFirst();
  progress.lifted += Number(lifted.numDeletedRows);
  return true;
}
