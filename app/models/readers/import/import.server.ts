import { createHash } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import { countOf, oneLine } from "#app/models/fields.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { openKeySet } from "#app/models/seenKeys.server.ts";
import { rowsOfTransaction, withManyTransactions } from "#db/bulk.server.ts";
import { countAgain } from "#db/client.server.ts";
import type { Addition } from "./addMany.server.ts";
import {
  notePassed,
  takeIn,
  takeInBatch,
  type ImportReading,
  type ImportTally,
  type RowFault,
  type RowOutcome,
} from "./batches.server.ts";
import { batchesOf, type CsvRow } from "./csvRows.server.ts";
import { foresee } from "./foresight.server.ts";
import {
  beginImport,
  countsBefore,
  endImport,
  ImportStopped,
  keepProgress,
  resumeImport,
  type ImportCounts,
  type ImportRun,
  type ResumeFault,
} from "./imports.server.ts";
import { settingsOf, type ImportSettings } from "./importSettings.server.ts";
import { inspectList, type ImportFault, type Inspection } from "./inspection.server.ts";
import { CsvFault } from "./listFaults.server.ts";
import { readTable, type ReadTable } from "./readTables.server.ts";
import { detailIdsOf, type NamedDetails, type NamingFault } from "./namedDetails.server.ts";

/**
 * A row that added no reader, and the reason. `file`: where it stands, for an archive; `line` counts from 1; `email` is as
 * in the file, truncated. `isFormer`: another row says that the person left or gets no mail. `wasActive`: they got mail
 * here until now.
 */
export type RowProblem = Place & NotAdded;
type Place = { file: string; line: number; email: string };
/** A row and what became of it, or would. */
export type RowResult = RowProblem | (Place & { reason: "imported" }) | (Place & { reason: "alreadyThere" });
type NotAdded =
  | { reason: "malformed"; fault: RowFault }
  | { reason: "duplicate"; isFormer: boolean }
  | { reason: Exclude<RowOutcome, "imported" | "alreadyThere">; wasActive: boolean };

/** `basis` says where and when these readers agreed (C-11); it is stored with each of them. */
type ImportOrder = Partial<ImportSettings> & {
  list: List;
  basis: string;
  file: string;
  actor: string;
  /** Left out: a script. */
  via?: "script" | "desk";
  /** Only says what would become of each row, and changes nothing. */
  dryRun?: boolean;
  /** The id of an import that goes on where it was; list, basis and settings should be its own. */
  resume?: number | null;
};

/**
 * `onRow` is told of every row, `onProblem` of those that added no reader, both once what they tell is kept. `keep` keeps
 * the same in the transaction that makes it so; `done`: rows up to then. The import waits for `onProgress`.
 */
type ImportWatch = {
  onBegun?: (importId: number) => void;
  onRow?: (row: RowResult) => void;
  onProblem?: (problem: RowProblem) => void;
  keep?: (context: Context, rows: RowResult[], done: number) => Promise<void>;
  onProgress?: (rows: number, of: number) => void | Promise<void>;
};

/** How a file was read; `leftOut`: files of an archive that are no lists. `id`: null for a dry run. */
export type ImportedFile = {
  id: number | null;
  state: "done" | "cancelled";
  counts: ImportCounts;
  tables: ReadTable[];
  leftOut: string[];
};

/** The value of `--consent`. */
export const basisSchema = oneLine("Say where and when these readers agreed to get the briefing.", 500);

/** Rows after which a table has grown so that its plans may change; then twice as many, and so on. */
const firstGrowth = 2000;

/**
 * Imports the readers of a file into a list, each in the state that the file gives: people who left, bounced or
 * complained there get no mail here (P-04). The file is read several times. The first readings check it whole, so that a
 * broken or unclear file changes nothing. The last imports transactions of 500 to 4,000 rows, in flat memory, and keeps with each
 * how far it is: cancelled or killed, the same import goes on there.
 * @param open opens the file from its start, each time
 */
export async function importReaders(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  order: ImportOrder,
  watch: ImportWatch = {},
): Promise<ImportedFile | ImportFault | ResumeFault | NamingFault> {
  let end = (): void => undefined;
  try {
    const found = await inspectList(context, open, order.file, settingsOf(order));
    if ("error" in found) return found;
    end = found.close;
    const named = await detailIdsOf(context, found, order);
    if ("error" in named) return named;
    const run = order.dryRun ? foreseenRun(found.rows) : await startRun(context, open, order, found.rows);
    if ("error" in run) return run;
    if (!order.dryRun) watch.onBegun?.(run.id);
    const told = { tables: found.tables.map(readTable), leftOut: found.leftOut };
    const { counts, state } = await withManyTransactions(context.db, () =>
      takeInTables(context, found, { order, run, named }, watch),
    );
    return { id: order.dryRun ? null : run.id, state, counts, ...told };
  } catch (error) {
    if (error instanceof CsvFault) return error.fault;
    throw error;
  } finally {
    end();
  }
}

function foreseenRun(rows: number): ImportRun {
  return { id: 0, runner: "", done: 0, counts: countsBefore(rows), faults: {} };
}

async function startRun(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  order: ImportOrder,
  rows: number,
): Promise<ImportRun | ResumeFault> {
  const { list, basis, actor, via = "script" } = order;
  const sum = createHash("sha256");
  for await (const chunk of open()) sum.update(chunk);
  const fingerprint = sum.digest("hex");
  if (order.resume) return resumeImport(context, { id: order.resume, actor, fingerprint });
  const [settings, counts, files] = [settingsOf(order), countsBefore(rows), [tidyLine(order.file, 200)]];
  return beginImport(context, { listId: list.id, basis, startedBy: actor, via, files, settings, fingerprint, counts });
}

/**
 * Takes in every row that a run has not done yet.
 * Long because: it is one walk through tables and batches.
 */
async function takeInTables(
  context: Context,
  { tables, others, rows }: Inspection,
  { order, run: begun, named }: { order: ImportOrder; run: ImportRun; named: NamedDetails },
  watch: ImportWatch,
): Promise<{ counts: ImportCounts; state: "done" | "cancelled" }> {
  const { list, basis, actor, confirm = false, dryRun = false } = order;
  const source = sourceOf(order, begun.id);
  const { askUnconfirmed = false } = order;
  const addition = { importId: begun.id, list, basis, confirm, askUnconfirmed, source, at: context.clock() };
  const seen = openKeySet(rows);
  let run = begun;
  let passed = 0;
  let growth = firstGrowth;
  try {
    for (const { table, layout, states, details } of tables) {
      const reading = { columns: layout.columns, states, details, others, seen };
      const ids = { topics: named.topics, notes: named.notes.get(table.name) ?? [] };
      for await (const read of batchesOf(table.rows(), layout.headerLine, rowsOfTransaction(context.db))) {
        // A former version may have cut its batches elsewhere.
        const done = Math.max(begun.done - passed, 0);
        passed += read.length;
        notePassed(read.slice(0, done), reading);
        const batch = read.slice(done);
        if (batch.length === 0) continue;
        const one = { addition: { ...addition, details: ids }, batch, reading, run, dryRun, file: table.name };
        run = await takeInOne(context, one, watch);
        await watch.onProgress?.(run.done, rows);
        if (run.done < growth || dryRun) continue;
        growth = run.done * 2;
        await countAgain(context.db);
      }
    }
    if (!dryRun) await endImport(context, run, actor, wordImport(run.counts, order));
    return { counts: run.counts, state: "done" };
  } catch (error) {
    if (!(error instanceof ImportStopped)) throw error;
    return { counts: run.counts, state: "cancelled" };
  }
}

type OneBatch = {
  addition: Addition;
  batch: CsvRow[];
  reading: ImportReading;
  run: ImportRun;
  dryRun: boolean;
  file: string;
};

/** Takes in one batch, together with how far the run is then. @returns the run after it. @throws ImportStopped */
async function takeInOne(
  context: Context,
  { addition, batch, reading, run, dryRun, file }: OneBatch,
  watch: ImportWatch,
): Promise<ImportRun> {
  const next = {
    ...run,
    done: run.done + batch.length,
    counts: { ...run.counts },
    faults: { ...run.faults },
  };
  const { tally, told, tell } = tallyOf(next, watch, file);
  if (dryRun) {
    await takeInBatch(context, addition, batch, reading, tally, foresee);
    await watch.keep?.(context, told, next.done);
  } else
    await inTransaction(context, async (context) => {
      await takeInBatch(context, addition, batch, reading, tally, takeIn);
      await keepProgress(context, next);
      await watch.keep?.(context, told, next.done);
    });
  tell();
  return next;
}

function wordImport(counts: ImportCounts, order: ImportOrder): string {
  const { list } = order;
  const { states } = settingsOf(order);
  const away = counts.left + counts.bounced + counts.blocked + counts.complained;
  const former = away > 0 ? `, ${away} who left or must get no mail (${counts.endedHere} of them got mail here)` : "";
  const details = [
    ...states.words.map(({ column, value, state }) => `${column}:${value}=${state}`),
    ...states.ignored.map((column) => `${column} ignored`),
    ...(states.whole ? [`the whole file is ${states.whole}`] : []),
  ];
  const suffix = details.length > 0 ? `; as told: ${tidyLine(details.join(", "), 300)}` : "";
  return `${counts.imported} of ${countOf(counts.rows, "row")} to ${list.slug}${former}${suffix}`;
}

function sourceOf(order: ImportOrder, id: number): string {
  return tidyLine(`import ${id} of ${order.file} by ${order.actor}`, 200);
}

/** Counts the rows of a batch; `tell` passes them on, once they are kept. */
function tallyOf(
  { counts, faults }: ImportRun,
  watch: ImportWatch,
  file: string,
): { tally: ImportTally; told: RowResult[]; tell(): void } {
  const told: RowResult[] = [];
  const placeOf = ({ line, email }: { line: number; email: string }) => ({
    ...{ file, line, email: tidyLine(email.slice(0, 200), 100) },
  });
  const hold = (row: { line: number; email: string }, result: NotAdded) => told.push({ ...placeOf(row), ...result });
  const tally: ImportTally = {
    malformed(row, fault) {
      counts.malformed += 1;
      faults[fault.error] = (faults[fault.error] ?? 0) + 1;
      hold(row, { reason: "malformed", fault });
    },
    duplicate(row, isFormer = false) {
      counts.duplicates += 1;
      hold(row, { reason: "duplicate", isFormer });
    },
    taken(row, { outcome, wasActive = false }) {
      counts[outcome === "stays" ? "alreadyThere" : outcome] += 1;
      if (wasActive) counts.endedHere += 1;
      if (outcome !== "imported" && outcome !== "alreadyThere") hold(row, { reason: outcome, wasActive });
      else if (watch.onRow || watch.keep) told.push({ ...placeOf(row), reason: outcome } as RowResult);
    },
  };
  const tell = () => {
    for (const row of told) {
      watch.onRow?.(row);
      if (row.reason !== "imported" && row.reason !== "alreadyThere") watch.onProblem?.(row);
    }
  };
  return { tally, told, tell };
}
