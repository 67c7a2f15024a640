import { CsvFault } from "./listFaults.server.ts";
import { dialectOf, recordAt } from "./csvRecords.server.ts";

/** One record; `line` is its first line in the file, counted from 1. `broken`: its quotation marks do not pair up. */
export type CsvRow = { line: number; cells: string[]; broken?: true };

/** No list of addresses needs more (STANDARDS 8, no. 15). */
const csvLimits = { columns: 200, cell: 10_000 };

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
  for (let last = done; ;) {
    let at = 0;
    while (at < held.length) {
      const record = recordAt(held, at, dialect, last);
      if (!record) break;
      const row: CsvRow = { line, cells: record.cells, ...(record.broken && { broken: true as const }) };
      refuseTooMuch(row);
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

function linesIn(text: string): number {
  return text.split("\n").length - 1;
}

function refuseTooMuch({ line, cells }: CsvRow) {
  if (cells.length > csvLimits.columns)
    throw new CsvFault({ error: "too-many-columns", line, columns: cells.length, most: csvLimits.columns });
  for (const cell of cells)
    if (cell.length > csvLimits.cell) throw new CsvFault({ error: "too-long-cell", line, most: csvLimits.cell });
}
