import { isFormer, stateWords, type SourceState } from "./formats.server.ts";
import { plainValue } from "./headers.server.ts";
import { isNoTime } from "./importDates.server.ts";

/** A column with unknown values: the first of them, each with its count and first line. */
export type UnclearColumn = { column: string; values: { value: string; rows: number; line: number }[]; more: number };

/** Collects the values of a column with an unknown meaning; `more`: rows with others than those kept. */
export type UnknownValues = { header: string; unknown: Map<string, UnclearColumn["values"][number]>; more: number };

/** A column that nobody knows. `tells`: its header sounds as if it said who left. */
export type StrayColumn = UnknownValues & { index: number; tells: boolean };

const shownValues = 10;
const countedValues = 200;

/** Counts a value with an unknown meaning. */
export function countUnknown(column: Pick<UnknownValues, "unknown" | "more">, typed: string, line: number) {
  const value = typed.trim().slice(0, 60);
  const known = column.unknown.get(value);
  if (known) known.rows += 1;
  else if (column.unknown.size < countedValues) column.unknown.set(value, { value, rows: 1, line });
  else column.more += 1;
}

/** The unknown values of a column, for a person who knows what they mean. */
export function unclearOf({ header, unknown, more }: UnknownValues): UnclearColumn {
  const values = [...unknown.values()];
  return {
    column: header,
    values: values.slice(0, shownValues),
    more: more + Math.max(0, values.length - shownValues),
  };
}

const telling =
  /unsub|bounce|cleaned|bl[ao]cklist|suppress|opt(ed)?[-_ ]?out|spam|complain|do.?not.?(e?mail|contact)|abgemeldet|d[eé]s(abonn|inscri)|disiscritt|отпис/i;
/** Headers beside a state, or of counts, which are none themselves. */
const besides = /soft|count|number|score|rate|percent|total|link|ur[li]\b|reason|campaign|title|source|message/i;

/**
 * The columns in which a state may stand that nobody knows of: one with a value like `unsubscribed`, also among names, or a
 * header like `Date unsubscribed`. A person must say what they mean.
 * @param taken columns with a known meaning
 */
export function strayColumns(
  headers: string[],
  taken: number[],
  isIgnored: (header: string) => boolean,
): StrayColumn[] {
  return headers.flatMap((header, index) => {
    if (taken.includes(index) || isIgnored(header)) return [];
    const tells = telling.test(header) && !besides.test(header);
    return [{ index, header: header.trim(), tells, unknown: new Map(), more: 0 }];
  });
}

const noes = new Set("no n false f off 0 nein non".split(" "));

/** Collects a cell that may say that its person left. `isAway`: the row says so anyway. */
export function lookForStates(stray: StrayColumn, cell: string, { line, isAway }: { line: number; isAway: boolean }) {
  if (stray.tells && !isAway && !isNoTime(cell) && !noes.has(plainValue(cell))) return countUnknown(stray, cell, line);
  if (cell.length < 4 || cell.length > 200 || !telling.test(cell)) return;
  for (const word of cell.split(/[,;|]/)) {
    const plain = plainValue(word);
    const state = Object.hasOwn(stateWords, plain) ? stateWords[plain] : undefined;
    if (state && isFormer(state)) countUnknown(stray, cell, line);
  }
}

/** The state of everybody below a title like `Unsubscribed contacts:`; null for other words. */
export function stateOfTitle(title: string): SourceState | null {
  if (title.length > 60) return null;
  const words = title.split(/[^\p{L}\p{N}]+/u).map(plainValue);
  const found = [words.join(""), ...words].find(
    (word) => Object.hasOwn(stateWords, word) && stateWords[word] !== "active",
  );
  return found === undefined ? null : stateWords[found]!;
}
