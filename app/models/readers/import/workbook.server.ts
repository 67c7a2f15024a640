import type { ZipFile } from "#app/models/zipEntries.server.ts";
import type { CsvRow } from "./csvRows.server.ts";
import { CsvFault } from "./listFaults.server.ts";
import { scanXml, type XmlScan } from "./workbookXml.server.ts";

/** Unpacked bytes of a part that is held in memory, and characters of a row, of all rows, and of a cell. */
const limits = { part: 32 << 20, row: 1_000_000, all: 1 << 30, columns: 200, cell: 10_000 };

/** True for the parts of a spreadsheet (.xlsx). */
export function isWorkbook(files: ZipFile[]): boolean {
  return files.some(({ name }) => /^xl\/workbook\.xml$/i.test(name));
}

type Attributes = Record<string, string>;
type Sheet = { name: string; part: string };

/**
 * Finds the first sheet that people see, and names the others.
 * @throws CsvFault
 */
export async function sheetsOf(files: ZipFile[]): Promise<{ sheet: Sheet; others: string[] }> {
  const { sheets } = await workbookOf(files);
  const first = sheets.find(({ state }) => state !== "hidden" && state !== "veryHidden") ?? sheets[0] ?? {};
  const target = await partOf(files, first);
  const sheet = files.find(({ name }) => name === target) ?? files.find(isSheet);
  if (!sheet) throw new CsvFault({ error: "no-sheet" });
  const others = sheets.filter((one) => one !== first).map(nameOf);
  return { sheet: { name: nameOf(first), part: sheet.name }, others };
}

/**
 * Reads the rows of a spreadsheet's sheet, in flat memory but for its shared words.
 * @throws CsvFault
 */
export async function* sheetRows(files: ZipFile[], sheet: string): AsyncGenerator<CsvRow> {
  const { from } = await workbookOf(files);
  const words = await sharedWords(files);
  const rows = new Rows({ words, dates: await dateStyles(files), from });
  const file = files.find(({ name }) => name === sheet)!;
  yield* scanXml(file, rows, () => rows.taken());
}

const isSheet = ({ name }: ZipFile) => /^xl\/worksheets\/[^/]+\.xml$/.test(name);
const nameOf = ({ name = "" }: Attributes) => decoded(name);

/** Reads a small part whole; one that is not there has nothing. */
async function scanPart(files: ZipFile[], name: string, scan: XmlScan): Promise<void> {
  const file = files.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!file) return;
  if (file.size > limits.part) throw new CsvFault({ error: "too-large-archive", most: limits.part >> 20 });
  // It has nothing to yield before its end.
  await scanXml(file, scan, () => []).next();
}

/** The sheets of a workbook in the order that people see, and the day that its days are counted from. */
async function workbookOf(files: ZipFile[]): Promise<{ sheets: Attributes[]; from: number }> {
  const sheets: Attributes[] = [];
  let from = Date.UTC(1899, 11, 30);
  await scanPart(files, "xl/workbook.xml", {
    open(name, attributes) {
      if (name === "sheet") sheets.push(attributes);
      if (/^(1|true)$/.test(attributes.date1904 ?? "")) from = Date.UTC(1904, 0, 1);
    },
  });
  return { sheets, from };
}

/** Programs number their sheets in the order of their making; the workbook's order is the one that people see. */
async function partOf(files: ZipFile[], sheet: Attributes): Promise<string | undefined> {
  const [, id] = Object.entries(sheet).find(([name]) => /^\w+:id$/.test(name)) ?? [];
  let target: string | undefined;
  await scanPart(files, "xl/_rels/workbook.xml.rels", {
    open(name, { Id, Target }) {
      if (name === "Relationship" && id !== undefined && Id === id) target ??= Target;
    },
  });
  return target && (target.startsWith("/") ? target.slice(1) : `xl/${target}`);
}

/** The words of a cell, without how they are spoken (Japanese). */
class Words {
  value = "";
  private isIn = false;
  private spoken = 0;

  open(name: string): void {
    if (name === "t") this.isIn = true;
    if (name === "rPh") this.spoken += 1;
  }

  close(name: string): void {
    if (name === "t") this.isIn = false;
    if (name === "rPh") this.spoken -= 1;
  }

  text(text: string): void {
    if (this.isIn && this.spoken === 0) this.value += text;
  }
}

type Reading = { words: string[]; dates: boolean[]; from: number };
type Cell = { about: Attributes; value: string; isInValue: boolean; words: Words };

/** Gathers the rows of a sheet while it is read. */
class Rows implements XmlScan {
  private done: CsvRow[] = [];
  private line = 0;
  private cells: string[] | null = null;
  private cell: Cell | null = null;
  /** Characters of the row in the file, and of all cells: a long shared word may be in each of millions. */
  private length = 0;
  private given = 0;
  private isBehind = false;
  private firstReader = Infinity;

  constructor(private readonly reading: Reading) {}

  taken(): CsvRow[] {
    const { done } = this;
    this.done = [];
    return done;
  }

  open = (name: string, attributes: Attributes): void => {
    if (name === "mergeCell") this.merged(attributes.ref ?? "");
    if (this.isBehind) return;
    if (name === "row") this.beginRow(attributes);
    else if (name === "c" && this.cells)
      this.cell = { about: attributes, value: "", isInValue: false, words: new Words() };
    else if (name === "v" && this.cell) this.cell.isInValue = true;
    else this.cell?.words.open(name);
  };

  text = (text: string): void => {
    if (!this.cell) return;
    if ((this.length += text.length) > limits.row) throw new CsvFault({ error: "too-long-line", most: limits.row });
    if (this.cell.isInValue) this.cell.value += text;
    else this.cell.words.text(text);
  };

  close = (name: string): void => {
    if (name === "sheetData") this.isBehind = true;
    else if (name === "row") this.endRow();
    else if (name === "c") this.endCell();
    else if (name === "v" && this.cell) this.cell.isInValue = false;
    else this.cell?.words.close(name);
  };

  private beginRow({ r = "" }: Attributes): void {
    this.line = /^\d{1,7}$/.test(r) ? Number(r) : this.line + 1;
    [this.cells, this.cell, this.length] = [[], null, 0];
  }

  private endCell(): void {
    const { cell, cells, line } = this;
    this.cell = null;
    if (!cell || !cells) return;
    const letters = /^([A-Z]{1,3})\d*$/.exec(cell.about.r ?? "")?.[1];
    const at = letters ? columnNumber(letters) : cells.length;
    const text = cellText(cell, this.reading);
    if (text.length > limits.cell) throw new CsvFault({ error: "too-long-cell", line, most: limits.cell });
    if ((this.given += text.length) > limits.all)
      throw new CsvFault({ error: "too-large-archive", most: limits.all >> 20 });
    if (at >= limits.columns) {
      // Cells far to the right may have a colour and no words.
      if (text.trim() === "") return;
      throw new CsvFault({ error: "too-many-columns", line, columns: at + 1, most: limits.columns });
    }
    while (cells.length < at) cells.push("");
    cells[at] = text;
  }

  private endRow(): void {
    const { cells, line } = this;
    this.cells = null;
    if (!cells) return;
    if (line < this.firstReader && cells.some((cell) => cell.includes("@"))) this.firstReader = line;
    if (cells.some((cell) => cell.trim() !== "")) this.done.push({ line, cells });
  }

  /** Merged cells stand behind all rows. */
  private merged(ref: string): void {
    const [top, bottom] = (/^[A-Z]+(\d+):[A-Z]+(\d+)$/.exec(ref) ?? []).slice(1).map(Number);
    if (bottom! > top! && bottom! >= this.firstReader) throw new CsvFault({ error: "merged-cells", line: top! });
  }
}

function columnNumber(letters: string): number {
  return [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText({ about, value: written, words: own }: Cell, { words, dates, from }: Reading): string {
  const type = about.t ?? "n";
  if (type === "inlineStr") return decoded(own.value);
  const value = decoded(written);
  if (type === "s") return words[Number(value)] ?? "";
  if (type === "e") return "";
  if (type === "b") return value === "1" ? "true" : "false";
  if (type !== "n" || !dates[Number(about.s ?? -1)] || value === "") return value;
  const at = from + Math.round(Number(value) * 86_400_000);
  return Number.isFinite(at) && Math.abs(at) < 8e15 ? new Date(at).toISOString() : value;
}

async function sharedWords(files: ZipFile[]): Promise<string[]> {
  const all: string[] = [];
  let words = new Words();
  await scanPart(files, "xl/sharedStrings.xml", {
    open: (name) => (name === "si" ? (words = new Words()) : words.open(name)),
    close: (name) => (name === "si" ? all.push(decoded(words.value)) : words.close(name)),
    text: (text) => words.text(text),
  });
  return all;
}

/** Signs that XML cannot have are written by their number. */
function decoded(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** For each style of a cell, whether its numbers are days. */
async function dateStyles(files: ZipFile[]): Promise<boolean[]> {
  const own = new Map<number, boolean>();
  const styles: number[] = [];
  let isOfCells = false;
  await scanPart(files, "xl/styles.xml", {
    open(name, { numFmtId, formatCode = "" }) {
      if (name === "numFmt") own.set(Number(numFmtId), /[dyh]/i.test(decoded(formatCode).replace(noSigns, "")));
      if (name === "cellXfs") isOfCells = true;
      if (name === "xf" && isOfCells) styles.push(Number(numFmtId ?? 0));
    },
    close(name) {
      if (name === "cellXfs") isOfCells = false;
    },
  });
  return styles.map((id) => own.get(id) ?? isDateFormat(id));
}

/** Parts of a format that are words, colours, or one letter. */
const noSigns = /"[^"]*"|\[[^[\]]*\]|\\./g;

function isDateFormat(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58 && id !== 48 && id !== 49);
}
