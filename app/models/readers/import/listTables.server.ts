import { spooled, type Spooled } from "#app/models/spooled.server.ts";
import { zipFiles, type ZipFile } from "#app/models/zipEntries.server.ts";
import { readCsv, type CsvRow } from "./csvRows.server.ts";
import { encodingOf, readText, type TextEncoding } from "./csvText.server.ts";
import type { EncodingName } from "./textEncodings.server.ts";
import { CsvFault } from "./listFaults.server.ts";
import { isWorkbook, sheetRows, sheetsOf } from "./workbook.server.ts";

/**
 * A table of a file, read from its start each time. `name`: of the file, in an archive its own there; `says`: every name that
 * may say how its people stand, like `unsubscribed`.
 */
export type ListTable = { name: string; says: string; encoding: TextEncoding; rows: () => AsyncGenerator<CsvRow> };

/** The tables of a file, and the files of an archive that are no lists. `close`: once no table is read any more. */
type OpenedList = FoundTables & { close(): void };
type FoundTables = { tables: ListTable[]; leftOut: string[] };

type Bytes = () => AsyncIterable<Uint8Array>;

/** An archive is kept packed outside of memory, and unpacked while it is read. */
const limits = { packed: 150 << 20, files: 2000, unpacked: 1 << 30, tables: 50 };

/**
 * Opens a list of any kind: a text, a spreadsheet (its first sheet), a zip archive of them.
 * @param open opens the file from its start, several times
 * @throws CsvFault
 */
export async function openTables(open: Bytes, name: string, chosen: EncodingName | null): Promise<OpenedList> {
  const start = await firstBytes(open);
  if (start.toString("hex") === "504b0506") throw new CsvFault({ error: "no-list-in-archive" });
  if (start.toString("hex") !== "504b0304")
    return { tables: [await textTable(open, name, chosen)], leftOut: [], close: () => undefined };
  const file = await spooled(open(), limits.packed);
  if (!file) throw new CsvFault({ error: "too-large-archive", most: limits.packed >> 20 });
  try {
    const files = unpackable(file);
    const found = isWorkbook(files) ? guarded(() => openWorkbook(files, name)) : archived(files, name, chosen);
    return { ...(await found), close: file.close };
  } catch (error) {
    file.close();
    throw error;
  }
}

async function firstBytes(open: Bytes): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  for await (const chunk of open()) {
    start = Buffer.concat([start, chunk]);
    if (start.length >= 4) break;
  }
  return start.subarray(0, 4);
}

async function textTable(open: Bytes, name: string, chosen: EncodingName | null): Promise<ListTable> {
  const encoding = await encodingOf(open, chosen);
  return { name, says: name, encoding, rows: () => readCsv(readText(open(), encoding)) };
}

async function openWorkbook(files: ZipFile[], name: string): Promise<FoundTables> {
  const encoding: TextEncoding = { name: "UTF-8", chosen: false, lines: 0, samples: [] };
  const { sheet, others } = await sheetsOf(files);
  const rows = () => rowsOfArchive(() => sheetRows(files, sheet.part));
  return { tables: [{ name, says: `${name} ${sheet.name}`, encoding, rows }], leftOut: others };
}

/** A text in an archive that no list is: accounts are exported with all they have. */
const noLists = /(^|\/)(__MACOSX|\.[^/]*|posts?|campaigns?|templates?|images?|granular_activity)\/|readme[^/]*$/i;

async function archived(files: ZipFile[], archive: string, chosen: EncodingName | null): Promise<FoundTables> {
  const isList = ({ name }: ZipFile) => /\.(csv|tsv|txt|tab)$/i.test(name) && !noLists.test(name);
  const lists = files.filter((file) => isList(file) && file.size > 0);
  if (lists.length === 0) throw new CsvFault({ error: "no-list-in-archive" });
  if (lists.length > limits.tables) throw new CsvFault({ error: "too-large-archive", most: limits.unpacked >> 20 });
  const tables: ListTable[] = [];
  for (const { name, open } of lists) {
    const encoding = await guarded(() => encodingOf(open, chosen));
    const says = lists.length === 1 ? `${archive} ${name}` : name;
    tables.push({ name, says, encoding, rows: () => rowsOfArchive(() => readCsv(readText(open(), encoding))) });
  }
  return { tables, leftOut: files.filter((file) => !isList(file)).map(({ name }) => name) };
}

function unpackable(file: Spooled): ZipFile[] {
  const listed = zipFiles(file, limits.files);
  if ("error" in listed && listed.error === "no-zip") throw new CsvFault({ error: "broken-archive" });
  const tooLarge = new CsvFault({ error: "too-large-archive", most: limits.unpacked >> 20 });
  if ("error" in listed) throw tooLarge;
  if (listed.files.reduce((sum, { size }) => sum + size, 0) > limits.unpacked) throw tooLarge;
  return listed.files;
}

async function* rowsOfArchive(rows: () => AsyncGenerator<CsvRow>): AsyncGenerator<CsvRow> {
  try {
    yield* rows();
  } catch (error) {
    throw archiveFault(error);
  }
}

async function guarded<T>(read: () => Promise<T>): Promise<T> {
  return read().catch((error) => {
    throw archiveFault(error);
  });
}

function archiveFault(error: unknown): unknown {
  return (error as { code?: string }).code === "no-zip" ? new CsvFault({ error: "broken-archive" }) : error;
}
