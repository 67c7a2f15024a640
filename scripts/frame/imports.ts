import { countOf } from "#app/models/fields.server.ts";
import type { ImportRecord } from "#app/models/readers/import/imports.server.ts";
import { seen } from "./importFaults.ts";
import { table } from "./terminal.ts";

/** A time for people, UTC, to the minute. */
const moment = (at: number | null) => (at === null ? "" : new Date(at).toISOString().slice(0, 16).replace("T", " "));

/** An import for programs; times are ISO 8601. */
export function importJson(record: ImportRecord) {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const { begunAt, endedAt, undoableUntil, undoneAt } = record;
  return {
    ...record,
    ...{ begunAt: time(begunAt), endedAt: time(endedAt) },
    ...{ undoableUntil: time(undoableUntil), undoneAt: time(undoneAt) },
  };
}

/** The imports for people, newest first. */
export function importsTable(imports: ImportRecord[]): string {
  if (imports.length === 0) return "Nothing has been imported.";
  const rows = imports.map((one): [string, ...string[]] => [
    `${one.id}`,
    one.list,
    one.files.join(", "),
    one.isStopped ? `${one.state}, stopped` : one.state,
    `${one.done} of ${one.total}`,
    `${one.counts.imported}`,
    moment(one.begunAt),
    moment(one.undoableUntil),
  ]);
  return seen(
    table([["id", "list", "file", "state", "rows", "imported", "begun (UTC)", "can be undone until"], ...rows]),
  );
}

/** Says what an undoing took back, or how it goes on. */
export function undoWords({ id, list, state, undo }: ImportRecord): string {
  const { gone = 0, stayed = 0, restored = 0, lifted = 0 } = undo ?? {};
  const lines = [
    state === "undone"
      ? `Import ${id} is undone: ${countOf(gone, "reader is", "readers are")} off “${list}” again.`
      : `Stopped: so far ${countOf(gone, "reader is", "readers are")} off “${list}” again. It goes on with: npm run imports -- undo ${id}`,
    restored > 0 && `${countOf(restored, "reader")} who had been here before, as before.`,
    lifted > 0 && `${countOf(lifted, "suppression")} lifted.`,
    stayed > 0 &&
      `${countOf(stayed, "reader stays", "readers stay")}: written to since, or chose something since, or named by another import.`,
  ];
  return seen(lines.filter(Boolean).join("\n"));
}
