import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { consentHead } from "#app/models/consent/head.server.ts";
import { day, minute } from "#app/models/durations.ts";
import { countOf } from "#app/models/fields.server.ts";
import { randomToken } from "#app/models/signedTokens.server.ts";
import type { ImportState } from "#db/schema/imports.ts";
import type { ImportSettings } from "./importSettings.server.ts";

/**
 * The counts of an import; those from `imported` to `complained` add up to `rows`. Those from `unconfirmed` on count
 * people who get no mail because of the state in the file.
 */
export type ImportCounts = {
  rows: number;
  imported: number;
  /** Never confirmed there, and are asked by mail. */
  asked: number;
  /** Includes people who left at the source and joined here by themselves later. */
  alreadyThere: number;
  /** Left before; an import never reactivates anyone (P-04). */
  ended: number;
  suppressed: number;
  malformed: number;
  duplicates: number;
  unconfirmed: number;
  inactive: number;
  left: number;
  bounced: number;
  blocked: number;
  complained: number;
  /** Of these, the people who got mail here until now. */
  endedHere: number;
};

/** How many rows are no readers, by the code of the fault. */
type FaultCounts = Record<string, number>;

/**
 * An undoing so far. `gone`: people who are off the list again; `stayed`: who was written to, chose something since or came
 * with another import, too; `restored`: who was here before, and is as before; `lifted`: suppressions. `looked`: how many
 * were looked at, up to the subscriber `after`.
 */
export type UndoProgress = {
  gone: number;
  stayed: number;
  restored: number;
  lifted: number;
  looked: number;
  after: number;
};

/** An import of readers. Times in milliseconds. */
export type ImportRecord = {
  id: number;
  listId: number;
  list: string;
  basis: string;
  startedBy: string;
  via: "script" | "desk";
  files: string[];
  settings: ImportSettings;
  state: ImportState;
  /** True when it should be running, and gave no sign of life for a minute: its process is gone. */
  isStopped: boolean;
  /** Rows of the file, and how many of them are done. */
  total: number;
  done: number;
  counts: ImportCounts;
  faults: FaultCounts;
  begunAt: number;
  endedAt: number | null;
  /** Null while it runs, and once it is undone. */
  undoableUntil: number | null;
  undo: UndoProgress | null;
  undoneBy: string | null;
  undoneAt: number | null;
};

/** How long an import can be undone, in milliseconds. */
export const importUndoableFor = 30 * day;
/** An import or its undoing that gave no sign of life for this many milliseconds has stopped. */
export const importAliveFor = minute;

/** Why an import cannot go on. `other-file`: it was begun with another one. */
export type ResumeFault =
  | { error: "no-such-import"; id: number }
  | { error: "import-over"; id: number; state: ImportState }
  | { error: "other-file"; id: number };

/** A run of an import: a process that imports. Another one that goes on with the same import ends it. */
export type ImportRun = { id: number; runner: string; done: number; counts: ImportCounts; faults: FaultCounts };

/** Thrown into a batch of a run that somebody cancelled, or that another process has taken over: the batch is undone. */
export class ImportStopped extends Error {}

type NewImport = Pick<ImportRecord, "listId" | "basis" | "startedBy" | "via" | "files" | "settings"> & {
  fingerprint: string;
  counts: ImportCounts;
};

/** The counts of an import before its first row. @param rows of the file */
export function countsBefore(rows: number): ImportCounts {
  return {
    ...{ rows, imported: 0, asked: 0, alreadyThere: 0, ended: 0, suppressed: 0, malformed: 0, duplicates: 0 },
    ...{ unconfirmed: 0, inactive: 0, left: 0, bounced: 0, blocked: 0, complained: 0, endedHere: 0 },
  };
}

/** Begins an import, and logs it. */
export function beginImport(context: Context, begun: NewImport): Promise<ImportRun> {
  const { counts, settings, files, startedBy } = begun;
  const runner = randomToken();
  return inTransaction(context, async (context) => {
    const now = context.clock();
    const head = await consentHead(context);
    const { id } = await context.db
      .insertInto("imports")
      .values({
        ...{ list_id: begun.listId, basis: begun.basis, started_by: startedBy, via: begun.via },
        ...{ files: JSON.stringify(files), fingerprint: begun.fingerprint, settings: JSON.stringify(settings) },
        ...{ state: "running", runner, total: counts.rows, done: 0, counts: JSON.stringify(counts), faults: "{}" },
        ...{ receipts_before: head.events, begun_at: now, seen_at: now },
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await logAction(context, startedBy, "import-begun", `${id}: ${countOf(counts.rows, "row")}`);
    return { id, runner, done: 0, counts, faults: {} };
  });
}

/**
 * Goes on with an import that was cancelled, or whose process is gone. The first process of one that was begun at the desk
 * has nothing to log.
 * @param fingerprint of the file at hand
 */
export async function resumeImport(
  context: Context,
  { id, actor, fingerprint }: { id: number; actor: string; fingerprint: string },
): Promise<ImportRun | ResumeFault> {
  const runner = randomToken();
  return inTransaction(context, async (context) => {
    const before = await context.db.selectFrom("imports").select("state").where("id", "=", id).executeTakeFirst();
    const row = await context.db
      .updateTable("imports")
      .set({ runner, state: "running", seen_at: context.clock(), ended_at: null, undoable_until: null })
      .where("id", "=", id)
      .where("state", "in", ["running", "cancelled"])
      .where("fingerprint", "=", fingerprint)
      .returning(["done", "counts", "faults"])
      .executeTakeFirst();
    if (!row) return resumeFault(context, id);
    if (row.done > 0 || before?.state === "cancelled")
      await logAction(context, actor, "import-resumed", `${id}, after ${countOf(row.done, "row")}`);
    const [counts, faults] = [JSON.parse(row.counts) as ImportCounts, JSON.parse(row.faults) as FaultCounts];
    return { id, runner, done: row.done, counts, faults };
  });
}

/**
 * Opens a cancelled import again, for the next run of it; no earlier one goes on.
 * @returns false for one that is not cancelled
 */
export async function reopenImport(context: Context, id: number, actor: string): Promise<boolean> {
  const row = await context.db
    .updateTable("imports")
    .set({ runner: randomToken(), state: "running", seen_at: context.clock(), ended_at: null, undoable_until: null })
    .where("id", "=", id)
    .where("state", "=", "cancelled")
    .returning("done")
    .executeTakeFirst();
  // One that has rows says so itself when it goes on.
  if (row?.done === 0) await logAction(context, actor, "import-resumed", `${id}, after ${countOf(0, "row")}`);
  return row !== undefined;
}

async function resumeFault(context: Context, id: number): Promise<ResumeFault> {
  const row = await context.db.selectFrom("imports").select("state").where("id", "=", id).executeTakeFirst();
  if (!row) return { error: "no-such-import", id };
  const isOpen = row.state === "running" || row.state === "cancelled";
  return isOpen ? { error: "other-file", id } : { error: "import-over", id, state: row.state };
}

/** Writes down how far a run is, in the transaction of its batch. @throws ImportStopped */
export async function keepProgress(context: Context, run: ImportRun): Promise<void> {
  const kept = await context.db
    .updateTable("imports")
    .set({ ...progressOf(run), seen_at: context.clock() })
    .where("id", "=", run.id)
    .where("runner", "=", run.runner)
    .where("state", "=", "running")
    .returning("id")
    .executeTakeFirst();
  if (!kept) throw new ImportStopped();
}

/** Ends a run that is through, and logs it. @param detail for the log. @throws ImportStopped */
export function endImport(context: Context, run: ImportRun, actor: string, detail: string): Promise<void> {
  return inTransaction(context, async (context) => {
    await keepProgress(context, run);
    await end(context, run.id, "done");
    await logAction(context, actor, "import", `${run.id}: ${detail}`);
  });
}

/**
 * Cancels a running import: the batch under way is undone, what came before stays, and it can go on or be undone.
 * @returns false when it does not run
 */
export function cancelImport(context: Context, id: number, actor: string): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const cancelled = await end(context, id, "cancelled");
    if (!cancelled) return false;
    await logAction(context, actor, "import-cancelled", `${id}, after ${countOf(cancelled.done, "row")}`);
    return true;
  });
}

function end(context: Context, id: number, state: "done" | "cancelled") {
  const now = context.clock();
  return context.db
    .updateTable("imports")
    .set({ state, ended_at: now, seen_at: now, undoable_until: now + importUndoableFor })
    .where("id", "=", id)
    .where("state", "=", "running")
    .returning("done")
    .executeTakeFirst();
}

function progressOf({ done, counts, faults }: ImportRun) {
  return { done, counts: JSON.stringify(counts), faults: JSON.stringify(faults) };
}

/** Returns one page of imports, newest first. @param before only those with a smaller id */
export async function listImports(context: Context, limit = 50, before?: number): Promise<ImportRecord[]> {
  const query = records(context).orderBy("imports.id", "desc").limit(limit);
  const rows = await (before === undefined ? query : query.where("imports.id", "<", before)).execute();
  return rows.map((row) => toRecord(context, row));
}

export async function importById(context: Context, id: number): Promise<ImportRecord | undefined> {
  const row = await records(context).where("imports.id", "=", id).executeTakeFirst();
  return row && toRecord(context, row);
}

function records(context: Context) {
  return context.db
    .selectFrom("imports")
    .innerJoin("lists", "lists.id", "imports.list_id")
    .select(["imports.id", "list_id as listId", "lists.name as list", "basis", "started_by as startedBy", "via"])
    .select(["files", "settings", "state", "total", "done", "counts", "faults", "begun_at as begunAt", "seen_at"])
    .select(["ended_at as endedAt", "undoable_until as undoableUntil", "undo", "undone_by as undoneBy"])
    .select("undone_at as undoneAt");
}

type Row = Awaited<ReturnType<ReturnType<typeof records>["executeTakeFirstOrThrow"]>>;

function toRecord(context: Context, { seen_at, ...row }: Row): ImportRecord {
  const isUnderWay = row.state === "running" || row.state === "undoing";
  return {
    ...row,
    files: JSON.parse(row.files) as string[],
    settings: JSON.parse(row.settings) as ImportSettings,
    isStopped: isUnderWay && seen_at < context.clock() - importAliveFor,
    counts: JSON.parse(row.counts) as ImportCounts,
    faults: JSON.parse(row.faults) as FaultCounts,
    undo: row.undo === null ? null : (JSON.parse(row.undo) as UndoProgress),
  };
}
