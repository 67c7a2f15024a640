/** How a CSV file is written. `escapes`: a quote inside of quotes may be written with a backslash. */
type Dialect = { delimiter: string; quote: string; escapes: boolean; width: number };

/**
 * A record in a text; `next`: where the next begins, `lines`: how many this one has. `tooLong`: its first line is cut, and
 * where it is `open`, its rest is behind the text.
 */
export type CsvRecord = {
  cells: string[];
  next: number;
  lines: number;
  broken?: true;
  tooLong?: { open: boolean };
};

const delimiters = [",", ";", "\t", "|"];
const longestRecord = 100_000;
/** In characters. */
export const longestLine = 1_000_000;
/** Cells that a line is cut to which is too long for a list. */
const cellsOfCut = 1000;
const sampleRecords = 40;

/**
 * Finds how a file is written: the delimiter is the one that leaves most addresses alone in their cells, and then the one that
 * makes most records equally wide.
 * @param given a delimiter that the file names itself
 */
export function dialectOf(sample: string, given?: string): Dialect {
  const firstLine = sample.trimStart().split("\n", 1)[0]!.trim();
  const quote = /^'[^']*'([,;|\t]'[^']*')*$/.test(firstLine) ? "'" : '"';
  const found = (given ? [given] : delimiters).map((delimiter) => {
    const ends = delimiter === "\t" ? "\\t" : `\\${delimiter}`;
    const escapes = new RegExp(`[^\\\\]\\\\${quote}[^\\n${ends}${quote}]`).test(sample);
    return looksOf(sample, { delimiter, quote, escapes, width: 0 });
  });
  return found.reduce((best, one) => (one.score > best.score ? one : best)).dialect;
}

const addressLike =
  /^[\s"'<]*(?:[^\s@,;|<>"]+@[^\s@,;|<>"]+\.[^\s@,;|<>"]+|[^@<>,;|\t]*<[^\s@,;|<>]+@[^\s@,;|<>]+>)[\s"'>]*$/;

function looksOf(sample: string, dialect: Dialect): { dialect: Dialect; score: number } {
  const widths: number[] = [];
  let addresses = 0;
  for (let at = 0; at < sample.length && widths.length < sampleRecords;) {
    const record = recordAt(sample, at, dialect, true)!;
    at = record.next;
    if (!record.cells.some((cell) => cell.trim() !== "")) continue;
    widths.push(record.cells.length);
    if (record.cells.length <= 1000 && record.cells.some((cell) => cell.length < 400 && addressLike.test(cell)))
      addresses += 1;
  }
  const width = mostFrequent(widths);
  const alike = width < 2 ? 0 : widths.filter((one) => one === width).length / widths.length;
  return { dialect: { ...dialect, width }, score: addresses * 10 + alike * 5 };
}

function mostFrequent(numbers: number[]): number {
  const counts = new Map<number, number>();
  for (const one of numbers) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].reduce(
    (best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] > best[0]) ? one : best),
    [0, 0],
  )[0];
}

/**
 * Reads the record that begins at a place of a text.
 * @param last nothing comes after this text
 * @returns null when the record may go on behind the text
 */
export function recordAt(text: string, at: number, dialect: Dialect, last: boolean): CsvRecord | null {
  const newline = text.indexOf("\n", at);
  const end = newline < 0 ? text.length : newline;
  if (end - at > longestLine) return cutRecord(text, at, end, dialect);
  if (newline < 0 && !last) return null;
  const line = text.slice(at, end);
  if (!line.includes(dialect.quote)) return { cells: line.split(dialect.delimiter), next: end + 1, lines: 1 };
  const record = quotedRecord(text, at, dialect, last);
  if (record !== "broken") return record;
  const cells = line.split(dialect.delimiter).map((cell) => cell.replaceAll(dialect.quote, ""));
  return { cells, next: end + 1, lines: 1, broken: true };
}

/** Reads the beginning of an overlong line: what it says of its person still counts. */
function cutRecord(text: string, at: number, end: number, dialect: Dialect): CsvRecord {
  const line = text.slice(at, at + longestLine);
  const read = quotedRecord(line, 0, dialect, true);
  const plain = () => line.split(dialect.delimiter, cellsOfCut).map((cell) => cell.replaceAll(dialect.quote, ""));
  const cells = read && read !== "broken" && read.lines === 1 ? read.cells : plain();
  return {
    cells,
    next: Math.min(end + 1, text.length),
    lines: 1,
    broken: true,
    tooLong: { open: end === text.length },
  };
}

function quotedRecord(text: string, from: number, dialect: Dialect, last: boolean): CsvRecord | null | "broken" {
  const cells: string[] = [];
  let lines = 1;
  for (let at = from; ;) {
    const cell = quotedCell(text, at, dialect, last);
    if (cell === "broken" || cell === null) return cell;
    if (cell.end - from > longestRecord) return "broken";
    lines += cell.breaks;
    cells.push(cell.value);
    if (cell.end >= text.length && !last) return null;
    if (text[cell.end] !== dialect.delimiter) return { cells, next: cell.end + 1, lines };
    at = cell.end + 1;
  }
}

type Cell = { value: string; end: number; breaks: number };

function quotedCell(text: string, from: number, dialect: Dialect, last: boolean): Cell | null | "broken" {
  let at = from;
  while (text[at] === " ") at += 1;
  if (text[at] === dialect.quote) return insideQuotes(text, at + 1, dialect, last);
  // Quotes in the middle of a cell are signs like others.
  const newline = text.indexOf("\n", from);
  const line = newline < 0 ? text.length : newline;
  const delimiter = text.indexOf(dialect.delimiter, from);
  const end = delimiter < 0 ? line : Math.min(delimiter, line);
  return { value: text.slice(from, end), end, breaks: 0 };
}

/**
 * Reads a cell from behind its opening quote. A quote with other text behind it is a sign of the cell, as long as the
 * cell closes on its line: `"Dwayne "The Rock" J"`.
 * Long because: it is one walk from quote to quote, and each of its steps decides how that walk goes on.
 */
function insideQuotes(text: string, from: number, dialect: Dialect, last: boolean): Cell | null | "broken" {
  const { quote, delimiter } = dialect;
  let value = "";
  let start = from;
  let odd = false;
  for (let search = from; ;) {
    const at = text.indexOf(quote, search);
    if (at < 0 || at - from > longestRecord)
      return last || text.length - from > longestRecord || (odd && text.includes("\n", from)) ? "broken" : null;
    // Without this, each line of a file of stray quotes would be a walk through all that follows.
    if (odd && text.lastIndexOf("\n", at) >= from) return "broken";
    if (dialect.escapes && text[at - 1] === "\\" && at > from) {
      value += text.slice(start, at - 1) + quote;
      start = search = at + 1;
      continue;
    }
    if (text[at + 1] === quote) {
      value += text.slice(start, at + 1);
      start = search = at + 2;
      continue;
    }
    let end = at + 1;
    while (text[end] === " ") end += 1;
    if (end >= text.length && !last) return null;
    if (end >= text.length || text[end] === delimiter || text[end] === "\n") {
      value += text.slice(start, at);
      const breaks = value.split("\n");
      const isBroken = breaks.length > 1 && (odd || breaks.slice(1).some((line) => isRecord(line, dialect)));
      return isBroken ? "broken" : { value, end, breaks: breaks.length - 1 };
    }
    odd = true;
    search = at + 1;
  }
}

/** A line inside of quotes that looks like a reader: then the opening quote is a stray one, and people would be lost. */
function isRecord(line: string, { delimiter, width }: Dialect): boolean {
  return line.includes("@") && line.split(delimiter).length === Math.max(width, 2);
}
