import type { Generated } from "kysely";

/** Time in milliseconds since the epoch, UTC, from `context.clock()`. */
export type Milliseconds = number;
/** A JSON document as text: read and written whole, never queried into. */
export type Json = string;

/** The last save of a sheet: its editor, its tab and that tab's step. A script has no tab and no account. */
export type LastSave = {
  saved_by: Generated<string | null>;
  saved_by_id: Generated<number | null>;
  saved_tab: Generated<string | null>;
  saved_step: Generated<number | null>;
};
