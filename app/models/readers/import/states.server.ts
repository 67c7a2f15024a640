import {
  agreedColumns,
  formatOf,
  importFormats,
  isFormer,
  sourceStates,
  stateColumns,
  stateFileNames,
  stateWords,
  type FormatName,
  type ImportFormat,
  type SourceState,
  type StateColumn,
} from "./formats.server.ts";
import { plainHeader, plainValue } from "./headers.server.ts";
import { isNoTime, readTime } from "./importDates.server.ts";

/** An operator's orders about states; headers and values as in the file, in any case. */
export type StateOrder = {
  words: { column: string; value: string; state: SourceState }[];
  /** Columns that do not decide about mail. */
  ignored: string[];
  /** The state of the whole file, whatever its name says; the states of single rows still count. */
  whole: SourceState | null;
  /** The program that wrote the file, or that none of the known ones did; found by the columns when left out. */
  format?: FormatName | "none" | null;
};

/** A column with unknown values: the first of them, each with its count and first line. */
export type UnclearColumn = { column: string; values: { value: string; rows: number; line: number }[]; more: number };

/** The state of a row, when the person agreed, and when they left or first bounced; milliseconds. */
export type RowState = { state: SourceState; agreedAt: number | null; leftAt: number | null };

/** Reads the states of a file. */
export type StateReader = {
  /** Name of the program that wrote the file; null when unknown. */
  format: string | null;
  /** The headers of columns that are read for a state. */
  columns: string[];
  /** Collects unknown values of a row. Nothing is written before every row has passed. */
  survey(row: { line: number; cells: string[] }): void;
  /** Ends the survey. @returns the unknown values */
  unclear(): UnclearColumn[];
  read(cells: string[]): RowState;
};

const shownValues = 10;
const countedValues = 200;

/** The meaning of a cell: a state, nothing, or unknown. */
type Meaning = { state: SourceState | null; at: number | null } | "unknown";

type Column = {
  index: number;
  header: string;
  rule: StateColumn;
  own: Map<string, SourceState>;
  meanings: Map<string, Meaning>;
  /** Values with an unknown meaning. */
  unknown: Map<string, { value: string; rows: number; line: number }>;
  more: number;
  /** True when any value was a state. */
  hasStates: boolean;
};

/** An order names a `column` that is not there; or the file's name gives a `state` to everybody in it. */
export type StateFault = { error: "no-such-column"; column: string } | { error: "unclear-file"; state: SourceState };

/**
 * Finds the columns of a file that tell a state.
 * @param headers of the first line; empty for a file without one
 * @param apart columns with another use: address and name
 * @returns the reader, or why the states cannot be read
 */
export function stateReader(
  headers: string[],
  apart: number[],
  fileName: string,
  order: StateOrder,
  now: number,
): StateReader | StateFault {
  const plain = headers.map(plainHeader);
  const format = chosenFormat(plain, order);
  const missing = [...order.ignored, ...order.words.map(({ column }) => column)].find(
    (column) => !headers.some((header) => isSame(header, column)),
  );
  if (missing !== undefined) return { error: "no-such-column", column: missing };
  const columns = columnsOf(headers, plain, apart, format, order);
  const whole = wholeState(plain, format, fileName, order, columns.length > 0);
  if (typeof whole === "object") return whole;
  const agreed = agreedColumns.flatMap((name) => plain.flatMap((header, i) => (header === name ? [i] : [])));
  return readerOf({ headers, columns, whole, agreed, apart, order, now, format });
}

function chosenFormat(plain: string[], { format }: StateOrder): ImportFormat | null {
  if (format) return format === "none" ? null : importFormats[format];
  return formatOf(plain);
}

function isSame(header: string, named: string): boolean {
  return header.trim().toLowerCase() === named.trim().toLowerCase();
}

function columnsOf(
  headers: string[],
  plain: string[],
  apart: number[],
  format: ImportFormat | null,
  order: StateOrder,
): Column[] {
  return headers.flatMap((header, index) => {
    if (apart.includes(index) || order.ignored.some((one) => isSame(header, one))) return [];
    const own = new Map(
      order.words
        .filter(({ column }) => isSame(header, column))
        .map(({ value, state }) => [value.trim().toLowerCase(), state] as const),
    );
    const known = format?.columns?.[plain[index]!];
    const rule = known === undefined ? stateColumns[plain[index]!] : known;
    if (!rule && own.size === 0) return [];
    const counted = { meanings: new Map(), unknown: new Map(), more: 0, hasStates: own.size > 0 };
    return [{ index, header: header.trim(), rule: rule ?? { kind: "words" }, own, ...counted }];
  });
}

function wholeState(
  plain: string[],
  format: ImportFormat | null,
  fileName: string,
  order: StateOrder,
  hasColumns: boolean,
): SourceState | { error: "unclear-file"; state: SourceState } {
  if (order.whole) return order.whole;
  const [, byColumn] = Object.entries(format?.whole ?? {}).find(([header]) => plain.includes(header)) ?? [];
  if (byColumn) return byColumn;
  const [, byName] = stateFileNames.find(([name]) => name.test(fileName)) ?? [];
  if (!byName) return "active";
  // Mailchimp names its files after their content; the name of any other file is for a person to interpret.
  if (format === importFormats.mailchimp) return byName;
  return hasColumns ? "active" : { error: "unclear-file", state: byName };
}

type Parts = {
  headers: string[];
  columns: Column[];
  whole: SourceState;
  agreed: number[];
  apart: number[];
  order: StateOrder;
  now: number;
  format: ImportFormat | null;
};

function readerOf({ headers, columns, whole, agreed, apart, order, now, format }: Parts): StateReader {
  let counting = columns;
  const strays = strayColumns(headers, columns, apart, order);
  return {
    format: format?.name ?? null,
    get columns() {
      return counting.map(({ header }) => header);
    },
    survey({ line, cells }) {
      for (const column of columns) {
        const value = cells[column.index] ?? "";
        const meaning = meaningOf(column, value, now);
        if (meaning === "unknown") countUnknown(column, value, line);
        else if (meaning.state !== null && value !== "") column.hasStates = true;
      }
      for (const stray of strays) lookForStates(stray, cells[stray.index] ?? "", line);
    },
    unclear() {
      counting = columns.filter(({ rule, hasStates }) => !rule.perhaps || hasStates);
      return [...counting, ...strays].filter(({ unknown }) => unknown.size > 0).map(unclearOf);
    },
    read(cells) {
      let state = whole;
      let leftAt: number | null = null;
      for (const column of counting) {
        const meaning = meaningOf(column, cells[column.index] ?? "", now);
        if (meaning === "unknown" || meaning.state === null) continue;
        if (sourceStates[meaning.state].weight > sourceStates[state].weight) state = meaning.state;
        if (meaning.at !== null && isFormer(meaning.state)) leftAt = Math.max(leftAt ?? 0, meaning.at);
      }
      return { state, leftAt, agreedAt: firstTime(cells, agreed, now) };
    },
  };
}

function firstTime(cells: string[], indexes: number[], now: number): number | null {
  for (const index of indexes) {
    const at = readTime(cells[index] ?? "", now);
    if (at !== null) return Math.min(at, now);
  }
  return null;
}

function meaningOf(column: Column, value: string, now: number): Meaning {
  const known = column.meanings.get(value);
  if (known) return known;
  const meaning = parseMeaning(column, value, now);
  // Times differ from row to row; words repeat.
  if (column.meanings.size < countedValues) column.meanings.set(value, meaning);
  return meaning;
}

function parseMeaning({ rule, own }: Column, value: string, now: number): Meaning {
  const ordered = own.get(value.trim().toLowerCase());
  if (ordered) return { state: ordered, at: null };
  if (isNoTime(value)) return { state: rule.empty ?? null, at: null };
  const word = plainValue(value);
  if (rule.kind === "words") return wordSays(rule.words, word);
  if (yesWords.has(word)) return { state: rule.yes, at: null };
  if (noWords.has(word)) return { state: rule.no, at: null };
  const at = readTime(value, now);
  if (at !== null) return { state: rule.yes, at: Math.min(at, now) };
  return wordSays(undefined, word);
}

function wordSays(own: Record<string, SourceState> | undefined, word: string): Meaning {
  const state = own && Object.hasOwn(own, word) ? own[word] : Object.hasOwn(stateWords, word) ? stateWords[word] : null;
  return state ? { state, at: null } : "unknown";
}

const yesWords = new Set("yes y true t on x ja oui si sim да نعم 1 checked".split(" "));
const noWords = new Set("no n false f off nein non nao нет لا 0 unchecked".split(" "));

function countUnknown(column: Pick<Column, "unknown" | "more">, typed: string, line: number) {
  const value = typed.trim().slice(0, 60);
  const known = column.unknown.get(value);
  if (known) known.rows += 1;
  else if (column.unknown.size < countedValues) column.unknown.set(value, { value, rows: 1, line });
  else column.more += 1;
}

function unclearOf({ header, unknown, more }: Pick<Column, "header" | "unknown" | "more">): UnclearColumn {
  const values = [...unknown.values()];
  return {
    column: header,
    values: values.slice(0, shownValues),
    more: more + Math.max(0, values.length - shownValues),
  };
}

type Stray = { index: number; header: string; unknown: Column["unknown"]; more: number };

/** Finds unknown columns with a value like `unsubscribed`: a person must say what they mean. */
function strayColumns(headers: string[], columns: Column[], apart: number[], order: StateOrder): Stray[] {
  const taken = new Set([...apart, ...columns.map(({ index }) => index)]);
  return headers.flatMap((header, index) => {
    if (taken.has(index) || order.ignored.some((one) => isSame(header, one))) return [];
    return [{ index, header: header.trim(), unknown: new Map(), more: 0 }];
  });
}

const telling =
  /unsub|bounce|cleaned|bl[ao]cklist|suppress|opt(ed)?[-_ ]?out|spam|complain|do.?not.?(e?mail|contact)|abgemeldet|d[eé]s(abonn|inscri)|disiscritt|отпис/i;

function lookForStates(stray: Stray, cell: string, line: number) {
  if (cell.length < 4 || cell.length > 200 || !telling.test(cell)) return;
  for (const word of cell.split(/[,;|]/)) {
    const state = stateWords[plainValue(word)];
    if (state && isFormer(state)) countUnknown(stray, cell, line);
  }
}
