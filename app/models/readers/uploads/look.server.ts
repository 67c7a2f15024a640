import type { Context } from "#app/context.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { cellWords } from "#app/models/readers/import/cells.server.ts";
import type { Layout } from "#app/models/readers/import/csvColumns.server.ts";
import type { CsvRow } from "#app/models/readers/import/csvRows.server.ts";
import type { TextEncoding } from "#app/models/readers/import/csvText.server.ts";
import { detailReader, indexOf } from "#app/models/readers/import/details.server.ts";
import { agreedColumns } from "#app/models/readers/import/formats.server.ts";
import { plainHeader } from "#app/models/readers/import/headers.server.ts";
import type { ImportSettings, MappedField } from "#app/models/readers/import/importSettings.server.ts";
import type { ImportFault } from "#app/models/readers/import/inspection.server.ts";
import { CsvFault } from "#app/models/readers/import/listFaults.server.ts";
import { openTables, type ListTable } from "#app/models/readers/import/listTables.server.ts";
import { stateReader } from "#app/models/readers/import/states.server.ts";
import { firstRows, missingColumn, orderedLayout } from "#app/models/readers/import/tableLayout.server.ts";

/** The use of a column; null for none. */
type ColumnUse = "address" | "state" | "note" | MappedField | null;

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

/**
 * How a file would be read, by its first rows; `fault`: why it cannot be yet. `tags`: those that a check counted in all of
 * its rows, with how many rows have each; null before.
 */
export type FileLook = {
  tables: TableLook[];
  leftOut: string[];
  fault: ImportFault | null;
  tags: { tag: string; rows: number }[] | null;
};

const shownSamples = 3;

/**
 * Looks at the first rows of a file, and says how it would be read. Only a check finds what is wrong with its rows.
 * @param open opens the file from its start, several times
 */
export async function lookAtFile(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  name: string,
  settings: ImportSettings,
): Promise<FileLook> {
  let end = (): void => undefined;
  try {
    const { tables, leftOut, close } = await openTables(open, name, settings.encoding);
    end = close;
    const look: FileLook = { tables: [], leftOut, fault: await missingColumn(tables, settings), tags: null };
    const isAlone = tables.length === 1;
    for (const table of tables) {
      const { fault, ...shown } = await lookAtTable(context, { table, isAlone }, settings);
      if (shown.columns.length > 0) look.tables.push(shown);
      // A file of an archive that is no list is left out of the import too.
      if (isAlone || shown.columns.length > 0) look.fault ??= fault;
    }
    return look;
  } catch (error) {
    return { tables: [], leftOut: [], fault: faultIn(error), tags: null };
  } finally {
    end();
  }
}

type Looked = TableLook & { fault: ImportFault | null };

async function lookAtTable(
  context: Context,
  { table, isAlone }: { table: ListTable; isAlone: boolean },
  settings: ImportSettings,
): Promise<Looked> {
  const { name, encoding } = table;
  const none: Looked = { name, encoding, format: null, headerLine: 0, columns: [], fault: { error: "empty" } };
  let rows: CsvRow[] = [];
  try {
    rows = await firstRows(table.rows());
    if (rows.length === 0) return none;
    const layout = orderedLayout(rows, settings, isAlone);
    return { ...none, ...lookOf(context, table, { layout, rows }, settings) };
  } catch (error) {
    return { ...none, columns: rows.length > 0 ? guessedColumns(rows) : [], fault: faultIn(error) };
  }
}

/** Long because: one column after the other is said to be what it is read for. */
function lookOf(
  context: Context,
  table: ListTable,
  { layout, rows }: { layout: Layout; rows: CsvRow[] },
  settings: ImportSettings,
): Pick<Looked, "format" | "headerLine" | "columns" | "fault"> {
  const { columns, headers, headerLine } = layout;
  const named = [columns.email, ...columns.name];
  const states = stateReader(headers, named, table.says, settings.states, context.clock());
  const told = "error" in states ? [] : states.columns;
  const stateColumns = headers.flatMap((header, i) => (told.includes(header.trim()) ? [i] : []));
  const details = detailReader(headers, [...named, ...stateColumns], settings, context.clock());
  const uses: [ColumnUse, number[]][] = [
    ...([
      ["address", [columns.email]],
      ["state", stateColumns],
      ["name", columns.name],
    ] as [ColumnUse, number[]][]),
    ...(Object.entries(details.columns) as [MappedField, number[]][]),
    ["note", details.noteColumns],
  ];
  const isDated = details.columns.agreed.length === 0 && settings.columns.agreed === undefined;
  const use = (header: string, i: number): ColumnUse => {
    const [found] = uses.find(([, indexes]) => indexes.includes(i)) ?? [];
    if (found) return found;
    const isUnread = settings.unread.some((column) => indexOf(headers, column) === i);
    return isDated && !isUnread && agreedColumns.includes(plainHeader(header)) ? "agreed" : null;
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
