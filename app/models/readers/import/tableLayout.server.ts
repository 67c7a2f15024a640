import { findLayout, layoutRows, type Layout } from "./csvColumns.server.ts";
import type { CsvRow } from "./csvRows.server.ts";
import { indexOf, orderedColumns } from "./details.server.ts";
import type { ImportSettings } from "./importSettings.server.ts";
import { CsvFault } from "./listFaults.server.ts";
import type { ListTable } from "./listTables.server.ts";
import { isColumnCalled } from "./states.server.ts";

/** An order names a column that no table of the file has. */
export type ColumnFault = { error: "no-such-column"; column: string };

/** Reads the first rows of a table, from which its layout is found. */
export async function firstRows(records: AsyncGenerator<CsvRow>): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for (let next = await records.next(); !next.done; next = await records.next())
    if (rows.push(next.value) === layoutRows) break;
  return rows;
}

/**
 * Finds the layout of a table as an operator ordered it.
 * @param isAlone false for a table of an archive: another one may have the address column that is ordered
 * @throws CsvFault
 */
export function orderedLayout(rows: CsvRow[], order: ImportSettings, isAlone: boolean): Layout {
  const layout = addressLayout(rows, order, isAlone);
  const { columns, headers } = layout;
  const named = orderedColumns(headers, order.columns.name);
  const isUnread = (i: number) => order.unread.some((column) => indexOf(headers, column) === i);
  return { ...layout, columns: { ...columns, name: named ?? columns.name.filter((i) => !isUnread(i)) } };
}

function addressLayout(rows: CsvRow[], { emailColumn, headerLine }: ImportSettings, isAlone: boolean): Layout {
  try {
    return findLayout(rows, emailColumn, headerLine);
  } catch (error) {
    const isElsewhere = !isAlone && error instanceof CsvFault && error.fault.error === "no-such-email-column";
    if (!isElsewhere) throw error;
    return findLayout(rows, null, headerLine);
  }
}

/** Returns the first column of an order that none of the tables has; a table that is no list has none. */
export async function missingColumn(tables: ListTable[], order: ImportSettings): Promise<ColumnFault | null> {
  const { states, columns, unread, notes, emailColumn } = order;
  const called = [...states.ignored, ...states.words.map(({ column }) => column)];
  const numbered = [...Object.values(columns).flat(), ...unread, ...notes];
  // Of a table alone, the layout says it.
  if (emailColumn !== null && tables.length > 1) numbered.push(emailColumn);
  if (called.length + numbered.length === 0) return null;
  const known: string[][] = [];
  for (const table of tables) known.push(await headersOf(table, order, tables.length === 1));
  if (known.every((headers) => headers.length === 0)) return null;
  const missing =
    called.find((column) => !known.some((headers) => headers.some((header) => isColumnCalled(header, column)))) ??
    numbered.find((column) => !known.some((headers) => indexOf(headers, column) >= 0));
  return missing === undefined ? null : { error: "no-such-column", column: missing };
}

async function headersOf(table: ListTable, order: ImportSettings, isAlone: boolean): Promise<string[]> {
  try {
    const rows = await firstRows(table.rows());
    return rows.length === 0 ? [] : orderedLayout(rows, order, isAlone).headers;
  } catch (error) {
    if (error instanceof CsvFault) return [];
    throw error;
  }
}
