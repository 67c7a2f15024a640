import { stringify } from "csv-stringify/sync";
import { tidyLine } from "#app/models/lines.ts";
import { guardCell } from "./cells.server.ts";
import { wordRow } from "./faultWords.server.ts";
import type { RowResult } from "./import.server.ts";

const columns = ["file", "line", "email", "outcome", "message"];

/** The first line of a report of rows, as CSV. */
export function reportHeader(): string {
  return toCsv([columns]);
}

/** The lines of a report: each row with what became of it, or would (S-13). */
export function reportLines(rows: RowResult[]): string {
  return toCsv(
    rows.map((row) => [
      guardCell(tidyLine(row.file, 200)),
      String(row.line),
      guardCell(row.email),
      row.reason,
      wordRow(row),
    ]),
  );
}

function toCsv(rows: string[][]): string {
  return stringify(rows, { record_delimiter: "\r\n" });
}
