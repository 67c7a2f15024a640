import type { Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { countOf, oneLine, tidyLine } from "#app/models/fields.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { openKeySet } from "#app/models/seenKeys.server.ts";
import { noteFormer, takeInBatch, type ImportTally, type RowOutcome } from "./batches.server.ts";
import { findColumns } from "./csvColumns.server.ts";
import { readCsv, type CsvRow } from "./csvRows.server.ts";
import { CsvFault, type TextEncoding } from "./csvText.server.ts";
import { sourceStates, type SourceState } from "./formats.server.ts";
import { stateReader, type StateOrder, type UnclearColumn } from "./states.server.ts";

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

/** A row that added no reader, and the reason. `line` counts from 1. */
export type RowProblem = {
  line: number;
  reason: Exclude<RowOutcome, "imported" | "alreadyThere">;
  message: string;
  /** The address as in the file, truncated. */
  email: string;
};

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
 * Why a file was refused. `unclear`: states in it that are unknown. `unclearFile`: the state that its name gives to
 * everybody in it.
 */
export type ImportFault = { error: string; unclear?: UnclearColumn[]; unclearFile?: SourceState };

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
    if (error instanceof CsvFault) return { error: error.message };
    throw error;
  }
}

/** Reads the whole file once: finds its columns, and checks that nothing is broken or unclear. @throws CsvFault */
async function inspect(context: Context, open: () => AsyncIterable<Uint8Array>, order: ImportOrder) {
  const records = readCsv(open(), { name: "UTF-8", lines1252: 0 });
  const first = await nextRow(records);
  const second = await nextRow(records);
  const { columns, headerless } = findColumns(first!, second);
  const headers = headerless ? [] : first!.cells;
  const apart = [columns.email, ...columns.name];
  const states = stateReader(headers, apart, order.file, order.states ?? noStates, context.clock());
  if ("error" in states) return faultOf(states);
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
  if (rows === 0) throw new CsvFault("The file names its columns, but it has no rows.");
  const unclear = states.unclear();
  if (unclear.length > 0) return { error: wordUnclear(unclear), unclear };
  return { columns, headerless, rows, states, former };
}

async function nextRow(records: AsyncGenerator<CsvRow>): Promise<CsvRow | undefined> {
  const { value, done } = await records.next();
  return done ? undefined : value;
}

function faultOf(fault: Extract<ReturnType<typeof stateReader>, { error: string }>): ImportFault {
  if (fault.error === "no-such-column") return { error: `There is no column “${fault.column}” in the file.` };
  const { means } = sourceStates[fault.state];
  return { error: `By its name, everybody in this file ${means}.`, unclearFile: fault.state };
}

function wordUnclear(unclear: UnclearColumn[]): string {
  return unclear
    .map(({ column, values, more }) => {
      const words = values.map(({ value, rows, line }) => {
        const where = rows === 1 ? `line ${line}` : `${rows} rows, the first on line ${line}`;
        return `${value === "" ? "nothing" : `“${value}”`} (${where})`;
      });
      const others = more > 0 ? `, and ${more} more` : "";
      return `The column “${column}” may say who must get no mail, and this is not understood: ${words.join(", ")}${others}.`;
    })
    .join("\n");
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

const words: Record<RowProblem["reason"], string> = {
  malformed: "",
  duplicate: "This address stands further up in the file.",
  ended: "This reader left the list; only they can come back.",
  suppressed: "This address must not be written to.",
  stays: "They left there, and have come here by themselves since: nothing changes.",
  unconfirmed: "They never confirmed there: not added.",
  inactive: "They get no mail there: not added.",
  left: "They left there: kept as somebody who left.",
  bounced: "Mail to them came back there: suppressed.",
  blocked: "They must not be written to there: suppressed.",
  complained: "They complained there: suppressed.",
};

function tallyOf(counts: ImportCounts, watch: ImportWatch): ImportTally {
  return (outcome, { line, email }, { message, wasActive } = {}) => {
    if (outcome === "duplicate") counts.duplicates += 1;
    else if (outcome === "stays") counts.alreadyThere += 1;
    else counts[outcome] += 1;
    if (wasActive) counts.endedHere += 1;
    if (outcome === "imported" || outcome === "alreadyThere") return;
    const here = wasActive ? " They got mail here until now." : "";
    watch.onProblem?.({
      line,
      reason: outcome,
      message: message ?? words[outcome] + here,
      email: tidyLine(email.slice(0, 200), 100),
    });
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
