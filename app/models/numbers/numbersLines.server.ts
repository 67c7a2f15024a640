import { stringify } from "csv-stringify/sync";
import { guardCell } from "#app/models/readers/import/cells.server.ts";
import { shareOfTotal } from "#app/models/shares.ts";

/** A number of an export: which figure, of what in particular, its count and its total; null where there is none. */
export type NumbersLine = { figure: string; of: string; detail: string; count: number; total: number | null };

/** Writes numbers as CSV (RFC 4180, UTF-8); no cell is a formula (S-13). The share is empty where it is none. */
export function linesAsCsv(lines: NumbersLine[]): string {
  const rows = lines.map((line) => [
    ...[line.figure, line.of, line.detail].map(guardCell),
    ...[line.count, line.total ?? "", shareIn(line)?.toFixed(4) ?? ""].map(String),
  ]);
  return stringify([["figure", "of", "detail", "count", "total", "share"], ...rows], { record_delimiter: "\r\n" });
}

/** Writes numbers as one JSON array, one a line. */
export function linesAsJson(lines: NumbersLine[]): string {
  return `[${lines.map((line) => `\n${JSON.stringify({ ...line, share: shareIn(line) })}`).join(",")}\n]\n`;
}

function shareIn({ count, total }: NumbersLine): number | null {
  return total === null ? null : shareOfTotal(count, total);
}
