import type { Context } from "#app/context.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import { openKeySet } from "#app/models/seenKeys.server.ts";
import { noteSilent, type OtherRows } from "./batches.server.ts";
import { cellWords } from "./cells.server.ts";
import { isHeader, type Layout } from "./csvColumns.server.ts";
import type { CsvRow } from "./csvRows.server.ts";
import { stateColumns } from "./formats.server.ts";
import { detailReader, orderedColumns, type DetailReader } from "./details.server.ts";
import { plainHeader } from "./headers.server.ts";
import type { ImportSettings } from "./importSettings.server.ts";
import { CsvFault, type UnreadableCsv } from "./listFaults.server.ts";
import { openTables, type ListTable } from "./listTables.server.ts";
import { stateReader, type StateFault, type StateReader } from "./states.server.ts";
import { stateOfTitle, type UnclearColumn } from "./strayStates.server.ts";
import { firstRows, missingColumn, orderedLayout, type ColumnFault } from "./tableLayout.server.ts";

/**
 * Why a file was refused. `unclear`: states in it that are unknown. `unclear-file`: its name gives a state to everybody
 * in it.
 */
export type ImportFault = UnreadableCsv | StateFault | ColumnFault | { error: "unclear"; columns: UnclearColumn[] };

/** The orders of an operator about a file. `emailColumn`: the address column by its name or number. */
type ReadingOrder = ImportSettings;

/** A table with what is known of it; `rows`: how many people it may have; `tags`: how many rows have each. */
export type InspectedTable = {
  table: ListTable;
  layout: Layout;
  states: StateReader;
  details: DetailReader;
  rows: number;
  tags: Map<string, number>;
};

/**
 * A file that was read once. `others`: who gets no mail; `leftOut`: files of an archive without people, and further sheets;
 * `close`: once it is read no more.
 */
export type Inspection = {
  tables: InspectedTable[];
  others: OtherRows;
  rows: number;
  leftOut: string[];
  close(): void;
};

/** Faults by which a file of an archive is no list at all, and no reason to refuse the others. */
const noList = new Set<UnreadableCsv["error"]>(["empty", "no-rows", "no-address-column"]);

/**
 * Reads a file of readers once, and changes nothing: finds its tables, their columns and states, and checks that nothing is
 * broken or unclear.
 * @param open opens the file from its start, several times
 * @throws CsvFault
 */
export async function inspectList(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  file: string,
  order: ReadingOrder,
): Promise<Inspection | ImportFault> {
  const opened = await openTables(open, file, order.encoding);
  try {
    const found = await inspectTables(context, opened, order);
    if ("error" in found) opened.close();
    return found;
  } catch (error) {
    opened.close();
    throw error;
  }
}

async function inspectTables(
  context: Context,
  opened: Awaited<ReturnType<typeof openTables>>,
  order: ReadingOrder,
): Promise<Inspection | ImportFault> {
  const found: Inspection = {
    tables: [],
    others: { former: openKeySet(), silent: openKeySet() },
    rows: 0,
    leftOut: opened.leftOut,
    close: opened.close,
  };
  const missing = await missingColumn(opened.tables, order);
  if (missing) return missing;
  let refused: CsvFault | undefined;
  const isAlone = opened.tables.length === 1;
  for (const table of opened.tables) {
    try {
      const inspected = await inspectTable(context, { table, isAlone }, order, found.others);
      if ("error" in inspected) return inspected;
      found.tables.push(inspected);
      found.rows += inspected.rows;
    } catch (error) {
      if (!(error instanceof CsvFault) || isAlone || !noList.has(error.fault.error)) throw error;
      refused = error;
      found.leftOut.push(table.name);
    }
  }
  if (found.tables.length === 0) throw refused!;
  return found;
}

/** Long because: each row is looked at once, for all that is asked of a table. */
async function inspectTable(
  context: Context,
  { table, isAlone }: { table: ListTable; isAlone: boolean },
  order: ReadingOrder,
  others: OtherRows,
): Promise<InspectedTable | ImportFault> {
  const records = table.rows();
  const first = await firstRows(records);
  if (first.length === 0) throw new CsvFault({ error: "empty" });
  const layout = orderedLayout(first, order, isAlone);
  const { columns, headers, headerLine } = layout;
  const states = stateReader(headers, [columns.email, ...columns.name], table.says, order.states, context.clock());
  if ("error" in states) return states;
  const apart = headers.flatMap((header, i) => (states.columns.includes(header) ? [i] : []));
  const details = detailReader(headers, [columns.email, ...columns.name, ...apart], order, context.clock());
  const tags = new Map<string, number>();
  let rows = 0;
  let silent = 0;
  const look = (row: CsvRow) => {
    if (row.line <= headerLine) return;
    rows += 1;
    refuseSecondList(row, headers, states);
    states.survey(row);
    if (noteSilent(others, row, columns, states)) silent += 1;
    if (details.tags) countTags(tags, details.read(row.cells).tags);
  };
  for (const row of first) look(row);
  for await (const row of records) look(row);
  if (rows === 0) throw new CsvFault({ error: "no-rows" });
  if (states.named && silent === 0) return { error: "unclear-file", state: states.named };
  const unclear = states.unclear();
  // Words that say how somebody stands are no name.
  if (!orderedColumns(headers, order.columns.name))
    columns.name = columns.name.filter((i) => !states.columns.includes(headers[i]!));
  return unclear.length > 0 ? { error: "unclear", columns: unclear } : { table, layout, states, details, rows, tags };
}

const countedTags = 500;

function countTags(counts: Map<string, number>, tags: string[]) {
  for (const tag of new Set(tags))
    if (counts.has(tag) || counts.size < countedTags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
}

/** Lists joined into one file: what stands behind another line of headers, or a title, may be people who left. */
function refuseSecondList({ line, cells }: CsvRow, headers: string[], states: StateReader) {
  if (cells.some((cell) => cell.includes("@"))) return;
  const filled = cells.flatMap((cell, i) => (cell.trim() === "" ? [] : [i]));
  const first = filled[0] ?? -1;
  const isTitle =
    filled.length === 1 && !states.columns.includes(headers[first]!) && stateOfTitle(cells[first]!) !== null;
  const isSame = cells.every((cell, i) => cellWords(cell) === (headers[i] ?? ""));
  const known = filled.filter((i) => headers.includes(cellWords(cells[i]!)) || isColumnName(cells[i]!));
  if (isTitle || (!isSame && known.length > 1 && isHeader({ cells }, null)))
    throw new CsvFault({ error: "second-list", line, title: tidyLine(cells.join(" "), 60) });
}

function isColumnName(cell: string): boolean {
  return isHeader({ cells: [cell] }, null) || Object.hasOwn(stateColumns, plainHeader(cell));
}
