import type { ColumnType, Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

/**
 * A list of readers that somebody brought to the desk. `arriving`: its bytes still come; `here`: its columns are chosen;
 * `checking`: a sender says what each row would become; `checked`: it has, and nothing was changed; `importing`: its import
 * stands in `imports`; `ended`: it is over.
 */
export type UploadsTable = {
  id: Generated<number>;
  editor_id: number | null;
  /** The name of the editor who brought it. */
  actor: string;
  /** Of the file. */
  name: string;
  /** In bytes. */
  size: number;
  /** SHA-256 of the file. */
  fingerprint: string;
  stage: "arriving" | "here" | "checking" | "checked" | "importing" | "ended";
  /** `UploadSettings` of `models/readers/uploads/uploads`. */
  settings: Json;
  /** `FileLook` of `models/readers/uploads/look`. */
  found: Json | null;
  /** `Foresight` of `models/readers/uploads/uploads`. */
  foreseen: Json | null;
  /** Its row of `imports`, once it has begun. */
  import_id: number | null;
  /** Rows of the file; 0 until they were counted. */
  row_count: number;
  /** Rows that the work of its stage has behind it. */
  done: number;
  /** The process that works on it, and its last sign of life. */
  worker: string | null;
  seen_at: Milliseconds | null;
  at: Milliseconds;
  ended_at: Milliseconds | null;
};

/** A piece of a brought list (`file`), or of what became of its rows, compressed (`rows`). */
export type UploadPartsTable = {
  upload_id: number;
  kind: "file" | "rows";
  part: number;
  bytes: ColumnType<Buffer, Buffer, never>;
};
