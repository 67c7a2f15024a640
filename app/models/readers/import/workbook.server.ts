import type { ZipFile } from "#app/models/zipEntries.server.ts";
import type { CsvRow } from "./csvRows.server.ts";
import { CsvFault } from "./listFaults.server.ts";

/** Unpacked bytes of a part that is held in memory, and characters of a row. */
const limits = { part: 32 << 20, row: 1_000_000, columns: 200, cell: 10_000 };

/** True for the parts of a spreadsheet (.xlsx). */
export function isWorkbook(files: ZipFile[]): boolean {
  return files.some(({ name }) => /^xl\/workbook\.xml$/i.test(name));
}

type Sheet = { name: string; part: string };

/**
 * Finds the first sheet that people see, and names the others.
 * @throws CsvFault
 */
export async function sheetsOf(files: ZipFile[]): Promise<{ sheet: Sheet; others: string[] }> {
  const workbook = await part(files, "xl/workbook.xml");
  const relations = await part(files, "xl/_rels/workbook.xml.rels");
  const tags = [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag]) => tag);
  const isHidden = (tag: string) => /\sstate="(hidden|veryHidden)"/.test(tag);
  const first = tags.find((tag) => !isHidden(tag)) ?? tags[0] ?? "";
  const named = (tag: string) => textOf(/\sname="([^"]*)"/.exec(tag)?.[1] ?? "");
  const sheet = files.find(({ name }) => name === partOf(first, relations)) ?? files.find(isSheet);
  if (!sheet) throw new CsvFault({ error: "no-sheet" });
  return { sheet: { name: named(first), part: sheet.name }, others: tags.filter((tag) => tag !== first).map(named) };
}

/**
 * Reads the rows of a spreadsheet's sheet, in flat memory but for its shared words. Only the XML that spreadsheets are
 * written in is read: no document types, no entities but the five of XML and numbers.
 * @throws CsvFault
 */
export async function* sheetRows(files: ZipFile[], sheet: string): AsyncGenerator<CsvRow> {
  const workbook = await part(files, "xl/workbook.xml");
  const words = sharedWords(await part(files, "xl/sharedStrings.xml"));
  const dates = dateStyles(await part(files, "xl/styles.xml"));
  const from = /date1904="(1|true)"/.test(workbook) ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  let line = 0;
  let firstReader = Infinity;
  const onMerged = (top: number, bottom: number) => {
    if (bottom > top && bottom >= firstReader) throw new CsvFault({ error: "merged-cells", line: top });
  };
  for await (const row of rowsOf(
    files.find(({ name }) => name === sheet)!,
    onMerged,
  )) {
    const [, number] = /^<[^>]*?\sr="(\d{1,7})"/.exec(row) ?? [];
    line = number ? Number(number) : line + 1;
    const cells = cellsOf(row, { words, dates, from, line });
    if (cells.some((cell) => cell.length > limits.cell))
      throw new CsvFault({ error: "too-long-cell", line, most: limits.cell });
    if (line < firstReader && cells.some((cell) => cell.includes("@"))) firstReader = line;
    if (cells.some((cell) => cell.trim() !== "")) yield { line, cells };
  }
}

const isSheet = ({ name }: ZipFile) => /^xl\/worksheets\/[^/]+\.xml$/.test(name);

async function part(files: ZipFile[], name: string): Promise<string> {
  const file = files.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!file) return "";
  if (file.size > limits.part) throw new CsvFault({ error: "too-large-archive", most: limits.part >> 20 });
  const pieces: Buffer[] = [];
  for await (const piece of file.open()) pieces.push(piece as Buffer);
  return safeXml(Buffer.concat(pieces).toString("utf8"));
}

/** Entities of a document type are how small files become large ones. */
function safeXml(xml: string): string {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw new CsvFault({ error: "broken-archive" });
  return xml;
}

/** Programs number their sheets in the order of their making; the workbook's order is the one that people see. */
function partOf(sheet: string, relations: string): string | undefined {
  const id = /\s\w+:id="([^"]*)"/.exec(sheet)?.[1];
  const relation = [...relations.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].find(([one]) =>
    one.includes(`Id="${id}"`),
  );
  const target = relation && /\sTarget="([^"]*)"/.exec(relation[0])?.[1];
  return target && (target.startsWith("/") ? target.slice(1) : `xl/${target}`);
}

/**
 * Yields each row of a sheet, as its XML.
 * @param onMerged told of the first and last row of merged cells, after all rows
 */
async function* rowsOf(sheet: ZipFile, onMerged: (top: number, bottom: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const row = /<(?:\w+:)?row(?:\s[^>]*?)?(?:\/>|>[^]*?<\/(?:\w+:)?row>)/g;
  let held = "";
  let isBehind = false;
  for await (const piece of sheet.open()) {
    held = held + decoder.decode(piece as Buffer, { stream: true });
    if (/<!(DOCTYPE|ENTITY)/i.test(held)) safeXml(held);
    let end = 0;
    if (!isBehind)
      for (const found of held.matchAll(row)) {
        end = found.index + found[0].length;
        yield found[0];
      }
    isBehind ||= /<(\/(?:\w+:)?sheetData|(?:\w+:)?sheetData\s*\/)>/.test(held.slice(end));
    if (isBehind) {
      for (const found of held.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?ref="[A-Z]+(\d+):[A-Z]+(\d+)"/g))
        onMerged(Number(found[1]), Number(found[2]));
      // Every address of a sheet may be a link in what follows, longer than all rows.
      end = Math.max(end, held.lastIndexOf("<"));
    }
    held = held.slice(end);
    if (held.length > limits.row + 65_536) throw new CsvFault({ error: "too-long-line", most: limits.row });
  }
}

type Reading = { words: string[]; dates: boolean[]; from: number; line: number };

function cellsOf(row: string, reading: Reading): string[] {
  const cells: string[] = [];
  const cell = /<(?:\w+:)?c(\s[^>]*?)?(?:\/>|>([^]*?)<\/(?:\w+:)?c>)/g;
  for (const [, about = "", inner = ""] of row.matchAll(cell)) {
    const letters = /\sr="([A-Z]{1,3})\d*"/.exec(about)?.[1];
    const at = letters ? columnNumber(letters) : cells.length;
    const text = cellText(about, inner, reading);
    if (at >= limits.columns) {
      // Cells far to the right may have a colour and no words.
      if (text.trim() === "") continue;
      const { line } = reading;
      throw new CsvFault({ error: "too-many-columns", line, columns: at + 1, most: limits.columns });
    }
    while (cells.length < at) cells.push("");
    cells[at] = text;
  }
  return cells;
}

function columnNumber(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText(about: string, inner: string, { words, dates, from }: Reading): string {
  const type = /\st="(\w+)"/.exec(about)?.[1] ?? "n";
  if (type === "inlineStr") return wordsOf(inner);
  const value = textOf(/<(?:\w+:)?v[^>]*>([^]*?)<\/(?:\w+:)?v>/.exec(inner)?.[1] ?? "");
  if (type === "s") return words[Number(value)] ?? "";
  if (type === "e") return "";
  if (type === "b") return value === "1" ? "true" : "false";
  const style = Number(/\ss="(\d+)"/.exec(about)?.[1] ?? -1);
  if (type !== "n" || !dates[style] || value === "") return value;
  const at = from + Math.round(Number(value) * 86_400_000);
  return Number.isFinite(at) && Math.abs(at) < 8e15 ? new Date(at).toISOString() : value;
}

function sharedWords(xml: string): string[] {
  return [...xml.matchAll(/<(?:\w+:)?si(?:\s[^>]*)?(?:\/>|>([^]*?)<\/(?:\w+:)?si>)/g)].map(([, inner = ""]) =>
    wordsOf(inner),
  );
}

/** The words of a cell, without how they are spoken (Japanese). */
function wordsOf(xml: string): string {
  const said = xml.replace(/<(?:\w+:)?rPh[\s>][^]*?<\/(?:\w+:)?rPh>/g, "");
  return [...said.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^]*?)<\/(?:\w+:)?t>/g)].map(([, text]) => textOf(text!)).join("");
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function textOf(xml: string): string {
  if (!xml.includes("&") && !xml.includes("_x")) return xml;
  const text = xml.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, number, name) => {
    if (name) return entities[name as string] ?? whole;
    const code = hex ? parseInt(hex as string, 16) : Number(number);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
  return text.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** For each style of a cell, whether its numbers are days. */
function dateStyles(xml: string): boolean[] {
  const own = new Map(
    [...xml.matchAll(/<(?:\w+:)?numFmt\s[^>]*>/g)].map(([format]) => {
      const code = textOf(/\sformatCode="([^"]*)"/.exec(format)?.[1] ?? "").replace(/"[^"]*"|\[[^\]]*\]|\\./g, "");
      return [Number(/\snumFmtId="(\d+)"/.exec(format)?.[1]), /[dyh]/i.test(code)];
    }),
  );
  const [, styles = ""] = /<(?:\w+:)?cellXfs[\s>]([^]*?)<\/(?:\w+:)?cellXfs>/.exec(xml) ?? [];
  return [...styles.matchAll(/<(?:\w+:)?xf\s[^>]*>/g)].map(([style]) => {
    const id = Number(/\snumFmtId="(\d+)"/.exec(style)?.[1] ?? 0);
    return (
      own.get(id) ??
      ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58 && id !== 48 && id !== 49))
    );
  });
}
