import { pipeline, Readable } from "node:stream";
import { parse, type CsvError, type Options } from "csv-parse";
import { CsvFault, readText, type TextEncoding } from "./csvText.server.ts";

/** One record; `line` is its first line in the file, counted from 1. */
export type CsvRow = { line: number; cells: string[] };

/** No list of addresses needs more (STANDARDS 8, no. 15). */
const csvLimits = { columns: 200, cell: 10_000, record: 100_000 };

/**
 * Reads a CSV file record by record, in flat memory. The delimiter is the first line's: comma, semicolon or tab.
 * @throws CsvFault with the line of the fault, when the file cannot be read as a whole
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<CsvRow> {
  const text = readText(bytes, encoding);
  const first = await firstPiece(text);
  if (!first.trim()) throw new CsvFault({ error: "empty" });
  const declared = /^\s*sep=(.)\n/i.exec(first);
  let line = 1 + (declared ? declared[0].split("\n").length - 1 : 0);
  const options: Options<CsvRow, string[]> = {
    delimiter: declared?.[1] ?? delimiterOf(first),
    record_delimiter: "\n",
    relax_column_count: true,
    max_record_size: csvLimits.record,
    // Called in step with the parser, so that a fault knows the first line of its record.
    on_record: (cells: string[]): CsvRow => {
      const row = { line, cells };
      line += 1 + lineEndsIn(cells);
      return row;
    },
  };
  const parser = parse(options as unknown as Options);
  pipeline(Readable.from(rest(first.slice(declared?.[0].length ?? 0), text)), parser, () => {});
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) {
      refuseTooMuch(row);
      if (row.cells.some((cell) => cell.trim() !== "")) yield row;
    }
  } catch (error) {
    throw csvFault(error, line);
  }
}

async function firstPiece(text: AsyncGenerator<string>): Promise<string> {
  let piece = "";
  while (!piece.trim().includes("\n")) {
    const next = await text.next();
    if (next.done) break;
    piece += next.value;
  }
  return piece;
}

async function* rest(first: string, text: AsyncGenerator<string>) {
  yield first;
  yield* text;
}

/** Returns the delimiter that splits the first line into the most cells, quoted text aside. */
function delimiterOf(text: string): string {
  const line = text
    .trimStart()
    .split("\n")[0]!
    .replace(/"[^"]*"/g, "");
  const counted = [",", ";", "\t"].map((sign) => ({ sign, count: line.split(sign).length }));
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).sign;
}

function lineEndsIn(cells: string[]): number {
  let ends = 0;
  for (const cell of cells) if (cell.includes("\n")) ends += cell.split("\n").length - 1;
  return ends;
}

function refuseTooMuch({ line, cells }: CsvRow) {
  if (cells.length > csvLimits.columns)
    throw new CsvFault({ error: "too-many-columns", line, columns: cells.length, most: csvLimits.columns });
  if (cells.some((cell) => cell.length > csvLimits.cell))
    throw new CsvFault({ error: "too-long-cell", line, most: csvLimits.cell });
}

function csvFault(error: unknown, line: number): unknown {
  switch ((error as CsvError).code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return new CsvFault({ error: "quote-not-closed", line });
    case "CSV_INVALID_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return new CsvFault({ error: "quotes-not-paired", line });
    case "CSV_MAX_RECORD_SIZE":
      return new CsvFault({ error: "too-long-record", line, most: csvLimits.record });
    default:
      return error;
  }
}
