import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf, oneLine } from "#app/models/fields.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { openKeySet, type KeySet } from "#app/models/seenKeys.server.ts";
import { noteFormer, takeInBatch, type ImportTally, type RowFault, type RowOutcome } from "./batches.server.ts";
import { findColumns, type Columns } from "./csvColumns.server.ts";
import { readCsv, type CsvRow } from "./csvRows.server.ts";
import { CsvFault, type TextEncoding, type UnreadableCsv } from "./csvText.server.ts";
import {
  stateReader,
  type StateFault,
  type StateOrder,
  type StateReader,
  type UnclearColumn,
} from "./states.server.ts";

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
 * A row that added no reader, and the reason. `line` counts from 1; `email` is as in the file, truncated. `isFormer`:
 * another row says that the person left or gets no mail. `wasActive`: they got mail here until now.
 */
export type RowProblem = { line: number; email: string } & NotAdded;
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
};

type ImportWatch = {
  onProblem?: (problem: RowProblem) => void;
  onProgress?: (rows: number, of: number) => void;
};

/** How a file was read. `stateColumns`: the headers of columns that tell a state. */
export type ImportedFile = {
  counts: ImportCounts;
  encoding: TextEncoding;
  format: string | null;
  stateColumns: string[];
};

/**
 * Why a file was refused. `unclear`: states in it that are unknown. `unclear-file`: its name gives a state to everybody
 * in it.
 */
export type ImportFault = UnreadableCsv | StateFault | { error: "unclear"; columns: UnclearColumn[] };

/** The value of `--consent`. */
export const basisSchema = oneLine("Say where and when these readers agreed to get the briefing.", 500);

const batchRows = 500;
const noStates: StateOrder = { words: [], ignored: [], whole: null };

/**
 * Imports the readers of a CSV file into a list, each in the state that the file gives: people who left, bounced or
 * complained there get no mail here (P-04). The file is read twice. The first reading checks it whole, so that a broken
 * or unclear file changes nothing. The second imports transactions of 500 rows, in flat memory. Importing the same file
 * again adds only readers that the first import missed.
 * @param open opens the file from its start, twice
 */
export async function importReaders(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  order: ImportOrder,
  watch: ImportWatch = {},
): Promise<ImportedFile | ImportFault> {
  try {
    const inspected = await inspect(context, open, order);
    if ("error" in inspected) return inspected;
    const { headerless, rows, ...reading } = inspected;
    const encoding: TextEncoding = { name: "UTF-8", lines1252: 0 };
    const { list, basis, confirm } = order;
    const addition = { list, basis, confirm, source: sourceOf(order), at: context.clock() };
    const counts = noCounts(rows);
    const tally = tallyOf(counts, watch);
    const seen = openKeySet(rows);
    let done = 0;
    for await (const batch of batchesOf(readCsv(open(), encoding), headerless)) {
      await takeInBatch(context, addition, batch, { ...reading, seen }, tally);
      watch.onProgress?.((done += batch.length), rows);
    }
    await logAction(context, order.actor, "import", wordImport(counts, order));
    const { format, columns: stateColumns } = reading.states;
    return { counts, encoding, format, stateColumns };
  } catch (error) {
    if (error instanceof CsvFault) return error.fault;
    throw error;
  }
}

type Inspected = { columns: Columns; headerless: boolean; rows: number; states: StateReader; former: KeySet };

/** Reads the whole file once: finds its columns, and checks that nothing is broken or unclear. @throws CsvFault */
async function inspect(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  order: ImportOrder,
): Promise<Inspected | ImportFault> {
  const records = readCsv(open(), { name: "UTF-8", lines1252: 0 });
  const first = await nextRow(records);
  const second = await nextRow(records);
  const { columns, headerless } = findColumns(first!, second);
  const headers = headerless ? [] : first!.cells;
  const apart = [columns.email, ...columns.name];
  const states = stateReader(headers, apart, order.file, order.states ?? noStates, context.clock());
  if ("error" in states) return states;
  const former = openKeySet();
  let rows = 0;
  const look = (row: CsvRow) => {
    rows += 1;
    states.survey(row);
    noteFormer(former, row, columns, states);
  };
  if (headerless) look(first!);
  if (second) look(second);
  for await (const row of records) look(row);
  if (rows === 0) throw new CsvFault({ error: "no-rows" });
  const unclear = states.unclear();
  if (unclear.length > 0) return { error: "unclear", columns: unclear };
  return { columns, headerless, rows, states, former };
}

async function nextRow(records: AsyncGenerator<CsvRow>): Promise<CsvRow | undefined> {
  const { value, done } = await records.next();
  return done ? undefined : value;
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

function tallyOf(counts: ImportCounts, watch: ImportWatch): ImportTally {
  const tell = (row: { line: number; email: string }, problem: NotAdded) =>
    watch.onProblem?.({ line: row.line, email: tidyLine(row.email.slice(0, 200), 100), ...problem });
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
    },
  };
}

async function* batchesOf(rows: AsyncIterable<CsvRow>, headerless: boolean): AsyncGenerator<CsvRow[]> {
  let batch: CsvRow[] = [];
  let header = !headerless;
  for await (const row of rows) {
    if (!header) batch.push(row);
    header = false;
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
