import type { Context } from "#app/context.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { cellWords } from "#app/models/readers/import/cells.server.ts";
import { findLayout, layoutRows, type Layout } from "#app/models/readers/import/csvColumns.server.ts";
import type { CsvRow } from "#app/models/readers/import/csvRows.server.ts";
import type { TextEncoding } from "#app/models/readers/import/csvText.server.ts";
import { agreedColumns } from "#app/models/readers/import/formats.server.ts";
import { plainHeader } from "#app/models/readers/import/headers.server.ts";
import type { ImportSettings } from "#app/models/readers/import/importSettings.server.ts";
import type { ImportFault } from "#app/models/readers/import/inspection.server.ts";
import { CsvFault } from "#app/models/readers/import/listFaults.server.ts";
import { openTables, type ListTable } from "#app/models/readers/import/listTables.server.ts";
import { stateReader } from "#app/models/readers/import/states.server.ts";

/** The use of a column; null for none. `since`: when its reader agreed. */
type ColumnUse = "address" | "name" | "state" | "since" | null;

/** A column: its name in the file, and some of its values. */
export type ColumnLook = { name: string; samples: string[]; use: ColumnUse };

/** How a table would be read. `headerLine`: where its columns are named, 0 for nowhere; `format`: who wrote it. */
export type TableLook = {
  name: string;
  format: string | null;
  encoding: TextEncoding;
  headerLine: number;
  columns: ColumnLook[];
};

/** How a file would be read, by its first rows; `fault`: why it cannot be yet. */
export type FileLook = { tables: TableLook[]; leftOut: string[]; fault: ImportFault | null };

const shownSamples = 3;

/**
 * Looks at the first rows of a file, and says how it would be read. Only a check finds what is wrong with its rows.
 * @param open opens the file from its start, several times
 */
export async function lookAtFile(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  name: string,
  settings: Pick<ImportSettings, "states" | "encoding" | "emailColumn">,
): Promise<FileLook> {
  try {
    const { tables, leftOut } = await openTables(open, name, settings.encoding);
    const look: FileLook = { tables: [], leftOut, fault: null };
    for (const table of tables) {
      const { fault, ...shown } = await lookAtTable(context, table, settings);
      if (shown.columns.length > 0) look.tables.push(shown);
      // A file of an archive that is no list is left out of the import too.
      if (tables.length === 1 || shown.columns.length > 0) look.fault ??= fault;
    }
    return look;
  } catch (error) {
    return { tables: [], leftOut: [], fault: faultIn(error) };
  }
}

type Looked = TableLook & { fault: ImportFault | null };

async function lookAtTable(
  context: Context,
  table: ListTable,
  settings: Pick<ImportSettings, "states" | "emailColumn">,
): Promise<Looked> {
  const { name, encoding } = table;
  const none: Looked = { name, encoding, format: null, headerLine: 0, columns: [], fault: { error: "empty" } };
  const rows: CsvRow[] = [];
  try {
    for await (const row of table.rows()) if (rows.push(row) === layoutRows) break;
    if (rows.length === 0) return none;
    const layout = findLayout(rows, settings.emailColumn);
    return { ...none, ...lookOf(context, table, { layout, rows }, settings) };
  } catch (error) {
    return { ...none, columns: rows.length > 0 ? guessedColumns(rows) : [], fault: faultIn(error) };
  }
}

function lookOf(
  context: Context,
  table: ListTable,
  { layout, rows }: { layout: Layout; rows: CsvRow[] },
  { states: order }: Pick<ImportSettings, "states">,
): Pick<Looked, "format" | "headerLine" | "columns" | "fault"> {
  const { columns, headers, headerLine } = layout;
  const states = stateReader(headers, [columns.email, ...columns.name], table.says, order, context.clock());
  const told = "error" in states ? [] : states.columns;
  const use = (header: string, i: number): ColumnUse => {
    if (i === columns.email) return "address";
    if (told.includes(header.trim())) return "state";
    if (columns.name.includes(i)) return "name";
    return agreedColumns.includes(plainHeader(header)) ? "since" : null;
  };
  const data = rows.filter(({ line }) => line > headerLine);
  return {
    format: "error" in states ? null : states.format,
    headerLine,
    columns: headers.map((header, i) => ({ name: header, samples: samplesOf(data, i), use: use(header, i) })),
    // By its name everybody in it left; whether its rows say otherwise, a check finds.
    fault: "error" in states && states.error !== "unclear-file" ? states : null,
  };
}

/** The columns of a table whose layout is not known yet: those of its widest row, by which an operator names them. */
function guessedColumns(rows: CsvRow[]): ColumnLook[] {
  const widest = rows.reduce((best, row) => (row.cells.length > best.cells.length ? row : best));
  const isHeader = !widest.cells.some((cell) => cell.includes("@"));
  const data = isHeader ? rows.filter(({ line }) => line > widest.line) : rows;
  return widest.cells.map((cell, i) => ({
    name: isHeader ? cellWords(cell) : `column ${i + 1}`,
    samples: samplesOf(data, i),
    use: null,
  }));
}

function samplesOf(rows: CsvRow[], column: number): string[] {
  const words = rows.map(({ cells }) => tidyLine(cellWords((cells[column] ?? "").slice(0, 200)), 40));
  return [...new Set(words.filter(Boolean))].slice(0, shownSamples);
}

function faultIn(error: unknown): ImportFault {
  if (error instanceof CsvFault) return error.fault;
  throw error;
}
