import { CsvFault } from "./listFaults.server.ts";
import { dialectOf, longestLine, recordAt, type CsvRecord } from "./csvRecords.server.ts";

/**
 * One record; `line` is its first line in the file, counted from 1. `broken`: its quotation marks do not pair up, or it
 * has more cells, or a longer one, than a list needs: it costs this row only.
 */
export type CsvRow = { line: number; cells: string[]; broken?: "quotes" | "too-much" };

/** No list of addresses needs more (STANDARDS 8, no. 15). */
const csvLimits = { columns: 200, cell: 10_000 };

/** The first batches of a table are small, so that its progress shows early. */
const early = { rows: 500, upTo: 10_000 };

/** Characters that a dialect is found from. */
const sampleLength = 65_536;
const longestSample = 2_000_000;

/**
 * Reads the records of a CSV text one by one, in flat memory. A record whose quotes do not pair up costs its first line:
 * it comes `broken`, and the next line is read as if nothing were.
 * @param text with line ends as `\n`
 * @throws CsvFault with the line of the fault, when the file cannot be read as a whole
 */
export async function* readCsv(text: AsyncGenerator<string>): AsyncGenerator<CsvRow> {
  const { sample, done } = await firstPieces(text);
  if (!sample.trim()) throw new CsvFault({ error: "empty" });
  const declared = /^\s*sep=([^\w\s"']|\t)\n/i.exec(sample);
  const body = sample.slice(declared?.[0].length ?? 0);
  const dialect = dialectOf(body, declared?.[1]);
  let line = 1 + (declared ? linesIn(declared[0]) : 0);
  let held = body;
  let isFirst = true;
  let skipping = false;
  for (let last = done; ;) {
    let at: number = skipping ? restOfLine(held) : 0;
    skipping = at < 0;
    if (skipping) at = held.length;
    while (at < held.length) {
      const record = recordAt(held, at, dialect, last);
      if (!record) break;
      const row = boundedRow(line, record);
      if (isFirst) refuseFirst(record, line);
      isFirst = false;
      skipping = record.tooLong?.open ?? false;
      if (row.cells.some((cell) => cell.trim() !== "")) yield row;
      line += record.lines;
      at = record.next;
    }
    if (last) return;
    const next = await text.next();
    last = next.done === true;
    held = held.slice(at) + (next.done ? "" : next.value);
  }
}

async function firstPieces(text: AsyncGenerator<string>): Promise<{ sample: string; done: boolean }> {
  let sample = "";
  while (sample.length < sampleLength || (sample.length < longestSample && !sample.trim().includes("\n"))) {
    const next = await text.next();
    if (next.done) return { sample, done: true };
    sample += next.value;
  }
  return { sample, done: false };
}

/** Where the next line begins; -1: the rest of this one goes on. */
function restOfLine(text: string): number {
  const end = text.indexOf("\n");
  return end < 0 ? -1 : end + 1;
}

function linesIn(text: string): number {
  return text.split("\n").length - 1;
}

/** A record, cut where it has more than a list of addresses needs; what it says of its person still counts. */
function boundedRow(line: number, { cells, broken, tooLong }: CsvRecord): CsvRow {
  const isTooMuch = cells.length > csvLimits.columns || cells.some((cell) => cell.length > csvLimits.cell);
  if (!isTooMuch && !tooLong) return { line, cells, ...(broken && { broken: "quotes" as const }) };
  const cut = cells.slice(0, csvLimits.columns).map((cell) => cell.slice(0, csvLimits.cell));
  return { line, cells: cut, broken: "too-much" };
}

/** @throws CsvFault for a file whose first record is longer, or has more columns, than a list of addresses needs */
function refuseFirst({ cells, tooLong }: CsvRecord, line: number) {
  if (tooLong) throw new CsvFault({ error: "too-long-line", most: longestLine });
  const [columns, most] = [cells.length, csvLimits.columns];
  if (columns > most) throw new CsvFault({ error: "too-many-columns", line, columns, most });
}

/** Yields the rows below the header in batches. @param most rows of a batch of a large table */
export async function* batchesOf(
  rows: AsyncIterable<CsvRow>,
  headerLine: number,
  most: number,
): AsyncGenerator<CsvRow[]> {
  let batch: CsvRow[] = [];
  let yielded = 0;
  for await (const row of rows) {
    if (row.line > headerLine) batch.push(row);
    if (batch.length < (yielded < early.upTo ? early.rows : most)) continue;
    yielded += batch.length;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
