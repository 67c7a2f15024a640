import type { Generated } from "kysely";
import type { Json, Milliseconds } from "./columns.ts";

/** Conditions on the readers of a list, judged when an issue goes out. */
export type SegmentsTable = {
  id: Generated<number>;
  /** Unique among those that are not deleted. */
  name: string;
  /** A `SegmentRule`. */
  rule: Json;
  version: number;
  created_at: Milliseconds;
  updated_at: Milliseconds;
  saved_by: string | null;
  /** Null for a script. */
  saved_by_id: number | null;
  /** It can be brought back for a while. */
  deleted_at: Generated<Milliseconds | null>;
};
