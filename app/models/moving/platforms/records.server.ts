import { inCalendar, readSiteDate } from "../dates.server.ts";

/** A row of a table or an object of a file, by its names. */
export type Fields = Record<string, unknown>;

const mostColumns = 500;

/**
 * Reads a whole CSV file (RFC 4180) whose cells may hold the texts of posts. The first row has the names, in small letters with
 * `_` between words here.
 */
export function csvRecords(text: string): Fields[] {
  const rows = csvRows(text.replace(/^\uFEFF/, ""));
  const names = (rows.shift() ?? []).map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, "_"),
  );
  return rows
    .filter((cells) => cells.some((cell) => cell.trim() !== ""))
    .map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""])));
}

function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"([^"]*(?:""[^"]*)*)"?|([^,\r\n]*))[ ]*(,|\r?\n|\r|$)/y;
  for (let at = 0; at < text.length; at = cell.lastIndex) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    // Words behind a closing quote belong to nothing.
    if (!found) {
      cell.lastIndex = nextEnd(text, at + 1);
      continue;
    }
    const row = rows.at(-1)!;
    if (row.length < mostColumns) row.push(found[1] === undefined ? found[2]! : found[1].replace(/""/g, '"'));
    if (found[3] !== ",") rows.push([]);
  }
  return rows;
}

function nextEnd(text: string, from: number): number {
  const quote = text.indexOf('"', from);
  return quote < 0 ? text.length : quote + 1;
}

/** Returns what a JSON file holds, or null for one that is none. */
export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8").replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}

/** True for an object with names. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the objects of a list; anything else is left out. */
export function fieldsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Returns the first field of some that has words, trimmed; a number is its digits. */
export function wordsOf(fields: Fields, ...names: string[]): string {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (typeof value === "number") return String(value);
  }
  return "";
}

/** Returns a text as it is written, empty for none. */
export function textOf(fields: Fields, ...names: string[]): string {
  for (const name of names) if (typeof fields[name] === "string" && fields[name] !== "") return fields[name];
  return "";
}

/** True for what programs write for yes. */
export function isYes(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === "string" && /^(true|t|yes|1)$/i.test(value.trim()));
}

/** Returns the words of a list, or of a text that is one: `a, b`, `["a"]`, `{a,b}` of PostgreSQL. */
export function wordList(value: unknown): string[] {
  if (Array.isArray(value))
    return value.flatMap((one) =>
      typeof one === "string" ? [one.trim()] : isFields(one) ? [wordsOf(one, "name")] : [],
    );
  if (typeof value !== "string") return [];
  return value
    .replace(/^[[{]|[\]}]$/g, "")
    .split(/[,;]/)
    .map((word) => word.trim().replace(/^"(.*)"$/, "$1"))
    .filter(Boolean);
}

const zoned = /(?:Z|[+-]\d\d:?\d\d?)$/i;

/**
 * Returns milliseconds of a time that a program wrote: ISO 8601 or as PostgreSQL and MySQL write it, in UTC unless it says
 * otherwise, or as in a mail. Null for none, and for what no calendar has: nothing is guessed.
 */
export function timeOf(value: unknown): number | null {
  if (typeof value === "number") return inCalendar(value < 1e11 ? value * 1000 : value);
  if (typeof value !== "string") return null;
  const text = value.trim().replace(/ UTC$/, "Z");
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(.*)$/.exec(text);
  if (!iso) return readSiteDate(text, "utc");
  return inCalendar(Date.parse(`${iso[1]}T${iso[2] ?? "00:00"}${zoned.test(iso[3]!) ? offsetOf(iso[3]!) : "Z"}`));
}

function offsetOf(written: string): string {
  return written.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours: string, minutes = "00") => `${hours}:${minutes}`);
}
