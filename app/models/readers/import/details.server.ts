import { isIP } from "node:net";
import { tidyLine } from "#app/models/lines.ts";
import { noteLimits } from "#app/models/readers/notes.server.ts";
import { cellWords, unguardCell } from "./cells.server.ts";
import { agreedColumns, formatOf, importFormats } from "./formats.server.ts";
import { plainHeader, plainValue } from "./headers.server.ts";
import { readTime } from "./importDates.server.ts";
import type { ImportSettings, MappedField } from "./importSettings.server.ts";

/**
 * Details of a person in a row, beside address, name and state. `notes`: by the index of `DetailReader.notes`. `agreedAt`:
 * only where an
 * order says which columns tell it. `askedAt`, `form`, `ip`: the source's own evidence. Times in milliseconds.
 */
export type Details = {
  language: string | null;
  tags: string[];
  notes: [index: number, value: string][];
  agreedAt?: number | null;
  askedAt: number | null;
  form: string | null;
  ip: string | null;
};

export const noDetails: Details = { language: null, tags: [], notes: [], askedAt: null, form: null, ip: null };

/** A part of a person that a column of a table is read for, apart from the name. */
type DetailField = Exclude<MappedField, "name">;

/** Reads the details of a table. `notes`: headers of columns that become notes; `used`: of columns that are read. */
export type DetailReader = {
  notes: string[];
  used: string[];
  /** The columns of `notes` and of each part, by their index. */
  noteColumns: number[];
  columns: Record<DetailField, number[]>;
  /** True when a column has tags. */
  tags: boolean;
  /** True when these are topics of another installation: those that are here by the same name need no order. */
  hasOurTopics: boolean;
  read(cells: string[]): Details;
};

/** Headers, best first, in the form of `plainHeader`. */
const known: Record<Exclude<DetailField, "agreed">, string[]> = {
  language: named(
    "language preferredlanguage languagecode lang locale sprache langue idioma lingua taal sprak jezyk jazyk язык 语言 言語",
  ),
  tags: named("tags tag taglist tagnames labels groups groupnames interests segments lists schlagworter etiquetas"),
  asked: named(
    "optintime optindate optinat signupdate signuptime signedupat subscribedat subscribedate subscriptiondate",
  ),
  ip: named(
    "confirmip confirmationip confirmedip optinip optinipaddress signupip signupipaddress subscribeip subscriptionip " +
      "subscribedip registrationip consentip ipaddress ip ipoptin ipsignup",
  ),
  form: named(
    "signupform subscriptionform optinform formname formtitle form signupsource subscriptionsource optinsource " +
      "consentsource acquisitionsource signupmethod source attribution whichpagewasusedtosubscribe",
  ),
};

function named(names: string): string[] {
  return names.split(" ").map(plainHeader);
}

/**
 * Finds the columns with details. A table that has none of the columns that are ordered for a part is read as if none were.
 * Long because: it is one table of columns, and the reader that shares them.
 * @param apart indexes of columns with another use: address, name, states
 */
export function detailReader(headers: string[], apart: number[], settings: ImportSettings, now: number): DetailReader {
  const plain = headers.map(plainHeader);
  const own = formatOf(plain) === importFormats.pressrun;
  const unread = indexesOf(headers, settings.unread);
  const found = (field: keyof typeof known) =>
    orderedColumns(headers, settings.columns[field]) ?? findKnown(plain, known[field], [...apart, ...unread]);
  const dates = agreedColumns.flatMap((name) => plain.flatMap((header, i) => (header === name ? [i] : [])));
  const left = dates.some((i) => unread.includes(i)) ? dates.filter((i) => !unread.includes(i)) : undefined;
  const agreed = orderedColumns(headers, settings.columns.agreed) ?? left;
  const columns = {
    ...{
      agreed: agreed ?? [],
      language: found("language"),
      tags: own ? topicColumns(headers, settings, unread) : found("tags"),
    },
    ...{ asked: found("asked"), ip: found("ip"), form: found("form") },
  };
  const taken = new Set([...apart, ...unread, ...Object.values(columns).flat()]);
  const isOurs = (i: number) => own && headers[i]!.startsWith(ourNote);
  const isKept = (i: number) => settings.allNotes && headers[i] !== "" && !secrets.includes(plain[i]!);
  const isNote = (i: number) => !taken.has(i) && (isOurs(i) || isKept(i));
  const notes = [...new Set([...indexesOf(headers, settings.notes), ...headers.map((_, i) => i).filter(isNote)])].slice(
    0,
    noteLimits.kinds,
  );
  const used = Object.values(columns).flatMap((indexes) => indexes.map((i) => headers[i]!));
  const isEmpty = used.length === 0 && notes.length === 0 && !agreed;
  const read = (cells: string[]): Details => ({
    language: languageOf(first(cells, columns.language)),
    tags: columns.tags.flatMap((i) => tagsOf(cells[i] ?? "")),
    notes: notes.flatMap((i, index) => noteOf(cells[i] ?? "", index, isOurs(i))),
    ...(agreed && { agreedAt: readTime(first(cells, columns.agreed), now) }),
    askedAt: readTime(first(cells, columns.asked), now),
    form: formOf(first(cells, columns.form)),
    ip: ipOf(first(cells, columns.ip)),
  });
  const nameOf = (header: string, isOurs: boolean) => (isOurs ? header.slice(ourNote.length) : header);
  const names = notes.map((i) => tidyLine(nameOf(headers[i]!, isOurs(i)), noteLimits.name));
  const tags = columns.tags.length > 0;
  return {
    notes: names,
    used,
    noteColumns: notes,
    columns,
    tags,
    hasOurTopics: own && tags,
    read: isEmpty ? () => noDetails : read,
  };
}

function indexesOf(headers: string[], columns: string[]): number[] {
  return columns.map((column) => indexOf(headers, column)).filter((i) => i >= 0);
}

/** The places of the columns that are ordered for a part; undefined where none is ordered that the table has. */
export function orderedColumns(headers: string[], ordered: string[] | undefined): number[] | undefined {
  if (ordered === undefined) return undefined;
  const indexes = indexesOf(headers, ordered);
  return indexes.length > 0 || ordered.length === 0 ? indexes : undefined;
}

/** The column of our own export that has the topics that readers chose. */
export const ourTopics = "topics";

function topicColumns(headers: string[], settings: ImportSettings, unread: number[]): number[] {
  const found = indexesOf(headers, [ourTopics]).filter((i) => !unread.includes(i));
  return orderedColumns(headers, settings.columns.tags) ?? found;
}

const ourNote = "Note: ";

/** The header of a column with notes in our own export; an import knows it by that. */
export function noteHeader(name: string): string {
  return `${ourNote}${name}`;
}

/** Columns that are nobody's notes, in the form of `plainHeader`: phpList and WordPress export them. */
const secrets = ["password", "userpass", "passwordhash", "useractivationkey"];

/** @param isOurs written by our own export, where `none` is a word like others */
function noteOf(cell: string, index: number, isOurs: boolean): [number, string][] {
  const text = cell.slice(0, 2000);
  const value = tidyLine(isOurs ? unguardCell(text) : cellWords(text), noteLimits.value);
  return value === "" ? [] : [[index, value]];
}

/** The place of a column by its name or number; -1 for none. */
export function indexOf(headers: string[], column: string): number {
  const wanted = column.trim().toLowerCase();
  const at = headers.findIndex((header) => cellWords(header).toLowerCase() === wanted);
  const number = /^\d+$/.test(wanted) ? Number(wanted) - 1 : -1;
  return at >= 0 || number >= headers.length ? at : number;
}

function findKnown(plain: string[], names: string[], apart: number[]): number[] {
  for (const name of names) {
    const at = plain.findIndex((header, i) => header === name && !apart.includes(i));
    if (at >= 0) return [at];
  }
  return [];
}

function first(cells: string[], indexes: number[]): string {
  for (const i of indexes) {
    const words = cellWords((cells[i] ?? "").slice(0, 500));
    if (words !== "") return words;
  }
  return "";
}

/** Languages by the names that exports write. */
const languageNames: Record<string, string> = {
  ...{ english: "en", deutsch: "de", german: "de", francais: "fr", french: "fr", espanol: "es", spanish: "es" },
  ...{ italiano: "it", italian: "it", nederlands: "nl", dutch: "nl", portugues: "pt", portuguese: "pt", polski: "pl" },
  ...{
    polish: "pl",
    russian: "ru",
    русскии: "ru",
    arabic: "ar",
    العربية: "ar",
    日本語: "ja",
    japanese: "ja",
    中文: "zh",
  },
  ...{ chinese: "zh", turkish: "tr", turkce: "tr", swedish: "sv", svenska: "sv", danish: "da", dansk: "da" },
};

/** A language tag in lower case, like `pt-br`; null for what is none. */
function languageOf(words: string): string | null {
  const tag = words.toLowerCase().replaceAll("_", "-");
  if (/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag) && tag.length <= 20) return tag;
  const name = plainValue(words);
  return Object.hasOwn(languageNames, name) ? languageNames[name]! : null;
}

/** Tags of a cell: `a, b`, `"a","b"`, `["a","b"]`, `a|b`. */
function tagsOf(cell: string): string[] {
  return cell
    .slice(0, 2000)
    .replace(/^\s*\[|\]\s*$/g, "")
    .split(/[,;|]/)
    .map((tag) => tidyLine(cellWords(tag), 100))
    .filter((tag) => tag !== "");
}

function ipOf(words: string): string | null {
  const [ip] = words.split(/[\s,]/);
  return ip && isIP(ip) !== 0 ? ip : null;
}

/** No address may stand in the detail of a receipt, because it is never erased. */
function formOf(words: string): string | null {
  return words.includes("@") ? null : tidyLine(words.replaceAll(";", ","), 80) || null;
}
