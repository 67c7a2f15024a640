import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

/** `cancelled` keeps what came until then, and can go on. */
export type ImportState = "running" | "cancelled" | "done" | "undoing" | "undone";

/** An import of readers; its row is never deleted. Rows that it brought have its id in their `import_id`. */
export type ImportsTable = {
  id: Generated<number>;
  list_id: number;
  /** Where and when these readers agreed, as declared. */
  basis: string;
  /** An editor's name, or the script. */
  started_by: string;
  via: "script" | "desk";
  /** Names of files. */
  files: Json;
  /** SHA-256 of the file: only the same goes on. */
  fingerprint: string;
  /** `ImportSettings` of `models/readers/import/imports`. */
  settings: Json;
  state: ImportState;
  /** A random word of the process that imports: another one may have gone on. */
  runner: string;
  /** Rows of the file, and how many of them are done. */
  total: number;
  done: number;
  /** `ImportCounts`. */
  counts: Json;
  /** How many rows are no readers, by the code of the fault. */
  faults: Json;
  /** The number of receipts in the chain when it began. */
  receipts_before: number;
  begun_at: Milliseconds;
  /** The last sign of life, of the import or its undoing. */
  seen_at: Milliseconds;
  ended_at: Milliseconds | null;
  undoable_until: Milliseconds | null;
  /** `UndoProgress` of `models/readers/import/imports`. */
  undo: Json | null;
  undone_by: string | null;
  undone_at: Milliseconds | null;
};

/** A reader who was here before, as they were until an import changed them: `BeforeImport` of `models/readers/import/changes`. */
export type ImportChangesTable = { import_id: number; subscriber_id: number; kept: Json };

/** A kind of note about readers, like “Company”: a column of somebody's export. */
export type NotesTable = {
  id: Generated<number>;
  name: string;
  /** `name` in lower case, for comparison. */
  name_key: string;
  created_at: Milliseconds;
};

/** A reader's note: one value of a kind. `value_key`: in lower case, for comparison. */
export type ReaderNotesTable = { subscriber_id: number; note_id: number; value: string; value_key: string };
