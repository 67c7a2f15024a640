import type { Context } from "../context.server.ts";
import { note } from "./audit.server.ts";
import { parseAddress } from "./addresses.server.ts";
import { findColumns, type Columns } from "./csvColumns.server.ts";
import { readCsv, type CsvRow } from "./csvRows.server.ts";
import { CsvFault, type Encoding } from "./csvText.server.ts";
import { addReaders, type Addition, type Joined, type Reader } from "./additions.server.ts";
import type { List } from "./lists.server.ts";
import { keySieve } from "./sieve.server.ts";
import { unguardCell } from "./exports.server.ts";
import { oneLine, tidyLine } from "./words.server.ts";

/** What came of a file, counted; the counts from `imported` to `duplicates` add up to `rows`. */
export type ImportCounts = {
  rows: number;
  imported: number;
  alreadyThere: number;
  /** Left before; an import never brings anyone back (P-04). */
  ended: number;
  suppressed: number;
  malformed: number;
  duplicates: number;
};

/** A row that added nobody, and why. `line` counts from 1. */
export type RowProblem = {
  line: number;
  reason: "malformed" | "duplicate" | "ended" | "suppressed";
  message: string;
  /** What stood there, cut short. */
  email: string;
};

/** `basis` is where and when these readers agreed (C-11); it is kept with each of them. */
export type ImportOrder = { list: List; basis: string; file: string; actor: string; confirm: boolean };

export type ImportWatch = {
  onProblem?: (problem: RowProblem) => void;
  onProgress?: (rows: number, of: number) => void;
};

/** What `--consent` takes. */
export const basisSchema = oneLine("Say where and when these readers agreed to get the briefing.", 500);

const batchRows = 500;

/**
 * Adds the readers of a CSV file to a list. The file is read twice: first whole, so that one that is broken somewhere
 * changes nothing, then in transactions of 500 rows, in flat memory; a repeat adds only whom it missed.
 * @param open opens the file anew
 * @returns the counts, or why the file was not taken
 */
export async function importReaders(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  order: ImportOrder,
  watch: ImportWatch = {},
): Promise<{ counts: ImportCounts; encoding: Encoding } | { error: string }> {
  try {
    const { columns, headerless, rows } = await inspect(open);
    const encoding: Encoding = { name: "UTF-8", lines1252: 0 };
    const addition = {
      list: order.list,
      basis: order.basis,
      source: sourceOf(order),
      confirm: order.confirm,
      at: context.clock(),
    };
    const counts = { rows, imported: 0, alreadyThere: 0, ended: 0, suppressed: 0, malformed: 0, duplicates: 0 };
    const tally = tallyOf(counts, watch);
    const isRepeated = keySieve(rows);
    let done = 0;
    for await (const batch of batchesOf(readCsv(open(), encoding), headerless)) {
      await addBatch(context, addition, batch, columns, isRepeated, tally);
      watch.onProgress?.((done += batch.length), rows);
    }
    await note(context, order.actor, "import", `${counts.imported} of ${rows} rows to ${order.list.slug}`);
    return { counts, encoding };
  } catch (error) {
    if (error instanceof CsvFault) return { error: error.message };
    throw error;
  }
}

/** Reads the whole file once: its columns, and that nothing in it is broken. @throws CsvFault */
async function inspect(open: () => AsyncIterable<Uint8Array>) {
  const start: CsvRow[] = [];
  let records = 0;
  for await (const row of readCsv(open(), { name: "UTF-8", lines1252: 0 })) {
    if (start.length < 2) start.push(row);
    records += 1;
  }
  const { columns, headerless } = findColumns(start[0]!, start[1]);
  const rows = headerless ? records : records - 1;
  if (rows === 0) throw new CsvFault("The file names its columns, but it has no rows.");
  return { columns, headerless, rows };
}

function sourceOf(order: ImportOrder): string {
  return tidyLine(`import of ${order.file} by ${order.actor}`, 200);
}

type Tally = (
  kind: "imported" | "alreadyThere" | RowProblem["reason"],
  at: { line: number; email: string },
  message?: string,
) => void;

const words: Record<RowProblem["reason"], string> = {
  malformed: "",
  duplicate: "This address stands further up in the file.",
  ended: "This reader left the list; only they can come back.",
  suppressed: "This address must not be written to.",
};

function tallyOf(counts: ImportCounts, watch: ImportWatch): Tally {
  return (kind, { line, email }, message) => {
    counts[kind === "duplicate" ? "duplicates" : kind] += 1;
    if (kind === "imported" || kind === "alreadyThere") return;
    watch.onProblem?.({
      line,
      reason: kind,
      message: message ?? words[kind],
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

async function addBatch(
  context: Context,
  addition: Addition,
  batch: CsvRow[],
  columns: Columns,
  isRepeated: (key: string) => boolean,
  tally: Tally,
) {
  const readers = new Map<string, Reader & { line: number; repeated: boolean }>();
  for (const row of batch) {
    const read = readReader(row, columns);
    if ("error" in read) tally("malformed", { line: row.line, email: read.typed }, read.error);
    else if (readers.has(read.key)) tally("duplicate", { line: row.line, email: read.email });
    else readers.set(read.key, { ...read, line: row.line, repeated: isRepeated(read.key) });
  }
  const joined = await addReaders(context, addition, [...readers.values()]);
  for (const [key, reader] of readers) {
    const outcome: Joined = joined.get(key) ?? "alreadyThere";
    tally(outcome !== "imported" && reader.repeated ? "duplicate" : outcome, reader);
  }
}

/** A record's address and name, or what is wrong with it. */
function readReader({ cells }: CsvRow, columns: Columns): Reader | { error: string; typed: string } {
  const typed = unguardCell(cells[columns.email] ?? "");
  const extra = cells.slice(columns.width).some((cell) => cell.trim() !== "");
  if (extra) return { error: `This row has ${cells.length} cells where the first line has ${columns.width}.`, typed };
  const address = parseAddress(typed);
  if ("error" in address) return { error: address.error, typed };
  const name = columns.name.map((i) => unguardCell(cells[i] ?? "").trim()).filter(Boolean);
  return { ...address, name: tidyLine(name.join(" "), 80) };
}
