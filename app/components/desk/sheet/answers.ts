import type { SavedBy } from "#app/models/sheetTabs.server.ts";

/** By field: what is said there. */
export type FieldFaults = Record<string, string[]>;

/**
 * The desk's answer to a sheet's save. `faults`: everything is saved, and this is lacking for more.
 * `conflict`: somebody else saved `version` meanwhile; `held`: these issues have the article.
 */
export type SheetAnswer<S> =
  /** `wanted`: what it would be better with, where the page asked. */
  | { saved: S; faults: FieldFaults; wanted?: FieldFaults }
  /** `undo`: how it is undone; null where it cannot be. */
  | { deleted: true; undo: number | null }
  /** The number of the issue that is the copy. */
  | { copied: number }
  | { error: "signed-out" | "gone" | "full" }
  | { error: "other-editor"; id: number; name: string }
  | Conflict
  | { error: "unreadable"; said: string }
  /** Somebody else writes in it. */
  | { error: "written"; by: string }
  | { error: "held"; issues: number[] };

/** `by`: who saved; its `id` is null for a script. */
export type Conflict = { error: "conflict"; version: number; at: number; by: SavedBy | null };

/** Why a save failed for now: it is tried again by itself. */
export type Trouble = "offline" | "away" | "slow" | "full" | "signed-out" | "forbidden" | "too-large" | "unknown";

/** Why saving stopped until the editor decides. */
export type Stop = Conflict | { error: "gone" } | { error: "other-editor"; id: number; name: string };
