import { wordImportFault, wordRow } from "#app/models/readers/import/faultWords.server.ts";
import { importFormats, sourceStates } from "#app/models/readers/import/formats.server.ts";
import type { RowResult } from "#app/models/readers/import/import.server.ts";
import type { ImportCounts } from "#app/models/readers/import/imports.server.ts";
import { textEncodings } from "#app/models/readers/import/textEncodings.server.ts";
import type { FileLook } from "#app/models/readers/uploads/look.server.ts";
import type { Foresight, UploadSettings } from "#app/models/readers/uploads/uploads.server.ts";

/** A look with its fault in words, and the fields that the fault stands beside. */
export function lookView({ tables, leftOut, fault }: FileLook) {
  const words = fault && wordImportFault(fault);
  return { tables, leftOut, fault: words, faults: fault ? { [faultField(fault) ?? "file"]: words! } : {} };
}

type FaultField = "address" | "headerLine";

function faultField({ error }: NonNullable<FileLook["fault"]>): FaultField | undefined {
  const fields: Partial<Record<typeof error, FaultField>> = {
    "no-header": "address",
    "many-address-columns": "address",
    "no-such-email-column": "address",
    "no-address-column": "address",
    "no-such-line": "headerLine",
  };
  return fields[error];
}

const outcomes: Record<Exclude<keyof ImportCounts, "rows" | "endedHere">, RowResult["reason"][]> = {
  imported: ["imported"],
  asked: ["asked"],
  alreadyThere: ["alreadyThere", "stays"],
  ended: ["ended"],
  suppressed: ["suppressed"],
  left: ["left"],
  bounced: ["bounced"],
  blocked: ["blocked"],
  complained: ["complained"],
  unconfirmed: ["unconfirmed"],
  inactive: ["inactive"],
  duplicates: ["duplicate"],
  malformed: ["malformed"],
};
const kinds = Object.keys(outcomes) as (keyof typeof outcomes)[];

/** The findings of a check, for people: its counts by outcome with the first rows of each, or why the file is refused. */
export function foreseenView(foreseen: Foresight, settings: UploadSettings) {
  if (foreseen.fault) {
    const unclear = foreseen.fault.error === "unclear" ? foreseen.fault.columns : [];
    const asked = foreseen.fault.error === "unclear" ? null : wordImportFault(foreseen.fault);
    const missingTopic = foreseen.fault.error === "no-such-topic" ? foreseen.fault.topic : null;
    return { at: foreseen.at, fault: true as const, words: asked, unclear, missingTopic };
  }
  const { at, counts, tables, leftOut, first } = foreseen;
  const groups = kinds.flatMap((kind) => {
    const rows = outcomes[kind].flatMap((reason) => first[reason] ?? []).slice(0, 100);
    const shown = rows.map((row) => ({ file: row.file, line: row.line, email: row.email, words: wordRow(row) }));
    return counts[kind] > 0 ? [{ kind, count: counts[kind], rows: shown }] : [];
  });
  const away = counts.left + counts.bounced + counts.blocked + counts.complained;
  const sums = { rows: counts.rows, joins: counts.imported, asked: counts.asked, away, endedHere: counts.endedHere };
  const several = tables.length > 1;
  return { at, fault: false as const, groups, sums, several, leftOut, tables, confirm: settings.confirm };
}

/** The choices of how a file is read. */
export function fileOptions() {
  return {
    formats: Object.entries(importFormats).map(([key, { name }]) => [key, name] as const),
    encodings: Object.keys(textEncodings),
    states: Object.entries(sourceStates).map(([state, { means }]) => [state, `${state}: ${means}`] as const),
  };
}

export type FileOptions = ReturnType<typeof fileOptions>;
export type ForeseenView = ReturnType<typeof foreseenView>;
export type LookView = ReturnType<typeof lookView>;
