/** A kind of file that is no list, by its first bytes. */
export type BinaryKind = "xls" | "pdf" | "compressed" | "picture" | "zip";

/** A column that could hold the addresses; `number` counts from 1. */
export type ColumnChoice = { name: string; number: number };

/** Why a file cannot be read as a list. `line` counts from 1; `most`: the largest number that is read. */
export type UnreadableCsv =
  | { error: "empty" | "no-rows" | "zero-bytes" }
  | { error: "binary"; kind: BinaryKind }
  /** In characters. */
  | { error: "too-long-line"; most: number }
  | { error: "too-many-columns"; line: number; columns: number; most: number }
  | { error: "too-long-cell"; line: number; most: number }
  | { error: "too-long-record"; line: number; most: number }
  /** The first line holds a reader, and more columns than can be guessed. */
  | { error: "no-header"; line: number }
  /** Another list begins in the middle of this one; `title`: its first line. */
  | { error: "second-list"; line: number; title: string }
  /** A cell of a spreadsheet goes over several rows, the first of them on `line`. */
  | { error: "merged-cells"; line: number }
  | { error: "many-address-columns"; columns: ColumnChoice[] }
  /** The operator names a line for the columns that none of the first `most` rows begins on. */
  | { error: "no-such-line"; line: number; most: number }
  /** The operator names a column that is not there. */
  | { error: "no-such-email-column"; column: string; columns: string[] }
  /** `headers`: the beginning of the first line. */
  | { error: "no-address-column"; headers: string }
  /** A zip archive or spreadsheet that is broken, hostile, or too large; `most` in megabytes. */
  | { error: "broken-archive" | "no-list-in-archive" | "no-sheet" }
  | { error: "too-large-archive"; most: number };

/** Thrown while a file is read that cannot be imported at all. */
export class CsvFault extends Error {
  override name = "CsvFault";
  constructor(readonly fault: UnreadableCsv) {
    super(fault.error);
  }
}
