import type { StateOrder } from "./states.server.ts";
import type { EncodingName } from "./textEncodings.server.ts";

/** Parts of a person that a column can be ordered for, beside the address. */
export const mappedFields = ["name", "language", "tags", "agreed", "asked", "ip", "form"] as const;
export type MappedField = (typeof mappedFields)[number];

/** How a file is read and what becomes of its people, as an operator ordered it; kept with the import. */
export type ImportSettings = {
  /** Asks each of them by mail first. */
  confirm: boolean;
  /** Asks those by mail who never confirmed at the source (decision 45). */
  askUnconfirmed: boolean;
  states: StateOrder;
  /** Null: found. */
  encoding: EncodingName | null;
  emailColumn: string | null;
  /** The line that names the columns, from 1; 0: none does; null: found. */
  headerLine: number | null;
  /** Columns for parts of a person, by name or number; others are found. A name may be of several. */
  columns: Partial<Record<MappedField, string[]>>;
  /** Columns that are read for no part of a person, whatever their names say. */
  unread: string[];
  /** Columns that become notes, by name or number; `allNotes`: every one without another use. */
  notes: string[];
  allNotes: boolean;
  /** The topic, by its slug, that stands for a tag. */
  topics: { tag: string; topic: string }[];
};

const noStates: StateOrder = { words: [], ignored: [], whole: null };

/** Returns the settings of an order, with what is usual for those that it leaves out. */
export function settingsOf(order: Partial<ImportSettings>): ImportSettings {
  const { confirm = false, askUnconfirmed = false, states = noStates, encoding = null } = order;
  const { emailColumn = null, headerLine = null, columns = {}, unread = [] } = order;
  const { notes = [], allNotes = false, topics = [] } = order;
  return {
    ...{ confirm, askUnconfirmed, states, encoding, emailColumn, headerLine },
    ...{ columns, unread, notes, allNotes, topics },
  };
}
