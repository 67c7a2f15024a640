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
import {
  countUnknown,
  lookForStates,
  strayColumns,
  unclearOf,
  type StrayColumn,
  type UnclearColumn,
  type UnknownValues,
} from "./strayStates.server.ts";

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

/** The state of a row, when the person agreed, and when they left or first bounced; milliseconds. */
export type RowState = { state: SourceState; agreedAt: number | null; leftAt: number | null };

/** Reads the states of a file. */
export type StateReader = {
  /** Name of the program that wrote the file; null when unknown. */
  format: string | null;
  /** The state that the file's name gives to everybody, while its columns say who is in which. */
  named: SourceState | null;
  /** The headers of columns that are read for a state. */
  columns: string[];
  /** Collects unknown values of a row. Nothing is written before every row has passed. */
  survey(row: { line: number; cells: string[] }): void;
  /** Ends the survey. @returns the unknown values */
  unclear(): UnclearColumn[];
  read(cells: string[]): RowState;
  /** Its state alone: of times only those that tell one are read. */
  stateOf(cells: string[]): SourceState;
};

/** Values of a column whose meanings are kept. */
const keptMeanings = 200;

/** The meaning of a cell: a state, nothing, or unknown. */
type Meaning = { state: SourceState | null; at: number | null; isYes?: boolean } | "unknown";

type Column = UnknownValues & {
  index: number;
  rule: StateColumn;
  own: Map<string, SourceState>;
  meanings: Map<string, Meaning>;
  /** True when any value was a state. */
  hasStates: boolean;
  /** True when any value was a yes: then an empty cell is none. */
  hasYes: boolean;
};

/** The file's name gives a `state` to everybody in it. */
export type StateFault = { error: "unclear-file"; state: SourceState };

/**
 * Finds the columns of a file that tell a state. Orders about columns that it lacks are about other tables.
 * @param headers of the first line; empty for a file without one
 * @param apart columns with another use: the address, then those of a name, which count when an order names them
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
  const columns = columnsOf(headers, plain, apart, format, order);
  const whole = wholeState(plain, format, fileName, order, columns.length > 0);
  if (typeof whole === "object") return whole;
  const agreed = agreedColumns.flatMap((name) => plain.flatMap((header, i) => (header === name ? [i] : [])));
  const named = order.whole || whole !== "active" ? null : nameSays(fileName);
  const taken = [apart[0] ?? -1, ...columns.map(({ index }) => index)];
  const strays = strayColumns(headers, taken, (header) => order.ignored.some((one) => isColumnCalled(header, one)));
  return readerOf({ columns, strays, whole, named, agreed, now, format });
}

function chosenFormat(plain: string[], { format }: StateOrder): ImportFormat | null {
  if (format) return format === "none" ? null : importFormats[format];
  return formatOf(plain);
}

/** True when an operator's name for a column is this header. */
export function isColumnCalled(header: string, named: string): boolean {
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
    if (index === apart[0] || order.ignored.some((one) => isColumnCalled(header, one))) return [];
    const own = new Map(
      order.words
        .filter(({ column }) => isColumnCalled(header, column))
        .map(({ value, state }) => [value.trim().toLowerCase(), state] as const),
    );
    const known = format?.columns?.[plain[index]!];
    const rule = known === undefined ? stateColumns[plain[index]!] : known;
    if (own.size === 0 && (!rule || apart.includes(index))) return [];
    const counted = { meanings: new Map(), unknown: new Map(), more: 0, hasStates: own.size > 0, hasYes: false };
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
  const byName = nameSays(fileName);
  if (!byName) return "active";
  // Mailchimp names its files after their content; the name of any other file is for a person to interpret.
  if (format === importFormats.mailchimp) return byName;
  return hasColumns ? "active" : { error: "unclear-file", state: byName };
}

/** Names come with accents, and those of a Mac with each accent apart from its letter. */
function nameSays(fileName: string): SourceState | null {
  const plain = fileName.normalize("NFD").replace(/\p{Mn}/gu, "");
  return stateFileNames.find(([name]) => name.test(plain))?.[1] ?? null;
}

type Parts = {
  columns: Column[];
  strays: StrayColumn[];
  whole: SourceState;
  named: SourceState | null;
  agreed: number[];
  now: number;
  format: ImportFormat | null;
};

/** Long because: what it returns is one reader, and its parts share the columns. */
function readerOf({ columns, strays, whole, named, agreed, now, format }: Parts): StateReader {
  let counting = columns;
  const tells = strays.some((stray) => stray.tells);
  const standing = (cells: string[]) => {
    let state = whole;
    let leftAt: number | null = null;
    for (const column of counting) {
      const meaning = meaningOf(column, cells[column.index] ?? "", now);
      if (meaning === "unknown" || meaning.state === null) continue;
      if (sourceStates[meaning.state].weight > sourceStates[state].weight) state = meaning.state;
      if (meaning.at !== null && isFormer(meaning.state)) leftAt = Math.max(leftAt ?? 0, meaning.at);
    }
    return { state, leftAt };
  };
  return {
    format: format?.name ?? null,
    named,
    get columns() {
      return counting.map(({ header }) => header);
    },
    survey({ line, cells }) {
      for (const column of columns) {
        const value = cells[column.index] ?? "";
        const meaning = meaningOf(column, value, now);
        if (meaning === "unknown") countUnknown(column, value, line);
        else if (meaning.state !== null && value !== "") column.hasStates = true;
        else if (meaning.isYes) column.hasYes = true;
      }
      const isAway = tells && isFormer(standing(cells).state);
      for (const stray of strays) lookForStates(stray, cells[stray.index] ?? "", { line, isAway });
    },
    unclear() {
      counting = columns.filter(({ rule, hasStates, hasYes }) => !rule.perhaps || hasStates || hasYes);
      // Only now is it known whether an empty cell is a no.
      for (const { meanings } of columns) meanings.clear();
      return [...counting, ...strays].filter(({ unknown }) => unknown.size > 0).map(unclearOf);
    },
    read: (cells) => ({ ...standing(cells), agreedAt: firstTime(cells, agreed, now) }),
    stateOf: (cells) => standing(cells).state,
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
  if (column.meanings.size < keptMeanings) column.meanings.set(value, meaning);
  return meaning;
}

function parseMeaning({ rule, own, hasYes }: Column, value: string, now: number): Meaning {
  const ordered = own.get(value.trim().toLowerCase());
  if (ordered) return { state: ordered, at: null };
  const word = plainValue(value);
  if (isNoTime(value) && !(rule.kind === "words" && word === "never"))
    // Where others have a cross, an empty cell is none.
    return { state: rule.empty ?? (hasYes && rule.kind === "flag" ? rule.no : null), at: null };
  if (rule.kind === "words") return wordSays(rule.words, word);
  if (yesWords.has(word)) return { state: rule.yes, at: null, isYes: true };
  if (noWords.has(word)) return { state: rule.no, at: null };
  const at = readTime(value, now);
  if (at !== null) return { state: rule.yes, at: Math.min(at, now), isYes: true };
  return wordSays(undefined, word);
}

function wordSays(own: Record<string, SourceState> | undefined, word: string): Meaning {
  const state = own && Object.hasOwn(own, word) ? own[word] : Object.hasOwn(stateWords, word) ? stateWords[word] : null;
  return state ? { state, at: null } : "unknown";
}

const yesWords = new Set("yes y true t on x ja oui si sim да نعم 1 checked".split(" "));
const noWords = new Set("no n false f off nein non nao нет لا 0 unchecked".split(" "));
