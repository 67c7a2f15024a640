import type { TextEncoding } from "./csvText.server.ts";
import type { InspectedTable } from "./inspection.server.ts";

/** How a table was read. `addressColumn` and `stateColumns`: headers. */
export type ReadTable = {
  name: string;
  rows: number;
  encoding: TextEncoding;
  format: string | null;
  addressColumn: string | null;
  stateColumns: string[];
  /** Headers of columns that are read for language, tags and evidence, and names of notes. */
  detailColumns: string[];
  notes: string[];
  /** Tags, the most frequent first, with how many rows have each. */
  tags: { tag: string; rows: number }[];
};

const shownTags = 50;

/** Returns what people are told of a table that was inspected. */
export function readTable({ table, layout, states, details, rows, tags }: InspectedTable): ReadTable {
  const { name, encoding } = table;
  const addressColumn = layout.headerLine === 0 ? null : (layout.headers[layout.columns.email] ?? null);
  const counted = [...tags].map(([tag, rows]) => ({ tag, rows })).sort((a, b) => b.rows - a.rows);
  return {
    ...{ name, rows, encoding, format: states.format, addressColumn, stateColumns: states.columns },
    ...{ detailColumns: details.used, notes: details.notes, tags: counted.slice(0, shownTags) },
  };
}
