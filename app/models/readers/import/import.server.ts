import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf, oneLine } from "#app/models/fields.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { openKeySet } from "#app/models/seenKeys.server.ts";
import { countAgain } from "#db/client.server.ts";
import { takeIn, takeInBatch, type ImportTally, type RowFault, type RowOutcome } from "./batches.server.ts";
import type { CsvRow } from "./csvRows.server.ts";
import type { TextEncoding } from "./csvText.server.ts";
import type { EncodingName } from "./textEncodings.server.ts";
import { foresee } from "./foresight.server.ts";
import { inspectList, type ImportFault, type InspectedTable } from "./inspection.server.ts";
import { CsvFault } from "./listFaults.server.ts";
import type { StateOrder } from "./states.server.ts";

/**
 * The counts of an import; those from `imported` to `complained` add up to `rows`. Those from `unconfirmed` on count
 * people who get no mail because of the state in the file.
 */
export type ImportCounts = {
  rows: number;
  imported: number;
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
type ImportOrder = {
  list: List;
  basis: string;
  file: string;
  actor: string;
  confirm: boolean;
  states?: StateOrder;
  /** Null or left out: found. */
  encoding?: EncodingName | null;
  emailColumn?: string | null;
  /** Only says what would become of each row, and changes nothing. */
  dryRun?: boolean;
};

/** `onRow` is told of every row, `onProblem` of those that added no reader. */
type ImportWatch = {
  onRow?: (row: RowResult) => void;
  onProblem?: (problem: RowProblem) => void;
  onProgress?: (rows: number, of: number) => void;
};

/** How a table was read. `addressColumn` and `stateColumns`: headers. */
export type ReadTable = {
  name: string;
  rows: number;
  encoding: TextEncoding;
  format: string | null;
  addressColumn: string | null;
  stateColumns: string[];
};

/** How a file was read; `leftOut`: files of an archive that are no lists. */
export type ImportedFile = { counts: ImportCounts; tables: ReadTable[]; leftOut: string[] };

/** The value of `--consent`. */
export const basisSchema = oneLine("Say where and when these readers agreed to get the briefing.", 500);

const batchRows = 2000;
/** Rows after which a table has grown so that its plans may change; then twice as many, and so on. */
const firstGrowth = 2000;
const noStates: StateOrder = { words: [], ignored: [], whole: null };

/**
 * Imports the readers of a file into a list, each in the state that the file gives: people who left, bounced or
 * complained there get no mail here (P-04). The file is read several times. The first readings check it whole, so that a
 * broken or unclear file changes nothing. The last imports transactions of 2,000 rows, in flat memory. Importing the same
 * file again adds only readers that the first import missed.
 * @param open opens the file from its start, each time
 */
export async function importReaders(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  order: ImportOrder,
  watch: ImportWatch = {},
): Promise<ImportedFile | ImportFault> {
  try {
    const { states = noStates, encoding = null, emailColumn = null } = order;
    const found = await inspectList(context, open, order.file, { states, encoding, emailColumn });
    if ("error" in found) return found;
    const { list, basis, confirm } = order;
    const addition = { list, basis, confirm, source: sourceOf(order), at: context.clock() };
    const counts = noCounts(found.rows);
    const seen = openKeySet(found.rows);
    let done = 0;
    let growth = firstGrowth;
    for (const { table, layout, states } of found.tables) {
      const tally = tallyOf(counts, watch, table.name);
      const reading = { columns: layout.columns, states, others: found.others, seen };
      for await (const batch of batchesOf(table.rows(), layout.headerLine)) {
        await takeInBatch(context, addition, batch, reading, tally, order.dryRun ? foresee : takeIn);
        watch.onProgress?.((done += batch.length), found.rows);
        if (done < growth || order.dryRun) continue;
        growth *= 2;
        await countAgain(context.db);
      }
    }
    if (!order.dryRun) await logAction(context, order.actor, "import", wordImport(counts, order));
    return { counts, tables: found.tables.map(readTable), leftOut: found.leftOut };
  } catch (error) {
    if (error instanceof CsvFault) return error.fault;
    throw error;
  }
}

function readTable({ table, layout, states, rows }: InspectedTable): ReadTable {
  const { name, encoding } = table;
  const addressColumn = layout.headerLine === 0 ? null : (layout.headers[layout.columns.email] ?? null);
  return { name, rows, encoding, format: states.format, addressColumn, stateColumns: states.columns };
}

function wordImport(counts: ImportCounts, { list, states = noStates }: ImportOrder): string {
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

function sourceOf(order: ImportOrder): string {
  return tidyLine(`import of ${order.file} by ${order.actor}`, 200);
}

function noCounts(rows: number): ImportCounts {
  return {
    ...{ rows, imported: 0, alreadyThere: 0, ended: 0, suppressed: 0, malformed: 0, duplicates: 0 },
    ...{ unconfirmed: 0, inactive: 0, left: 0, bounced: 0, blocked: 0, complained: 0, endedHere: 0 },
  };
}

function tallyOf(counts: ImportCounts, watch: ImportWatch, file: string): ImportTally {
  const placeOf = ({ line, email }: { line: number; email: string }) => ({
    ...{ file, line, email: tidyLine(email.slice(0, 200), 100) },
  });
  const tell = (row: { line: number; email: string }, problem: NotAdded) => {
    const told = { ...placeOf(row), ...problem };
    watch.onProblem?.(told);
    watch.onRow?.(told);
  };
  return {
    malformed(row, fault) {
      counts.malformed += 1;
      tell(row, { reason: "malformed", fault });
    },
    duplicate(row, isFormer = false) {
      counts.duplicates += 1;
      tell(row, { reason: "duplicate", isFormer });
    },
    taken(row, { outcome, wasActive = false }) {
      counts[outcome === "stays" ? "alreadyThere" : outcome] += 1;
      if (wasActive) counts.endedHere += 1;
      if (outcome !== "imported" && outcome !== "alreadyThere") tell(row, { reason: outcome, wasActive });
      else watch.onRow?.({ ...placeOf(row), reason: outcome } as RowResult);
    },
  };
}

async function* batchesOf(rows: AsyncIterable<CsvRow>, headerLine: number): AsyncGenerator<CsvRow[]> {
  let batch: CsvRow[] = [];
  for await (const row of rows) {
    if (row.line > headerLine) batch.push(row);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
